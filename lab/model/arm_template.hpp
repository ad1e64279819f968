#pragma once

#include "lab/model/definition_resources.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// Whether a JSON document is an ARM deployment template.
bool is_arm_template(const Node& document);

/// Takes an ARM template apart: parameters, variables and expressions are resolved, copy loops
/// unrolled, resources of `Microsoft.EventGrid/namespaces` and its children kept, whether they
/// stand at the top or inside another; others are told and left out. `parameters` is a parameters
/// file's document, or null. Problems point into the template's own tree.
DefinitionResources read_arm_template(const Node& document, const Node* parameters,
                                      ProblemList& problems);

}  // namespace lab::model
