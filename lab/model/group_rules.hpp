#pragma once

#include <string>
#include <vector>

#include "lab/model/client_rules.hpp"
#include "lab/model/definition_resources.hpp"
#include "lab/model/namespace.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// The client groups that could be read, and the names of all, since a binding to a group with a
/// broken query is no broken reference.
struct ReadGroups {
  std::vector<ClientGroup> groups;
  std::vector<std::string> names;
};

/// Reads the client groups (facts §1, §2) and reports every broken rule of theirs: names, the
/// quota, the query's syntax, and comparisons that cannot hold for any of the clients.
ReadGroups read_groups(const std::vector<Resource>& resources,
                       const std::vector<ReadClient>& clients, ProblemList& problems);

}  // namespace lab::model
