#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/model/definition_tree.hpp"

namespace lab::model {

/// What a template function gives: a value, or why it has none.
struct ArmResult {
  std::optional<Node> value;
  std::string problem;  ///< Empty if there is a value.
};

/// Calls one of the template functions that need nothing but their arguments (`concat`, `format`,
/// `toLower` …), by name ignoring case. Nothing if there is no such function.
///
/// Functions that ask the cloud give fixed stand-ins, since nothing is deployed: `resourceGroup()`
/// and `subscription()` say `local` and a zero id, and `uniqueString` is stable but is not the text
/// that Azure computes.
std::optional<ArmResult> call_arm_function(std::string_view name,
                                           const std::vector<Node>& arguments);

/// The names of those functions, sorted.
std::vector<std::string> arm_function_names();

}  // namespace lab::model
