#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lab/wire/decode.hpp"
#include "lab/wire/packet.hpp"

namespace lab::wire {

/// Bytes by hand: `"30 06 00 03 'a/b' 21"` are hexadecimal numbers and texts in quotes.
std::string bytes(std::string_view notation);

/// A packet with this first byte, the true remaining length, and a body in the same notation.
std::string frame(std::uint8_t first_byte, std::string_view body);

/// Text behind its two bytes of length.
std::string counted(std::string_view text);

/// Bytes as the notation has them, for failures.
std::string hex(std::string_view bytes);

/// A packet that breaks one rule, and what the decoder is to say of it.
struct Bad {
  std::string packet;
  std::size_t offset;
  std::string problem;
  std::string source;
  std::uint8_t reason_code = 0x81;
};

/// Fails the test unless the decoder says exactly that, also when the packet comes byte by byte.
void expect_malformed(const Bad& bad, Version version);

/// Fails the test unless these bytes are this packet, and this packet is these bytes.
void expect_both_ways(const std::string& travelled, const Packet& packet, Version version);

/// Fails the test unless these bytes are this packet, which is usually written otherwise.
void expect_decodes(const std::string& travelled, const Packet& packet, Version version);

}  // namespace lab::wire
