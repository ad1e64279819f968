#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "lab/model/client.hpp"
#include "lab/model/definition_resources.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// A client as read, with the places that rules about several resources point to.
struct ReadClient {
  Client client;
  PlaceId place = 0;
  PlaceId authentication_name_place = 0;
  PlaceId attributes_place = 0;  ///< Of the `attributes` object; the client's own without one.
  /// Where an attribute's value stands.
  std::vector<std::pair<std::string, PlaceId>> attribute_places;
};

/// Reads the clients (facts §1, §2) and reports every broken rule of theirs, unique authentication
/// names included. `quota` is the number that the namespace's throughput units allow.
std::vector<ReadClient> read_clients(const std::vector<Resource>& resources, std::size_t quota,
                                     ProblemList& problems);

}  // namespace lab::model
