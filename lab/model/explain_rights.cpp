#include "lab/model/explain_rights.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "lab/model/topic_filter.hpp"

namespace lab::model {

Permission permission_for(Action action) {
  return action == Action::publish ? Permission::publisher : Permission::subscriber;
}

std::vector<Right> rights_of(const Namespace& definition, const Client& client) {
  std::vector<Right> rights;
  std::map<std::string_view, bool> memberships;
  for (const PermissionBinding& binding : definition.permission_bindings) {
    auto [place, is_new] = memberships.try_emplace(binding.client_group_name, false);
    if (is_new) place->second = is_member(definition, client, binding.client_group_name);
    const TopicSpace* space = find_topic_space(definition, binding.topic_space_name);
    if (!place->second || space == nullptr) continue;
    const Action action =
        binding.permission == Permission::publisher ? Action::publish : Action::subscribe;
    for (const TopicTemplate& topic_template : space->topic_templates) {
      auto expansion = topic_template.expand(client);
      auto* filter = std::get_if<std::string>(&expansion);
      if (filter == nullptr) continue;
      rights.push_back(
          {client.name, action, std::move(*filter), binding.name, topic_template.text()});
    }
  }
  return rights;
}

bool covered(const std::vector<Right>& rights, Action action, std::string_view filter) {
  return std::any_of(rights.begin(), rights.end(), [&](const Right& right) {
    return right.action == action && filter_covers_filter(right.filter, filter);
  });
}

bool nothing_lost(const std::vector<Right>& before, const std::vector<Right>& after) {
  return std::all_of(before.begin(), before.end(), [&](const Right& right) {
    return covered(after, right.action, right.filter);
  });
}

std::size_t member_count(const Namespace& definition, std::string_view group) {
  if (group == all_clients_group) return definition.clients.size();
  const ClientGroup* found = find_client_group(definition, group);
  if (found == nullptr) return 0;
  const auto count =
      std::count_if(definition.clients.begin(), definition.clients.end(),
                    [&](const Client& client) { return found->query.matches(client); });
  return static_cast<std::size_t>(count);
}

bool injects(const TopicTemplate& topic_template, const Client& client) {
  const auto expansion = topic_template.expand(client);
  const auto* no_filter = std::get_if<TopicTemplate::NoFilter>(&expansion);
  return no_filter != nullptr && no_filter->cause == TopicTemplate::NoFilter::Cause::value_injects;
}

}  // namespace lab::model
