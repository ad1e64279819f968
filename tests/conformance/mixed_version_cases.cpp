// Request-response where MQTT 3.1.1 takes part: there are no properties, so the payload carries
// them.

#include <nlohmann/json.hpp>

#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/deliveries.hpp"

namespace lab::conformance {
namespace {

using wire::PropertyId;

const std::string request_topic = "devices/device2/desired";
const std::string response_topic = "devices/device2/reported";

/// The member of a JSON object that came as a payload; empty if it is not there.
std::string member_of(const std::string& payload, const char* name) {
  const auto json = nlohmann::json::parse(payload, nullptr, false);
  return json.is_object() && json.contains(name) && json[name].is_string()
             ? json[name].get<std::string>()
             : std::string{};
}

}  // namespace

CONFORMANCE_CASE(RequestResponse, CA_099) {
  const nlohmann::json request{{"responseTopic", response_topic},
                               {"correlationData", client_id("correlation")},
                               {"payload", {{"temperature", 21}}}};
  probe::Probe& app = subscribed("cloudapp", "devices/+/reported");
  probe::Probe& device = subscribed("device2", request_topic);

  app.publish(request_topic, request.dump());
  const auto asked = device.message_on(request_topic);
  if (!expect_message(asked, request_topic, request.dump(), "the device gets the request")) return;
  const std::string where = member_of(asked.packet().payload, "responseTopic");
  const nlohmann::json answer{
      {"correlationData", member_of(asked.packet().payload, "correlationData")}};
  device.publish(where, answer.dump());

  expect_message(app.message(with_payload(answer.dump())), response_topic, answer.dump(),
                 "the cloud app gets the answer, with the request's correlation data");
  expect(member_of(answer.dump(), "correlationData") == client_id("correlation"),
         "the correlation data went there and back", answer.dump());
}

// On 5 the requester speaks MQTT 5 and the responder 3.1.1; on 3.1.1 the other way round.
CONFORMANCE_CASE(RequestResponse, CA_100) {
  const wire::Version other = is_v5() ? wire::Version::v311 : wire::Version::v5;
  probe::Probe& app = subscribed("cloudapp", "devices/+/reported");
  probe::Probe& device = probe("device2");
  wire::Connect connect = connect_packet("device2");
  connect.version = other;
  expect_accepted(device.connect(connect), "the responder connects with the other version");
  expect_accepted(device.subscribe(request_topic), "its subscription is granted");
  wire::Publish request{.topic = request_topic, .payload = payload("request")};
  request.properties.add(PropertyId::response_topic, response_topic)
      .add(PropertyId::correlation_data, client_id("correlation"))
      .add_user("operation", "update");

  app.publish(request);
  const auto asked = device.message(with_payload(payload("request")));
  if (!expect_message(asked, request_topic, payload("request"), "the request's payload arrives")) {
    return;
  }
  expect(asked.packet().properties.empty(), "no property of MQTT 5 is seen across the versions",
         wire::describe(asked.packet(), other));
  device.publish(response_topic, payload("answer"));

  expect_message(app.message(with_payload(payload("answer"))), response_topic, payload("answer"),
                 "the responder can answer on its own topic");
}

}  // namespace lab::conformance
