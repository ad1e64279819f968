#pragma once

#include <string>
#include <vector>

#include "lab/model/definition_resources.hpp"
#include "lab/model/namespace.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// A permission binding as read, with its place.
struct ReadBinding {
  PermissionBinding binding;
  PlaceId place = 0;
};

/// Reads the permission bindings (facts §1) and reports every broken rule of theirs: names, the
/// quota, and references to groups and topic spaces that are not among the given names.
std::vector<ReadBinding> read_bindings(const std::vector<Resource>& resources,
                                       const std::vector<std::string>& group_names,
                                       const std::vector<std::string>& space_names,
                                       ProblemList& problems);

}  // namespace lab::model
