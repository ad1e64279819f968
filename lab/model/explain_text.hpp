#pragma once

#include <string>
#include <vector>

#include "lab/model/explain.hpp"
#include "lab/model/explain_change.hpp"
#include "lab/model/explain_patch.hpp"

namespace lab::model {

/// An explanation for a person: the sentence of `may` first, then groups, bindings and the nearest
/// template with a caret under the segment that differs. Of a request: its four legs, and the whole
/// chain of each that is refused. Ends with a newline. `coloured` is for terminals.
std::string to_text(const Explanation& explanation, bool coloured);

/// A change for a person: what to add where, and what else that allows. Empty if there is nothing
/// to change. Ends with a newline.
std::string to_text(const Change& change, const std::vector<PatchOperation>& patch, bool coloured);

}  // namespace lab::model
