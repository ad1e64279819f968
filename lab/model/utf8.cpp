#include "lab/model/utf8.hpp"

#include <cstdint>

#include <fmt/format.h>

namespace lab::model {
namespace {

/// One decoded character: its code point and how many bytes it took; none if malformed.
struct Character {
  std::uint32_t code_point = 0;
  std::size_t bytes = 0;
};

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

/// RFC 3629: shortest form only, no surrogates, nothing above U+10FFFF.
std::optional<Character> decode(std::string_view text, std::size_t at) {
  const std::uint32_t first = byte_at(text, at);
  if (first < 0x80) return Character{first, 1};
  std::size_t bytes = 0;
  std::uint32_t smallest = 0;
  if (first >= 0xC2 && first <= 0xDF) {
    bytes = 2;
    smallest = 0x80;
  } else if ((first & 0xF0U) == 0xE0) {
    bytes = 3;
    smallest = 0x800;
  } else if (first >= 0xF0 && first <= 0xF4) {
    bytes = 4;
    smallest = 0x10000;
  } else {
    return std::nullopt;
  }
  if (text.size() - at < bytes) return std::nullopt;
  std::uint32_t code_point = first & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const std::uint32_t next = byte_at(text, at + i);
    if ((next & 0xC0U) != 0x80) return std::nullopt;
    code_point = (code_point << 6U) | (next & 0x3FU);
  }
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < smallest || code_point > 0x10FFFF || surrogate) return std::nullopt;
  return Character{code_point, bytes};
}

bool is_control(std::uint32_t code_point) {
  return code_point <= 0x1F || (code_point >= 0x7F && code_point <= 0x9F);
}

bool is_non_character(std::uint32_t code_point) {
  return (code_point >= 0xFDD0 && code_point <= 0xFDEF) || (code_point & 0xFFFEU) == 0xFFFE;
}

}  // namespace

std::optional<TextProblem> mqtt_text_problem(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<Character> character = decode(text, at);
    if (!character) {
      return TextProblem{
          at, fmt::format("byte 0x{:02X} at offset {} is not valid UTF-8", byte_at(text, at), at)};
    }
    if (is_control(character->code_point) || is_non_character(character->code_point)) {
      const char* kind = is_control(character->code_point) ? "control character" : "non-character";
      return TextProblem{
          at, fmt::format("U+{:04X} at offset {} is a {}", character->code_point, at, kind)};
    }
    at += character->bytes;
  }
  return std::nullopt;
}

std::string printable(std::string_view text, std::size_t max_bytes) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<Character> character = decode(text, at);
    const std::size_t bytes = character ? character->bytes : 1;
    if (at + bytes > max_bytes) return out + "…";
    const bool shown =
        character && !is_control(character->code_point) && !is_non_character(character->code_point);
    for (std::size_t i = at; i < at + bytes; ++i) {
      if (shown) {
        out += text[i];
      } else {
        out += fmt::format("\\x{:02X}", byte_at(text, i));
      }
    }
    at += bytes;
  }
  return out;
}

}  // namespace lab::model
