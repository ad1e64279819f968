#pragma once

#include <cstdint>

#include "lab/wire/byte_reader.hpp"
#include "lab/wire/fixed_header.hpp"
#include "lab/wire/packet.hpp"

namespace lab::wire {

// What stands behind the fixed header, by packet type. What is wrong is kept in the reader; the
// packet is of use only if nothing is.

Connect decode_connect(ByteReader& reader);
Connack decode_connack(ByteReader& reader);
Disconnect decode_disconnect(ByteReader& reader);
Auth decode_auth(ByteReader& reader);

Publish decode_publish(ByteReader& reader, std::uint8_t flags);
Puback decode_puback(ByteReader& reader);
Pubrec decode_pubrec(ByteReader& reader);
Pubrel decode_pubrel(ByteReader& reader);
Pubcomp decode_pubcomp(ByteReader& reader);

Subscribe decode_subscribe(ByteReader& reader);
Suback decode_suback(ByteReader& reader);
Unsubscribe decode_unsubscribe(ByteReader& reader);
Unsuback decode_unsuback(ByteReader& reader);

/// A packet identifier; 0 is refused by this rule.
std::uint16_t read_packet_id(ByteReader& reader, Rule rule);

/// A reason code that this packet type may carry; another is refused by this rule.
std::uint8_t read_reason_code(ByteReader& reader, std::uint8_t packet_type, Rule rule);

}  // namespace lab::wire
