#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lab::model {

/// A value from a definition as it may stand in a one-line message: in quotes, made printable, and
/// cut after about `longest` columns.
std::string in_quotes(std::string_view text, std::size_t longest = 80);

/// The number of UTF-8 code points in valid UTF-8 text.
std::size_t code_points(std::string_view text);

}  // namespace lab::model
