#pragma once

#include <optional>
#include <string_view>

#include "lab/model/problem_list.hpp"

namespace lab::model {

/// Reads JSON text into a tree whose values know their places. `file` is the place of the file.
///
/// A syntax error gives one problem with line, column and an excerpt, and nothing. Two equal keys
/// in one object are a problem each; the first one's value is kept.
std::optional<Node> read_json(std::string_view text, PlaceId file, ProblemList& problems);

}  // namespace lab::model
