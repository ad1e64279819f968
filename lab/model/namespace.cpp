#include "lab/model/namespace.hpp"

#include <algorithm>

#include "lab/model/authentication_name.hpp"

namespace lab::model {
namespace {

/// Binary search: the collections of a namespace are sorted by name.
template <typename Named>
const Named* find_by_name(const std::vector<Named>& sorted, std::string_view name) {
  const auto place =
      std::lower_bound(sorted.begin(), sorted.end(), name,
                       [](const Named& one, std::string_view sought) { return one.name < sought; });
  return place != sorted.end() && place->name == name ? &*place : nullptr;
}

}  // namespace

const Client* find_client(const Namespace& definition, std::string_view name) {
  return find_by_name(definition.clients, name);
}

const Client* find_client_by_authentication_name(const Namespace& definition,
                                                 std::string_view authentication_name) {
  // Most clients are named as they authenticate; and authentication names are unique ignoring
  // case, so a hit here is the only one.
  const Client* same_name = find_client(definition, authentication_name);
  if (same_name != nullptr &&
      same_authentication_name(same_name->authentication_name, authentication_name)) {
    return same_name;
  }
  const auto place =
      std::find_if(definition.clients.begin(), definition.clients.end(), [&](const Client& client) {
        return same_authentication_name(client.authentication_name, authentication_name);
      });
  return place != definition.clients.end() ? &*place : nullptr;
}

const TopicSpace* find_topic_space(const Namespace& definition, std::string_view name) {
  return find_by_name(definition.topic_spaces, name);
}

const ClientGroup* find_client_group(const Namespace& definition, std::string_view name) {
  return find_by_name(definition.client_groups, name);
}

bool is_member(const Namespace& definition, const Client& client, std::string_view group_name) {
  if (group_name == all_clients_group) return true;
  const ClientGroup* group = find_client_group(definition, group_name);
  return group != nullptr && group->query.matches(client);
}

}  // namespace lab::model
