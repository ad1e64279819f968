#include "lab/mqtt/payload_format.hpp"

#include <cstddef>
#include <cstdint>

namespace lab::mqtt {
namespace {

/// How many bytes follow a first byte, and which range the next one must be in (RFC 3629 §4: the
/// ranges exclude overlong forms, surrogates and what is over U+10FFFF).
struct Sequence {
  std::size_t following;
  std::uint8_t lowest;
  std::uint8_t highest;
};

constexpr std::size_t invalid = 4;

Sequence sequence_of(std::uint8_t first) {
  if (first < 0x80) return {0, 0, 0};
  if (first < 0xC2) return {invalid, 0, 0};
  if (first < 0xE0) return {1, 0x80, 0xBF};
  if (first == 0xE0) return {2, 0xA0, 0xBF};
  if (first == 0xED) return {2, 0x80, 0x9F};
  if (first < 0xF0) return {2, 0x80, 0xBF};
  if (first == 0xF0) return {3, 0x90, 0xBF};
  if (first < 0xF4) return {3, 0x80, 0xBF};
  if (first == 0xF4) return {3, 0x80, 0x8F};
  return {invalid, 0, 0};
}

}  // namespace

bool is_utf8(std::string_view payload) {
  std::size_t at = 0;
  while (at < payload.size()) {
    const Sequence sequence = sequence_of(static_cast<std::uint8_t>(payload[at]));
    if (sequence.following == invalid || sequence.following >= payload.size() - at) return false;
    for (std::size_t i = 1; i <= sequence.following; ++i) {
      const auto byte = static_cast<std::uint8_t>(payload[at + i]);
      const std::uint8_t lowest = i == 1 ? sequence.lowest : std::uint8_t{0x80};
      const std::uint8_t highest = i == 1 ? sequence.highest : std::uint8_t{0xBF};
      if (byte < lowest || byte > highest) return false;
    }
    at += sequence.following + 1;
  }
  return true;
}

}  // namespace lab::mqtt
