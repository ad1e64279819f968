#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "lab/model/explain_change.hpp"

namespace lab::model {

/// The client with values added to its attributes so that the query holds, or nothing if adding
/// cannot do it. Only adds: an attribute that is missing, a text beside a text (which makes it an
/// array) or in an array. Of the sides of an `or`, the one that takes the fewest attributes.
std::optional<Client> with_query_holding(const ClientQuery& query, const Client& client);

/// The steps that give a client attribute values so that the bindings give it the topic: to get
/// into a group, or to fill a variable of a template that its groups have. Nothing if none does
/// without taking a right from it, without a value that would change a topic's meaning, or within
/// the 4 KB of attributes. The fewest attributes, then the fewest rights gained, then the first.
std::optional<std::vector<ChangeStep>> attribute_steps(const Namespace& definition,
                                                       const Client& client, Action action,
                                                       std::string_view topic);

}  // namespace lab::model
