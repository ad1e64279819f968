#include <algorithm>
#include <initializer_list>
#include <iterator>

#include "lab/wire/properties.hpp"

namespace lab::wire {
namespace {

/// Packet types as bits; bit 0 is a will.
constexpr std::uint16_t in(std::initializer_list<unsigned> types) {
  unsigned bits = 0;
  for (const unsigned type : types) bits |= 1U << type;
  return static_cast<std::uint16_t>(bits);
}

constexpr unsigned will = 0;
constexpr unsigned connect = 1;
constexpr unsigned connack = 2;
constexpr unsigned publish = 3;
constexpr unsigned subscribe = 8;
constexpr unsigned disconnect = 14;
constexpr unsigned auth = 15;

constexpr std::uint16_t answers = in({connack, 4, 5, 6, 7, 9, 11, disconnect, auth});
constexpr std::uint16_t all = in({will, connect, publish, subscribe, 10}) | answers;

using Id = PropertyId;
using Layout = PropertyLayout;

/// MQTT 5 table 2-4.
constexpr PropertyRule rules[] = {
    {Id::payload_format_indicator, "payload format indicator", Layout::byte, in({will, publish})},
    {Id::message_expiry_interval, "message expiry interval", Layout::four_bytes,
     in({will, publish})},
    {Id::content_type, "content type", Layout::text, in({will, publish})},
    {Id::response_topic, "response topic", Layout::text, in({will, publish})},
    {Id::correlation_data, "correlation data", Layout::binary, in({will, publish})},
    {Id::subscription_identifier, "subscription identifier", Layout::variable_integer,
     in({publish, subscribe}), true},
    {Id::session_expiry_interval, "session expiry interval", Layout::four_bytes,
     in({connect, connack, disconnect})},
    {Id::assigned_client_identifier, "assigned client identifier", Layout::text, in({connack})},
    {Id::server_keep_alive, "server keep alive", Layout::two_bytes, in({connack})},
    {Id::authentication_method, "authentication method", Layout::text,
     in({connect, connack, auth})},
    {Id::authentication_data, "authentication data", Layout::binary, in({connect, connack, auth})},
    {Id::request_problem_information, "request problem information", Layout::byte, in({connect})},
    {Id::will_delay_interval, "will delay interval", Layout::four_bytes, in({will})},
    {Id::request_response_information, "request response information", Layout::byte, in({connect})},
    {Id::response_information, "response information", Layout::text, in({connack})},
    {Id::server_reference, "server reference", Layout::text, in({connack, disconnect})},
    {Id::reason_string, "reason string", Layout::text, answers},
    {Id::receive_maximum, "receive maximum", Layout::two_bytes, in({connect, connack})},
    {Id::topic_alias_maximum, "topic alias maximum", Layout::two_bytes, in({connect, connack})},
    {Id::topic_alias, "topic alias", Layout::two_bytes, in({publish})},
    {Id::maximum_qos, "maximum QoS", Layout::byte, in({connack})},
    {Id::retain_available, "retain available", Layout::byte, in({connack})},
    {Id::user_property, "user property", Layout::text_pair, all, true},
    {Id::maximum_packet_size, "maximum packet size", Layout::four_bytes, in({connect, connack})},
    {Id::wildcard_subscription_available, "wildcard subscription available", Layout::byte,
     in({connack})},
    {Id::subscription_identifier_available, "subscription identifier available", Layout::byte,
     in({connack})},
    {Id::shared_subscription_available, "shared subscription available", Layout::byte,
     in({connack})},
};

}  // namespace

const PropertyRule* rule_of(std::uint8_t identifier) {
  const auto* found = std::find_if(std::begin(rules), std::end(rules), [&](const auto& rule) {
    return static_cast<std::uint8_t>(rule.id) == identifier;
  });
  return found == std::end(rules) ? nullptr : found;
}

}  // namespace lab::wire
