#include "lab/base/terminal.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>

#include "lab/base/utf8.hpp"

namespace lab {
namespace {

std::string as_hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    text += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(byte)));
  }
  return text;
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
    const std::optional<CodePoint> next = first_code_point(text);
    const bool shown = next && !is_control(next->value) && !is_non_character(next->value);
    const std::size_t bytes = next ? next->bytes : 1;
    std::string piece{text.substr(0, bytes)};
    if (!shown) piece = as_hex(piece);
    if (taken + columns(piece) > most) return safe + "…";
    safe += piece;
    taken += columns(piece);
    text.remove_prefix(bytes);
  }
  return safe;
}

}  // namespace lab
