#include "lab/wire/decode_body.hpp"
#include "lab/wire/decode_properties.hpp"
#include "lab/wire/topic_rules.hpp"

namespace lab::wire {
namespace {

constexpr std::uint8_t publish = 3;

template <int Type>
PublishAnswer<Type> decode_answer(ByteReader& reader, Rule rule_of_reason) {
  PublishAnswer<Type> packet;
  packet.packet_id = read_packet_id(reader, {"MQTT-2.2.1-5", "MQTT-2.3.1-6"});
  // Left out: 0x00, and no properties (MQTT 5 §3.4.2.1, §3.4.2.2.1).
  if (!reader.is_v5() || reader.at_end()) return packet;
  packet.reason_code = read_reason_code(reader, Type, rule_of_reason);
  if (!reader.at_end()) packet.properties = read_properties(reader, Type);
  return packet;
}

}  // namespace

Publish decode_publish(ByteReader& reader, std::uint8_t flags) {
  Publish packet;
  packet.dup = (flags & 8U) != 0;
  packet.qos = static_cast<std::uint8_t>((flags >> 1U) & 3U);
  packet.retain = (flags & 1U) != 0;
  packet.topic = reader.text("the topic");
  const bool may_be_empty = packet.topic.empty() && reader.is_v5();
  if (!may_be_empty) {
    check_topic_name(reader, packet.topic, "the topic", {"MQTT-3.3.2-2", "MQTT-3.3.2-2"});
  }
  if (packet.qos > 0) packet.packet_id = read_packet_id(reader, {"MQTT-2.2.1-3", "MQTT-2.3.1-1"});
  packet.properties = read_properties(reader, publish);
  reader.refuse_if(may_be_empty && !packet.properties.has(PropertyId::topic_alias),
                   "the topic is empty and there is no topic alias", {"MQTT 5 §3.3.2.1", ""},
                   protocol_error);
  packet.payload = reader.rest();
  return packet;
}

Puback decode_puback(ByteReader& reader) {
  return decode_answer<4>(reader, {"MQTT-3.4.2-1", ""});
}

Pubrec decode_pubrec(ByteReader& reader) {
  return decode_answer<5>(reader, {"MQTT-3.5.2-1", ""});
}

Pubrel decode_pubrel(ByteReader& reader) {
  return decode_answer<6>(reader, {"MQTT-3.6.2-1", ""});
}

Pubcomp decode_pubcomp(ByteReader& reader) {
  return decode_answer<7>(reader, {"MQTT-3.7.2-1", ""});
}

}  // namespace lab::wire
