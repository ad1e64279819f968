#pragma once

#include <vector>

#include "lab/model/binding_rules.hpp"
#include "lab/model/client_rules.hpp"
#include "lab/model/group_rules.hpp"
#include "lab/model/problem_list.hpp"
#include "lab/model/topic_space_rules.hpp"

namespace lab::model {

/// Expands every template with variables for every client that a binding gives it to, and reports
/// what comes of it: a value that would inject into a topic (an error at the value, never a wider
/// right), a value that gives the client no topic, and a template that gives a topic to nobody.
void check_expansions(const std::vector<ReadClient>& clients, const ReadGroups& groups,
                      const std::vector<ReadTopicSpace>& spaces,
                      const std::vector<ReadBinding>& bindings, ProblemList& problems);

}  // namespace lab::model
