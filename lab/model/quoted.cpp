#include "lab/model/quoted.hpp"

#include <algorithm>

#include "lab/base/terminal.hpp"

namespace lab::model {

std::string in_quotes(std::string_view text, std::size_t longest) {
  return "\"" + printable(text, longest) + "\"";
}

std::size_t code_points(std::string_view text) {
  const auto starts_character = [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

}  // namespace lab::model
