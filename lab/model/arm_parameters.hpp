#pragma once

#include "lab/model/arm_expression.hpp"
#include "lab/model/definition_tree.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// Declares a template's parameters with their values: from the parameters file's document
/// (`{"parameters": {"NAME": {"value": …}}}`, may be null), else the declared default. Reports
/// parameters without a value, values without a parameter, and values of another type.
void define_arm_parameters(const Node& document, const Node* parameters_file,
                           ArmExpressions& expressions, ProblemList& problems);

}  // namespace lab::model
