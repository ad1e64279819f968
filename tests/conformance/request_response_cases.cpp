// The how-to's exchange on MQTT 5: request with response topic and correlation data, and the
// answer.

#include <algorithm>

#include <fmt/format.h>

#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/deliveries.hpp"

namespace lab::conformance {
namespace {

using wire::PropertyId;

const std::string request_topic = "devices/device2/desired";
const std::string response_topic = "devices/device2/reported";
const std::string response_filter = "devices/+/reported";

std::string in_hex(const std::string& bytes) {
  constexpr std::size_t most = 24;
  std::string hex;
  for (const char byte : bytes.substr(0, most)) {
    hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  }
  return fmt::format("{} bytes {}{}", bytes.size(), hex, bytes.size() > most ? "…" : "");
}

std::string in_hex(const std::optional<std::string>& bytes) {
  return bytes ? in_hex(*bytes) : "absent";
}

/// Every byte there is, 0x00 to 0xFF.
std::string all_bytes() {
  std::string bytes(256, '\0');
  for (std::size_t index = 0; index < bytes.size(); ++index)
    bytes[index] = static_cast<char>(index);
  return bytes;
}

class RequestResponse : public ConformanceCase {
 protected:
  /// A request to device2 that asks for its answer on its response topic.
  wire::Publish request(const std::string& what, const std::string& correlation_data) {
    wire::Publish packet{.topic = request_topic, .payload = payload(what)};
    packet.properties.add(PropertyId::response_topic, response_topic)
        .add(PropertyId::correlation_data, correlation_data);
    return packet;
  }

  /// The responder's answer, by nothing but what the request says.
  wire::Publish answer_to(const wire::Publish& request, const std::string& what) {
    wire::Publish packet{.topic = request.properties.bytes(PropertyId::response_topic).value_or(""),
                         .payload = payload(what)};
    if (const auto data = request.properties.bytes(PropertyId::correlation_data)) {
      packet.properties.add(PropertyId::correlation_data, *data);
    }
    return packet;
  }
};

}  // namespace

CONFORMANCE_CASE_OF(RequestResponse, RequestResponse, CA_092) {
  const std::string correlation_data = client_id("device2-tempupdate1");
  probe::Probe& app = subscribed("cloudapp", response_filter);
  probe::Probe& device = subscribed("device2", request_topic);

  expect_accepted(app.publish(request("request", correlation_data)), "the request is acknowledged");
  const auto asked = device.message(with_payload(payload("request")));
  if (!expect_message(asked, request_topic, payload("request"), "the device gets the request")) {
    return;
  }
  const auto where = asked.packet().properties.bytes(PropertyId::response_topic);
  expect(where == response_topic, "it tells the response topic", where.value_or("absent"));
  if (!where) return;
  expect_accepted(device.publish(answer_to(asked.packet(), "answer")),
                  "the answer on that response topic is acknowledged");

  const auto answer = app.message(with_payload(payload("answer")));
  if (!expect_message(answer, response_topic, payload("answer"), "the cloud app gets the answer")) {
    return;
  }
  const auto data = answer.packet().properties.bytes(PropertyId::correlation_data);
  expect(data == correlation_data, "the answer carries the request's correlation data",
         in_hex(data));
}

CONFORMANCE_CASE_OF(RequestResponse, RequestResponse, CA_093) {
  probe::Probe& device = subscribed("device2", request_topic);
  wire::Publish packet = request("request", "93");
  packet.properties.add(PropertyId::content_type, "application/merge-patch+json")
      .add(PropertyId::payload_format_indicator, 1)
      .add_user("operation", "update")
      .add_user("note", "grün");

  expect_accepted(connected("cloudapp").publish(packet), "the request is acknowledged");

  const auto asked = device.message(with_payload(payload("request")));
  if (!expect_message(asked, request_topic, payload("request"), "the device gets the request")) {
    return;
  }
  const wire::Properties& seen = asked.packet().properties;
  expect(seen.bytes(PropertyId::response_topic) == response_topic,
         "its response topic is unchanged",
         seen.bytes(PropertyId::response_topic).value_or("absent"));
  expect(seen.bytes(PropertyId::content_type) == "application/merge-patch+json",
         "its content type is unchanged", seen.bytes(PropertyId::content_type).value_or("absent"));
  const auto indicator = seen.number(PropertyId::payload_format_indicator);
  expect(indicator == 1U, "its payload format indicator is unchanged",
         indicator ? std::to_string(*indicator) : "absent");
  // By value: their order is CA-094's.
  auto sent = packet.properties.user_properties();
  auto came = seen.user_properties();
  std::sort(sent.begin(), sent.end());
  std::sort(came.begin(), came.end());
  expect(came == sent, "its user properties are unchanged",
         wire::describe(asked.packet(), version()));
}

CONFORMANCE_CASE_OF(RequestResponse, RequestResponse, CA_094) {
  probe::Probe& device = subscribed("device2", request_topic);
  wire::Publish packet = request("request", "94");
  packet.properties.add_user("b", "1").add_user("a", "2").add_user("b", "3").add_user("a", "2");

  expect_accepted(connected("cloudapp").publish(packet), "the request is acknowledged");

  const auto asked = device.message(with_payload(payload("request")));
  if (!expect_message(asked, request_topic, payload("request"), "the device gets the request")) {
    return;
  }
  expect(asked.packet().properties.user_properties() == packet.properties.user_properties(),
         "its user properties keep their order and their repeated names",
         wire::describe(asked.packet(), version()));
}

CONFORMANCE_CASE_OF(RequestResponse, RequestResponse, CA_095) {
  probe::Probe& device = subscribed("device2", request_topic);

  const auto answer = connected("cloudapp").publish(request("request", all_bytes()));

  expect_accepted(answer, "correlation data of 256 bytes is accepted");
  const auto asked = device.message(with_payload(payload("request")));
  if (!expect_message(asked, request_topic, payload("request"), "the device gets the request")) {
    return;
  }
  const auto data = asked.packet().properties.bytes(PropertyId::correlation_data);
  expect(data == all_bytes(), "all 256 bytes, 0x00 and 0xFF among them, are unchanged",
         in_hex(data));
}

CONFORMANCE_CASE_OF(RequestResponse, RequestResponse, CA_096) {
  struct Limited {
    PropertyId id;
    const char* name;
  };
  for (const Limited& limited : {Limited{PropertyId::correlation_data, "correlation data"},
                                 Limited{PropertyId::response_topic, "a response topic"},
                                 Limited{PropertyId::content_type, "a content type"}}) {
    const auto publish_with = [&](std::size_t size) {
      probe::Probe& app = connected("cloudapp", fmt::format("{} bytes of {}", size, limited.name));
      wire::Publish packet{.topic = topic("sizes"), .payload = payload(limited.name)};
      packet.properties.add(limited.id, std::string(size, 'x'));
      auto answer = app.publish(packet);
      if (app.is_open()) app.disconnect();
      return answer;
    };

    expect_accepted(publish_with(256), fmt::format("{} of 256 bytes is accepted", limited.name));
    expect_refused(publish_with(257), fmt::format("{} of 257 bytes is refused", limited.name));
  }
}

CONFORMANCE_CASE_OF(RequestResponse, RequestResponse, CA_097) {
  const auto publish_with = [&](std::size_t kilobytes) {
    probe::Probe& app = connected("cloudapp", fmt::format("{} KB", kilobytes));
    wire::Publish packet{.topic = topic("sizes"), .payload = payload("many")};
    for (std::size_t index = 0; index < kilobytes; ++index) {
      packet.properties.add_user(fmt::format("p{:02}", index), std::string(1021, 'x'));
    }
    auto answer = app.publish(packet);
    if (app.is_open()) app.disconnect();
    return answer;
  };

  expect_accepted(publish_with(30), "user properties of 30 KB are accepted");
  expect_refused(publish_with(33), "user properties of 33 KB are refused");
}

CONFORMANCE_CASE_OF(RequestResponse, RequestResponse, CA_098) {
  probe::Probe& app = connected("cloudapp");
  probe::Probe& device = connected("device2");

  expect_accepted(device.publish(response_topic, payload("too early")),
                  "the answer that nobody is subscribed to is acknowledged");

  expect_accepted(app.subscribe(response_filter), "the requester subscribes after the answer");
  expect_nothing(app, with_payload(payload("too early")), device, response_topic,
                 "the answer from before the subscription does not come");
}

CONFORMANCE_CASE_OF(RequestResponse, RequestResponse, CA_101) {
  struct Exchange {
    std::string device;
    std::string correlation_data;
    std::optional<wire::Publish> request = {};
  };
  std::vector<Exchange> exchanges = {{"device1", client_id("one")}, {"device2", client_id("two")}};
  probe::Probe& app = subscribed("cloudapp", response_filter);
  for (Exchange& exchange : exchanges) {
    probe::Probe& device = subscribed(exchange.device, "devices/" + exchange.device + "/desired");
    wire::Publish packet{.topic = "devices/" + exchange.device + "/desired",
                         .payload = payload(exchange.device)};
    packet.properties.add(PropertyId::response_topic, "devices/" + exchange.device + "/reported")
        .add(PropertyId::correlation_data, exchange.correlation_data);
    expect_accepted(app.publish(packet), "the request to " + exchange.device + " is acknowledged");
    const auto asked = device.message(with_payload(payload(exchange.device)));
    if (!expect_message(asked, packet.topic, packet.payload,
                        exchange.device + " gets its request")) {
      return;
    }
    exchange.request = asked.packet();
  }

  // Answered in the other order
  std::reverse(exchanges.begin(), exchanges.end());
  for (const Exchange& exchange : exchanges) {
    probe(exchange.device).publish(answer_to(*exchange.request, exchange.device + " answers"));
  }

  for (const Exchange& exchange : exchanges) {
    const auto answer = app.message(with_payload(payload(exchange.device + " answers")));
    if (!expect_message(answer, "devices/" + exchange.device + "/reported",
                        payload(exchange.device + " answers"),
                        exchange.device + "'s answer comes")) {
      continue;
    }
    const auto data = answer.packet().properties.bytes(PropertyId::correlation_data);
    expect(data == exchange.correlation_data,
           exchange.device + "'s answer carries the correlation data of its request", in_hex(data));
  }
}

}  // namespace lab::conformance
