#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "lab/model/definition_tree.hpp"

namespace lab::model {

/// An object or array as the Azure CLI takes it from the command line: JSON, or its shorthand, in
/// which quotes are single (`'/` stands for one inside) or left out, `{validationScheme:
/// ThumbprintMatch,allowed-thumbprints:[AB,CD]}`. Any other text is that text; bare numbers and
/// `true`, `false`, `null` inside of the shorthand are what they look like. Blanks between tokens
/// are fine, since the CLI takes Python's form too. Every value stands at `place`. If it cannot be
/// read, says why.
std::variant<Node, std::string> read_az_value(std::string_view text, PlaceId place);

}  // namespace lab::model
