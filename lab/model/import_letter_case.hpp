#pragma once

#include <string>
#include <string_view>

namespace lab::model {

/// The text with its ASCII letters in lower case.
std::string lower_case(std::string_view text);

/// Whether two texts are the same but for the case of ASCII letters: Azure's ids and types are, and
/// the CLI takes enumerations so.
bool equal_ignoring_case(std::string_view left, std::string_view right);

}  // namespace lab::model
