#include <vector>

#include "lab/wire/decode_body.hpp"
#include "lab/wire/decode_properties.hpp"
#include "lab/wire/topic_rules.hpp"

namespace lab::wire {
namespace {

constexpr Rule id_of_request{"MQTT-2.2.1-3", "MQTT-2.3.1-1"};
constexpr Rule id_of_answer{"MQTT-2.2.1-6", "MQTT-2.3.1-7"};

std::string read_filter(ByteReader& reader) {
  std::string filter = reader.text("the topic filter");
  check_topic_filter(reader, filter);
  return filter;
}

/// The options behind a filter (MQTT 5 §3.8.3.1), or its QoS (MQTT 3.1.1 §3.8.3).
void read_options(ByteReader& reader, Subscription& one) {
  const unsigned options = reader.byte("the subscription options");
  const unsigned reserved = reader.is_v5() ? 0xC0U : 0xFCU;
  reader.refuse_if((options & reserved) != 0, "a reserved subscription option is set",
                   {"MQTT-3.8.3-5", "MQTT-3.8.3-4"});
  one.qos = static_cast<std::uint8_t>(options & 3U);
  reader.refuse_if(one.qos == 3, "the QoS of a subscription is 3",
                   {"MQTT 5 §3.8.3.1", "MQTT-3.8.3-4"}, protocol_error);
  if (!reader.is_v5()) return;
  one.no_local = (options & 4U) != 0;
  one.retain_as_published = (options & 8U) != 0;
  one.retain_handling = static_cast<std::uint8_t>((options >> 4U) & 3U);
  reader.refuse_if(one.retain_handling == 3, "the retain handling is 3", {"MQTT 5 §3.8.3.1", ""},
                   protocol_error);
  reader.refuse_if(one.no_local && is_shared(one.filter),
                   "no local is set on a shared subscription", {"MQTT-3.8.3-4", ""},
                   protocol_error);
}

std::vector<std::uint8_t> read_reason_codes(ByteReader& reader, std::uint8_t packet_type,
                                            Rule rule_of_reason, Rule rule_of_count) {
  std::vector<std::uint8_t> codes;
  while (!reader.at_end()) codes.push_back(read_reason_code(reader, packet_type, rule_of_reason));
  reader.refuse_if(codes.empty(), "there is no reason code", rule_of_count, protocol_error);
  return codes;
}

}  // namespace

Subscribe decode_subscribe(ByteReader& reader) {
  Subscribe packet;
  packet.packet_id = read_packet_id(reader, id_of_request);
  packet.properties = read_properties(reader, 8);
  while (!reader.at_end()) {
    Subscription one;
    one.filter = read_filter(reader);
    read_options(reader, one);
    packet.subscriptions.push_back(std::move(one));
  }
  reader.refuse_if(packet.subscriptions.empty(), "there is no topic filter",
                   {"MQTT-3.8.3-2", "MQTT-3.8.3-3"}, protocol_error);
  return packet;
}

Suback decode_suback(ByteReader& reader) {
  Suback packet;
  packet.packet_id = read_packet_id(reader, id_of_answer);
  packet.properties = read_properties(reader, 9);
  packet.reason_codes = read_reason_codes(reader, 9, {"MQTT-3.9.3-2", "MQTT-3.9.3-2"},
                                          {"MQTT-3.8.4-6", "MQTT-3.8.4-5"});
  return packet;
}

Unsubscribe decode_unsubscribe(ByteReader& reader) {
  Unsubscribe packet;
  packet.packet_id = read_packet_id(reader, id_of_request);
  packet.properties = read_properties(reader, 10);
  while (!reader.at_end()) packet.filters.push_back(read_filter(reader));
  reader.refuse_if(packet.filters.empty(), "there is no topic filter",
                   {"MQTT-3.10.3-2", "MQTT-3.10.3-2"}, protocol_error);
  return packet;
}

Unsuback decode_unsuback(ByteReader& reader) {
  Unsuback packet;
  packet.packet_id = read_packet_id(reader, id_of_answer);
  if (!reader.is_v5()) return packet;
  packet.properties = read_properties(reader, 11);
  packet.reason_codes = read_reason_codes(reader, 11, {"MQTT-3.11.3-2", ""}, {"MQTT-3.11.3-1", ""});
  return packet;
}

}  // namespace lab::wire
