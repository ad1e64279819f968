#include "lab/wire/decode.hpp"

#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "lab/wire/decode_body.hpp"
#include "lab/wire/fixed_header.hpp"
#include "lab/wire/reason_rules.hpp"

namespace lab::wire {
namespace {

Packet decode_body(ByteReader& reader, const FixedHeader& header) {
  switch (header.type) {
    case 1: return decode_connect(reader);
    case 2: return decode_connack(reader);
    case 3: return decode_publish(reader, header.flags);
    case 4: return decode_puback(reader);
    case 5: return decode_pubrec(reader);
    case 6: return decode_pubrel(reader);
    case 7: return decode_pubcomp(reader);
    case 8: return decode_subscribe(reader);
    case 9: return decode_suback(reader);
    case 10: return decode_unsubscribe(reader);
    case 11: return decode_unsuback(reader);
    case 12: return Pingreq{};
    case 13: return Pingresp{};
    case 14: return decode_disconnect(reader);
    default: return decode_auth(reader);
  }
}

Malformed wrong_length(std::string_view packet, std::string problem, Version version) {
  const auto type =
      packet.empty() ? 0U : static_cast<unsigned>(static_cast<std::uint8_t>(packet[0]) >> 4U);
  return {static_cast<std::uint8_t>(type), packet.size(), std::move(problem),
          version == Version::v5 ? "MQTT 5 §2.1.4" : "MQTT 3.1.1 §2.2.3", malformed_packet};
}

}  // namespace

std::uint16_t read_packet_id(ByteReader& reader, Rule rule) {
  const std::uint16_t packet_id = reader.two_bytes("the packet identifier");
  reader.refuse_if(packet_id == 0, "the packet identifier is 0", rule, protocol_error);
  return packet_id;
}

std::uint8_t read_reason_code(ByteReader& reader, std::uint8_t packet_type, Rule rule) {
  const std::uint8_t code = reader.byte("the reason code");
  if (!may_carry(packet_type, code, reader.version())) {
    reader.fail(fmt::format("0x{:02X} is no reason code of {}", code, name_of_type(packet_type)),
                rule, protocol_error);
  }
  return code;
}

Decoded decode(std::string_view packet, Version version) {
  const auto outcome = read_fixed_header(packet, version);
  if (const auto* problem = std::get_if<Malformed>(&outcome)) return *problem;
  const auto* header = std::get_if<FixedHeader>(&outcome);
  if (header == nullptr) {
    return wrong_length(packet, "the packet ends inside its fixed header", version);
  }
  const std::size_t here = packet.size() - header->bytes;
  if (here != header->body) {
    return wrong_length(
        packet, fmt::format("the remaining length is {}; {} bytes follow it", header->body, here),
        version);
  }
  ByteReader reader(packet, header->bytes, version);
  Packet decoded = decode_body(reader, *header);
  reader.expect_end();
  if (reader.fault()) return *reader.fault();
  // Of a CONNECT it is known only by now whether the length had to be in its shortest form.
  if (reader.is_v5() && !header->is_shortest) return longer_than_needed(header->type);
  return decoded;
}

}  // namespace lab::wire
