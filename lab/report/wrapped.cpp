#include "lab/report/wrapped.hpp"

#include <algorithm>

#include "lab/base/assert.hpp"
#include "lab/base/terminal.hpp"
#include "lab/report/visible.hpp"

namespace lab::report {
namespace {

constexpr std::string_view ellipsis = "…";

/// The beginning of a text that is longer than so many columns, up to a blank if one is near.
std::string first_line(const std::string& text, std::size_t most_columns) {
  std::string line = printable(text, most_columns);
  line.resize(line.size() - ellipsis.size());
  const bool ends_a_word = text[line.size()] == ' ';
  const std::size_t blank = line.rfind(' ');
  if (!ends_a_word && blank != std::string::npos && blank > line.size() / 2) line.resize(blank);
  return line;
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t most_columns,
                                 std::size_t most_lines) {
  LAB_ASSERT(most_columns >= 8 && most_lines >= 1);
  std::vector<std::string> lines;
  std::string left = visible(text);
  while (!left.empty()) {
    const bool is_last = lines.size() + 1 == most_lines;
    if (columns(left) <= most_columns) {
      lines.push_back(std::move(left));
      break;
    }
    std::string line = first_line(left, is_last ? most_columns - 1 : most_columns);
    left.erase(0, line.size());
    left.erase(0, std::min(left.find_first_not_of(' '), left.size()));
    while (line.ends_with(' ')) line.pop_back();
    if (is_last) line += ellipsis;
    lines.push_back(std::move(line));
    if (is_last) break;
  }
  return lines;
}

}  // namespace lab::report
