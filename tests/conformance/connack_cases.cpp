// What the service says of itself when it accepts a client (CA-059 … CA-064).

#include <optional>
#include <string>

#include "tests/conformance/conformance_case.hpp"

namespace lab::conformance {
namespace {

using wire::PropertyId;

/// The number in a CONNACK, or "absent".
std::string in_words(const std::optional<std::uint32_t>& number) {
  return number ? std::to_string(*number) : "absent";
}

/// The text in a CONNACK, or "absent".
std::string in_words(const std::optional<std::string>& text) {
  return text ? "\"" + *text + "\"" : "absent";
}

/// Whether a property that allows something allows it: absent means that it does (MQTT 5 §3.2.2.3).
bool allows(const std::optional<std::uint32_t>& number) {
  return !number || *number == 1;
}

}  // namespace

CONFORMANCE_CASE(ConnackProperties, CA_059, CA_060, CA_061, CA_063, CA_064) {
  const auto answer = probe("device1").connect(connect_packet("device1"));

  if (!expect_accepted(answer, "a registered client is accepted")) return;
  const wire::Properties& said = answer.packet().properties;

  const auto quality = said.number(PropertyId::maximum_qos);
  expect(quality == 1, "CA-059: Maximum QoS is 1", in_words(quality));

  const auto size = said.number(PropertyId::maximum_packet_size);
  expect(!size || *size == 524'288, "CA-060: Maximum Packet Size, if there is one, is 524288",
         in_words(size));

  const auto aliases = said.number(PropertyId::topic_alias_maximum);
  expect(aliases == 10, "CA-061: Topic Alias Maximum is 10", in_words(aliases));

  const auto retain = said.number(PropertyId::retain_available);
  expect(allows(retain), "CA-063: Retain Available is absent or 1", in_words(retain));
  const auto shared = said.number(PropertyId::shared_subscription_available);
  expect(allows(shared), "CA-063: Shared Subscription Available is absent or 1", in_words(shared));

  record("CA-064: Receive Maximum", in_words(said.number(PropertyId::receive_maximum)));
  record("CA-064: Subscription Identifier Available",
         in_words(said.number(PropertyId::subscription_identifier_available)));
  record("CA-064: Wildcard Subscription Available",
         in_words(said.number(PropertyId::wildcard_subscription_available)));
  record("CA-064: Session Expiry Interval",
         in_words(said.number(PropertyId::session_expiry_interval)));
  record("CA-064: Reason String", in_words(said.bytes(PropertyId::reason_string)));
}

CONFORMANCE_CASE(ConnackProperties, CA_062) {
  wire::Connect packet = connect_packet("device1");
  packet.properties.add(PropertyId::request_response_information, 1);

  const auto answer = probe("device1").connect(packet);

  if (!expect_accepted(answer, "a CONNECT with Request Response Information 1 is accepted")) return;
  const auto information = answer.packet().properties.bytes(PropertyId::response_information);
  expect(!information, "CONNACK has no Response Information", in_words(information));
}

}  // namespace lab::conformance
