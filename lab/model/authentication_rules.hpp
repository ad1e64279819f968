#pragma once

#include "lab/model/definition_tree.hpp"
#include "lab/model/namespace.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// Reads `clientAuthentication` (facts §1, §4): the certificate fields that may hold the name,
/// custom JWT and webhook settings; reports every broken rule.
void read_client_authentication(const Node& node, TopicSpacesConfiguration& configuration,
                                ProblemList& problems);

}  // namespace lab::model
