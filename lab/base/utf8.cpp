#include "lab/base/utf8.hpp"

#include <cstdint>

namespace lab {
namespace {

/// What the first byte of a sequence says: how many bytes follow, and the range of the next one.
/// The ranges leave out overlong forms, surrogates and what is over U+10FFFF (Unicode table 3-7).
struct Lead {
  std::size_t following;
  std::uint8_t lowest = 0x80;
  std::uint8_t highest = 0xBF;
};

std::optional<Lead> lead_of(std::uint8_t first) {
  if (first < 0x80) return Lead{0};
  if (first < 0xC2) return std::nullopt;
  if (first < 0xE0) return Lead{1};
  if (first == 0xE0) return Lead{2, 0xA0, 0xBF};
  if (first == 0xED) return Lead{2, 0x80, 0x9F};
  if (first < 0xF0) return Lead{2};
  if (first == 0xF0) return Lead{3, 0x90, 0xBF};
  if (first < 0xF4) return Lead{3};
  if (first == 0xF4) return Lead{3, 0x80, 0x8F};
  return std::nullopt;
}

}  // namespace

std::optional<CodePoint> first_code_point(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  const std::optional<Lead> lead = lead_of(byte(0));
  if (!lead || lead->following >= text.size()) return std::nullopt;
  if (lead->following == 0) return CodePoint{byte(0), 1};
  if (byte(1) < lead->lowest || byte(1) > lead->highest) return std::nullopt;
  char32_t value = byte(0) & (0x3FU >> lead->following);
  for (std::size_t at = 1; at <= lead->following; ++at) {
    if ((byte(at) & 0xC0U) != 0x80U) return std::nullopt;
    value = (value << 6U) | (byte(at) & 0x3FU);
  }
  return CodePoint{value, lead->following + 1};
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::optional<CodePoint> next = first_code_point(text);
    if (!next) return false;
    text.remove_prefix(next->bytes);
  }
  return true;
}

bool is_control(char32_t code_point) {
  return code_point <= 0x1F || (code_point >= 0x7F && code_point <= 0x9F);
}

bool is_non_character(char32_t code_point) {
  return (code_point >= 0xFDD0 && code_point <= 0xFDEF) || (code_point & 0xFFFEU) == 0xFFFE;
}

}  // namespace lab
