#include "lab/base/terminal.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

namespace lab {
namespace {

/// Length of the well-formed UTF-8 sequence at the start of `text` (RFC 3629), or 0.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xC0U) != 0x80U) return 0;
  }
  if (first == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
  if (first == 0xED && byte(1) > 0x9F) return 0;  // surrogate
  if (first == 0xF0 && byte(1) < 0x90) return 0;  // overlong
  if (first == 0xF4 && byte(1) > 0x8F) return 0;  // beyond U+10FFFF
  return length;
}

/// A C0 or C1 control, or DEL: what moves a terminal's cursor.
bool is_control(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return first < 0x20 || first == 0x7F;
  return first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
}

}  // namespace

bool wants_colour(std::FILE* stream) {
  if (::isatty(::fileno(stream)) == 0 || std::getenv("NO_COLOR") != nullptr) return false;
  const char* terminal = std::getenv("TERM");
  return terminal != nullptr && std::string_view{terminal} != "dumb";
}

std::string paint(std::string_view text, Tone tone, bool coloured) {
  if (!coloured || tone == Tone::plain) return std::string{text};
  const char* code = tone == Tone::good    ? "32"
                     : tone == Tone::bad   ? "31;1"
                     : tone == Tone::faint ? "2"
                                           : "1";
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char letter) {
    return (static_cast<unsigned char>(letter) & 0xC0U) != 0x80U;
  }));
}

std::string printable(std::string_view text, std::size_t most) {
  std::string safe;
  std::size_t taken = 0;
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const bool shown = length > 0 && !is_control(text.substr(0, length));
    const std::string piece =
        shown
            ? std::string{text.substr(0, length)}
            : fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(text[0])));
    if (taken + columns(piece) > most) return safe + "…";
    safe += piece;
    taken += columns(piece);
    text.remove_prefix(shown ? length : 1);
  }
  return safe;
}

}  // namespace lab
