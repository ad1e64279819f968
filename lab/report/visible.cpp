#include "lab/report/visible.hpp"

#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "lab/base/terminal.hpp"
#include "lab/base/utf8.hpp"

namespace lab::report {
namespace {

bool is_unseen(char32_t code_point) {
  return code_point == 0x061C || (code_point >= 0x200B && code_point <= 0x200F) ||
         (code_point >= 0x2028 && code_point <= 0x202E) ||
         (code_point >= 0x2060 && code_point <= 0x2069) || code_point == 0xFEFF;
}

}  // namespace

std::string visible(std::string_view text, std::size_t most) {
  const std::string shown = printable(text, most);
  std::string named;
  for (std::string_view left = shown; !left.empty();) {
    const std::optional<CodePoint> next = first_code_point(left);
    if (!next) break;  // what is printable is UTF-8
    if (is_unseen(next->value)) {
      named += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(next->value));
    } else {
      named += left.substr(0, next->bytes);
    }
    left.remove_prefix(next->bytes);
  }
  return named.size() == shown.size() ? named : printable(named, most);
}

}  // namespace lab::report
