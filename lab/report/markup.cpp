#include "lab/report/markup.hpp"

#include "lab/report/visible.hpp"

namespace lab::report {
namespace {

std::string_view reference_of(char letter) {
  switch (letter) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return {};
  }
}

}  // namespace

std::string markup_text(std::string_view text, std::size_t most) {
  const std::string shown = visible(text, most);
  std::string safe;
  safe.reserve(shown.size() + shown.size() / 8);
  for (const char letter : shown) {
    const std::string_view reference = reference_of(letter);
    if (reference.empty()) {
      safe += letter;
    } else {
      safe += reference;
    }
  }
  return safe;
}

std::string markup_sentence(std::string_view text) {
  const std::string safe = markup_text(text);
  std::string marked;
  bool is_code = false;
  std::size_t begin = 0;
  for (std::size_t at = safe.find('`'); at != std::string::npos; at = safe.find('`', begin)) {
    if (!is_code && safe.find('`', at + 1) == std::string::npos) break;  // a lone one
    marked += safe.substr(begin, at - begin) + (is_code ? "</code>" : "<code>");
    is_code = !is_code;
    begin = at + 1;
  }
  return marked + safe.substr(begin);
}

}  // namespace lab::report
