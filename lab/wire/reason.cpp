#include <algorithm>
#include <initializer_list>

#include "lab/wire/packet.hpp"
#include "lab/wire/reason_rules.hpp"

namespace lab::wire {
namespace {

constexpr std::string_view unknown = "unknown reason code";
constexpr std::uint8_t connack = 2;
constexpr std::uint8_t suback = 9;
constexpr std::uint8_t disconnect = 14;

/// Reason codes that mean the same in each packet (MQTT 5 table 2-6).
struct Reason {
  std::uint8_t code;
  std::string_view text;
};

constexpr Reason reasons[] = {
    {0x00, "Success"},
    {0x10, "No matching subscribers"},
    {0x11, "No subscription existed"},
    {0x18, "Continue authentication"},
    {0x19, "Re-authenticate"},
    {0x80, "Unspecified error"},
    {0x81, "Malformed Packet"},
    {0x82, "Protocol Error"},
    {0x83, "Implementation specific error"},
    {0x84, "Unsupported Protocol Version"},
    {0x85, "Client Identifier not valid"},
    {0x86, "Bad User Name or Password"},
    {0x87, "Not authorized"},
    {0x88, "Server unavailable"},
    {0x89, "Server busy"},
    {0x8A, "Banned"},
    {0x8B, "Server shutting down"},
    {0x8C, "Bad authentication method"},
    {0x8D, "Keep Alive timeout"},
    {0x8E, "Session taken over"},
    {0x8F, "Topic Filter invalid"},
    {0x90, "Topic Name invalid"},
    {0x91, "Packet Identifier in use"},
    {0x92, "Packet Identifier not found"},
    {0x93, "Receive Maximum exceeded"},
    {0x94, "Topic Alias invalid"},
    {0x95, "Packet too large"},
    {0x96, "Message rate too high"},
    {0x97, "Quota exceeded"},
    {0x98, "Administrative action"},
    {0x99, "Payload format invalid"},
    {0x9A, "Retain not supported"},
    {0x9B, "QoS not supported"},
    {0x9C, "Use another server"},
    {0x9D, "Server moved"},
    {0x9E, "Shared Subscriptions not supported"},
    {0x9F, "Connection rate exceeded"},
    {0xA0, "Maximum connect time"},
    {0xA1, "Subscription Identifiers not supported"},
    {0xA2, "Wildcard Subscriptions not supported"},
};

/// MQTT 3.1.1 table 3.1.
constexpr std::string_view return_codes[] = {
    "Connection Accepted",
    "Connection Refused, unacceptable protocol version",
    "Connection Refused, identifier rejected",
    "Connection Refused, Server unavailable",
    "Connection Refused, bad user name or password",
    "Connection Refused, not authorized",
};

constexpr std::string_view granted[] = {"Granted QoS 0", "Granted QoS 1", "Granted QoS 2"};

std::string_view text_before_v5(std::uint8_t packet_type, std::uint8_t code) {
  if (packet_type == connack && code < std::size(return_codes)) return return_codes[code];
  if (packet_type == suback && code < std::size(granted)) return granted[code];
  if (packet_type == suback && code == 0x80) return "Failure";
  return unknown;
}

using Codes = std::initializer_list<std::uint8_t>;

bool is_one_of(std::uint8_t code, Codes codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

bool is_legal_in_v5(std::uint8_t packet_type, std::uint8_t code) {
  switch (packet_type) {
    case connack:
      return is_one_of(code, {0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89,
                              0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F});
    case 4:  // PUBACK
    case 5:  // PUBREC
      return is_one_of(code, {0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99});
    case 6:  // PUBREL
    case 7:  // PUBCOMP
      return is_one_of(code, {0x00, 0x92});
    case suback:
      return is_one_of(code,
                       {0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2});
    case 11:  // UNSUBACK
      return is_one_of(code, {0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91});
    case disconnect:
      // 0x8C: in table 2-6 only, and there said to belong here.
      return is_one_of(code, {0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C,
                              0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98,
                              0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2});
    case 15:  // AUTH
      return is_one_of(code, {0x00, 0x18, 0x19});
    default: return false;
  }
}

}  // namespace

std::string_view reason_text(std::uint8_t packet_type, std::uint8_t code, Version version) {
  if (version != Version::v5) return text_before_v5(packet_type, code);
  if (packet_type == suback && code < std::size(granted)) return granted[code];
  if (packet_type == disconnect && code == 0x00) return "Normal disconnection";
  if (packet_type == disconnect && code == 0x04) return "Disconnect with Will Message";
  const auto* found = std::find_if(std::begin(reasons), std::end(reasons),
                                   [&](const Reason& reason) { return reason.code == code; });
  return found == std::end(reasons) ? unknown : found->text;
}

bool may_carry(std::uint8_t packet_type, std::uint8_t code, Version version) {
  if (version == Version::v5) return is_legal_in_v5(packet_type, code);
  if (packet_type == connack) return code < std::size(return_codes);
  if (packet_type == suback) {
    return code < std::size(granted) || (code == 0x80 && version == Version::v311);
  }
  return code == 0;
}

}  // namespace lab::wire
