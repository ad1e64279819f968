#pragma once

#include "lab/model/client.hpp"
#include "lab/model/definition_tree.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// Reads a client's attributes and reports every broken rule (facts §2): keys of letters, digits
/// and `_`; values that are strings, 64-bit integers or arrays of strings (booleans are none, X18);
/// less than 4 KB in all, counted as the bytes of the attributes as compact JSON, since the
/// documentation does not say how the service counts.
Attributes read_attributes(const Node& object, ProblemList& problems);

}  // namespace lab::model
