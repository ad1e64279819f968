#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "lab/model/definition_resources.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// Checks a client's ARM name: `^[-a-zA-Z0-9:._]*$`, 1 to 128 characters (facts §1).
void check_client_name(std::string_view name, PlaceId place, ProblemList& problems);

/// Checks any other resource's name: `^[a-zA-Z0-9-]*$`, 3 to 50 characters (facts §1). `kind` is
/// the word for it in the message.
void check_resource_name(std::string_view name, std::string_view kind, PlaceId place,
                         ProblemList& problems);

/// Reports each name that stands twice among resources of one kind. Names that differ only in case
/// are different names: the documentation says so for clients and is silent about the others.
void check_unique_names(const std::vector<Resource>& resources, ProblemList& problems);

/// Reports the first resource that is over a namespace's quota, with the count.
void check_quota(const std::vector<Resource>& resources, std::size_t most, Rule rule,
                 std::string_view kinds, ProblemList& problems);

}  // namespace lab::model
