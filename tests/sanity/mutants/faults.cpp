#include "tests/sanity/mutants/faults.hpp"

namespace lab::mutants {
namespace {

constexpr std::uint8_t not_authorized = 0x87;

}  // namespace

std::uint8_t connack_refusal(wire::Version version) {
  return version == wire::Version::v5 ? not_authorized : 5;
}

std::uint8_t suback_refusal(wire::Version version) {
  return version == wire::Version::v5 ? not_authorized : 0x80;
}

Fault refuses_connect(std::function<bool(const Crossing&, const wire::Connect&)> wrongly) {
  return to_broker<wire::Connect>([wrongly](Crossing& at, const wire::Connect& connect) {
    if (!wrongly(at, connect)) return true;
    at.to_client(wire::Connack{.reason_code = connack_refusal(connect.version)});
    at.close();
    return false;
  });
}

Fault refuses_publish(std::function<bool(const wire::Publish&)> wrongly) {
  return to_broker<wire::Publish>([wrongly](Crossing& at, const wire::Publish& publish) {
    if (!wrongly(publish)) return true;
    if (at.version() == wire::Version::v5) {
      at.to_client(wire::Puback{.packet_id = publish.packet_id, .reason_code = not_authorized});
    } else {
      at.close();
    }
    return false;
  });
}

Fault acknowledges_refused_publish() {
  return to_client<wire::Puback>([](Crossing&, wire::Puback& puback) {
    puback.reason_code = 0;
    return true;
  });
}

Fault grants_refused_filters() {
  return to_client<wire::Suback>([](Crossing&, wire::Suback& suback) {
    for (std::uint8_t& code : suback.reason_codes) code = code >= 0x80 ? 1 : code;
    return true;
  });
}

Fault refuses_filters() {
  return to_client<wire::Suback>([](Crossing& at, wire::Suback& suback) {
    for (std::uint8_t& code : suback.reason_codes) code = suback_refusal(at.version());
    return true;
  });
}

Fault damages_payloads() {
  return to_client<wire::Publish>([](Crossing&, wire::Publish& delivery) {
    delivery.payload += "?";
    return true;
  });
}

void swallow(Crossing& at, const wire::Publish& delivery) {
  if (delivery.qos == 1) at.to_broker(wire::Puback{.packet_id = delivery.packet_id});
}

}  // namespace lab::mutants
