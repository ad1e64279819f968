#include "lab/wire/decode_body.hpp"
#include "lab/wire/decode_properties.hpp"

namespace lab::wire {

Connack decode_connack(ByteReader& reader) {
  Connack packet;
  const std::uint8_t flags = reader.byte("the connect acknowledge flags");
  // MQTT 3.1 has no session present.
  const unsigned reserved = reader.version() == Version::v31 ? 0xFF : 0xFE;
  reader.refuse_if((flags & reserved) != 0, "a reserved connect acknowledge flag is set",
                   {"MQTT-3.2.2-1", "MQTT 3.1.1 §3.2.2.1"});
  packet.session_present = (flags & 1U) != 0;
  packet.reason_code = read_reason_code(reader, 2, {"MQTT-3.2.2-8", "MQTT 3.1.1 §3.2.2.3"});
  reader.refuse_if(packet.session_present && packet.reason_code != 0,
                   "session present is set with a refusal", {"MQTT-3.2.2-6", "MQTT-3.2.2-4"},
                   protocol_error);
  packet.properties = read_properties(reader, 2);
  return packet;
}

Disconnect decode_disconnect(ByteReader& reader) {
  Disconnect packet;
  // Left out: 0x00, and no properties (MQTT 5 §3.14.2.1, §3.14.2.2.1).
  if (!reader.is_v5() || reader.at_end()) return packet;
  packet.reason_code = read_reason_code(reader, 14, {"MQTT-3.14.2-1", ""});
  if (!reader.at_end()) packet.properties = read_properties(reader, 14);
  return packet;
}

Auth decode_auth(ByteReader& reader) {
  Auth packet;
  // Left out: 0x00, and no properties. Not one without the other (MQTT 5 §3.15.2.1).
  if (reader.at_end()) return packet;
  packet.reason_code = read_reason_code(reader, 15, {"MQTT-3.15.2-1", ""});
  packet.properties = read_properties(reader, 15);
  return packet;
}

}  // namespace lab::wire
