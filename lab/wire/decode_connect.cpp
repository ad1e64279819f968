#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "lab/wire/decode_body.hpp"
#include "lab/wire/decode_properties.hpp"
#include "lab/wire/topic_rules.hpp"

namespace lab::wire {
namespace {

constexpr std::uint8_t unsupported_version = 0x84;

/// The connect flags (MQTT 5 §3.1.2.3).
struct Flags {
  bool username;
  bool password;
  bool will_retain;
  std::uint8_t will_qos;
  bool will;
  bool clean_start;
};

/// Protocol name and level. What is read behind them depends on them.
void read_protocol(ByteReader& reader, Connect& packet) {
  packet.protocol_name = reader.text("the protocol name");
  const bool is_v31 = packet.protocol_name == "MQIsdp";
  reader.refuse_if(!is_v31 && packet.protocol_name != "MQTT", "the protocol name is unknown",
                   {"MQTT-3.1.2-1", "MQTT-3.1.2-1"}, unsupported_version);
  const std::uint8_t level = reader.byte("the protocol level");
  if (level < 3 || level > 5) {
    reader.fail(fmt::format("the protocol level is {}", level), {"MQTT-3.1.2-2", "MQTT-3.1.2-2"},
                unsupported_version);
    return;
  }
  packet.version = Version{level};
  reader.refuse_if(is_v31 != (packet.version == Version::v31),
                   "the protocol name is another level's", {"MQTT-3.1.2-1", "MQTT-3.1.2-1"},
                   unsupported_version);
  reader.set_version(packet.version);
}

Flags read_flags(ByteReader& reader) {
  const unsigned byte = reader.byte("the connect flags");
  const auto is_set = [&](unsigned bit) { return ((byte >> bit) & 1U) != 0; };
  const Flags flags{is_set(7), is_set(6), is_set(5), static_cast<std::uint8_t>((byte >> 3U) & 3U),
                    is_set(2), is_set(1)};
  reader.refuse_if(is_set(0), "the reserved connect flag is set", {"MQTT-3.1.2-3", "MQTT-3.1.2-3"});
  reader.refuse_if(!flags.will && flags.will_qos != 0, "there is a will QoS without a will",
                   {"MQTT-3.1.2-11", "MQTT-3.1.2-13"});
  reader.refuse_if(flags.will_qos == 3, "the will QoS is 3", {"MQTT-3.1.2-12", "MQTT-3.1.2-14"});
  reader.refuse_if(!flags.will && flags.will_retain, "will retain is set without a will",
                   {"MQTT-3.1.2-13", "MQTT-3.1.2-15"});
  reader.refuse_if(flags.password && !flags.username && !reader.is_v5(),
                   "there is a password without a user name", {"", "MQTT-3.1.2-22"});
  return flags;
}

Will read_will(ByteReader& reader, const Flags& flags) {
  Will will;
  will.qos = flags.will_qos;
  will.retain = flags.will_retain;
  will.properties = read_properties(reader, will_properties);
  will.topic = reader.text("the will topic");
  check_topic_name(reader, will.topic, "the will topic");
  will.payload = reader.binary("the will payload");
  return will;
}

/// MQTT 3.1 §3.1: the flags may be set and the fields missing at the end; that is legal.
bool is_left_out(const ByteReader& reader) {
  return reader.version() == Version::v31 && reader.at_end();
}

}  // namespace

Connect decode_connect(ByteReader& reader) {
  Connect packet;
  read_protocol(reader, packet);
  const Flags flags = read_flags(reader);
  packet.clean_start = flags.clean_start;
  packet.keep_alive = reader.two_bytes("the keep alive");
  packet.properties = read_properties(reader, 1);
  packet.client_id = reader.text("the client identifier");
  if (flags.will) packet.will = read_will(reader, flags);
  if (flags.username && !is_left_out(reader)) packet.username = reader.text("the user name");
  if (flags.password && !is_left_out(reader)) packet.password = reader.binary("the password");
  return packet;
}

}  // namespace lab::wire
