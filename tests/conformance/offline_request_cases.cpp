// Requests to a device that is away: what waits for it, for how long, and with what.

#include <chrono>

#include <fmt/format.h>

#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/deliveries.hpp"

namespace lab::conformance {
namespace {

using std::chrono::seconds;
using wire::PropertyId;

const std::string request_topic = "devices/device2/desired";
const std::string response_topic = "devices/device2/reported";

class OfflineRequest : public ConformanceCase {
 protected:
  /// device2 subscribes to its requests in a session that lasts, and goes.
  void leave() {
    expect_accepted(device_.connect(connect_), "the device connects with a lasting session");
    expect_accepted(device_.subscribe(request_topic), "its subscription is granted");
    device_.disconnect();
  }

  void come_back() {
    connect_.clean_start = false;
    const auto answer = device_.connect(connect_);
    expect_accepted(answer, "the device comes back");
    expect(answer.came() && answer.packet().session_present, "its session is still there",
           probe::in_words(answer, version()));
  }

  wire::Publish request(std::optional<std::uint32_t> expiry_seconds = {}) {
    wire::Publish packet{.topic = request_topic, .payload = payload("request")};
    packet.properties.add(PropertyId::response_topic, response_topic)
        .add(PropertyId::correlation_data, client_id("correlation"));
    if (expiry_seconds) {
      packet.properties.add(PropertyId::message_expiry_interval, *expiry_seconds);
    }
    return packet;
  }

  probe::Probe& device() { return device_; }

 private:
  probe::Probe& device_ = probe("device2");
  wire::Connect connect_ = lasting_connect_packet("device2");
};

}  // namespace

CONFORMANCE_CASE_OF(OfflineRequest, RequestResponse, CA_102) {
  leave();
  wire::Publish packet = request();
  packet.properties.add(PropertyId::content_type, "application/json")
      .add(PropertyId::payload_format_indicator, 1)
      .add_user("operation", "update");

  expect_accepted(connected("cloudapp").publish(packet), "the request is acknowledged");
  come_back();

  const auto asked = device().message(with_payload(payload("request")));
  if (!expect_message(asked, request_topic, payload("request"),
                      "the request waited for the device")) {
    return;
  }
  const wire::Properties& seen = asked.packet().properties;
  for (const auto& [id, name] : {std::pair{PropertyId::response_topic, "response topic"},
                                 std::pair{PropertyId::correlation_data, "correlation data"},
                                 std::pair{PropertyId::content_type, "content type"}}) {
    expect(seen.bytes(id) == packet.properties.bytes(id), fmt::format("its {} is unchanged", name),
           wire::describe(asked.packet(), version()));
  }
  expect(seen.number(PropertyId::payload_format_indicator) == 1U,
         "its payload format indicator is unchanged", wire::describe(asked.packet(), version()));
  expect(seen.user_properties() == packet.properties.user_properties(),
         "its user properties are unchanged", wire::describe(asked.packet(), version()));
}

CONFORMANCE_CASE_OF(OfflineRequest, RequestResponse, CA_103) {
  leave();
  probe::Probe& app = connected("cloudapp");

  expect_accepted(app.publish(request(5)), "the request that expires in 5 s is acknowledged");
  app.let_time_pass(seconds{15});
  come_back();

  expect_nothing(device(), with_payload(payload("request")), app, request_topic,
                 "15 s later the expired request is not delivered");
}

CONFORMANCE_CASE_OF(OfflineRequest, RequestResponse, CA_104) {
  leave();
  probe::Probe& app = connected("cloudapp");

  expect_accepted(app.publish(request(60)), "the request that expires in 60 s is acknowledged");
  app.let_time_pass(seconds{10});
  come_back();

  const auto asked = device().message(with_payload(payload("request")));
  if (!expect_message(asked, request_topic, payload("request"), "10 s later it is delivered"))
    return;
  const auto left = asked.packet().properties.number(PropertyId::message_expiry_interval);
  expect(left && *left >= 1 && *left <= 51, "its expiry is lowered by the time that it waited",
         left ? fmt::format("{} s", *left) : "absent");
}

CONFORMANCE_CASE_OF(OfflineRequest, RequestResponse, CA_105) {
  leave();
  probe::Probe& app = connected("cloudapp");

  const auto answer = app.publish(request(0));
  record("PUBLISH with a message expiry of 0", probe::in_words(answer, version()));
  expect_accepted(answer, "the request with an expiry of 0 is acknowledged");
  app.let_time_pass(seconds{15});
  come_back();

  expect_message(device().message(with_payload(payload("request"))), request_topic,
                 payload("request"), "15 s later it is delivered: 0 never expires");
}

}  // namespace lab::conformance
