#include "lab/model/utf8.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "lab/base/utf8.hpp"

namespace lab::model {

std::optional<TextProblem> mqtt_text_problem(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<CodePoint> next = first_code_point(text.substr(at));
    if (!next) {
      const auto byte = static_cast<unsigned char>(text[at]);
      return TextProblem{at,
                         fmt::format("byte 0x{:02X} at offset {} is not valid UTF-8", byte, at)};
    }
    if (is_control(next->value) || is_non_character(next->value)) {
      const char* kind = is_control(next->value) ? "control character" : "non-character";
      const auto number = static_cast<std::uint32_t>(next->value);
      return TextProblem{at, fmt::format("U+{:04X} at offset {} is a {}", number, at, kind)};
    }
    at += next->bytes;
  }
  return std::nullopt;
}

}  // namespace lab::model
