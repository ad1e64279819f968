#include "lab/compile/grants.hpp"

#include <algorithm>
#include <functional>
#include <utility>
#include <variant>

#include "lab/base/assert.hpp"

namespace lab::compile {
namespace {

/// Whether a filter names topics of the service's own.
bool is_reserved(const std::string& filter) {
  return filter.starts_with('$');
}

/// Adds an index once; keeps the order.
void add_once(std::vector<std::size_t>& indices, std::size_t index) {
  const auto place = std::lower_bound(indices.begin(), indices.end(), index);
  if (place == indices.end() || *place != index) indices.insert(place, index);
}

/// The place of a value in a list of distinct values, where it is put if it is new.
template <typename Value, typename Same>
std::size_t index_in(std::vector<Value>& values, Value value, const Same& same) {
  const auto found = std::find_if(values.begin(), values.end(),
                                  [&](const Value& known) { return same(known, value); });
  if (found != values.end()) return static_cast<std::size_t>(found - values.begin());
  values.push_back(std::move(value));
  return values.size() - 1;
}

}  // namespace

Grants::Grants(const model::Namespace& definition) {
  std::map<std::string, std::size_t> known_groups;
  for (const model::PermissionBinding& binding : definition.permission_bindings) {
    const model::TopicSpace* space = model::find_topic_space(definition, binding.topic_space_name);
    LAB_ASSERT(space != nullptr);
    Group& group = group_of(definition, binding.client_group_name, known_groups);
    for (const model::TopicTemplate& topic_template : space->topic_templates) {
      if (topic_template.has_variables()) {
        add_once(group.variable, index_in(variable_, Variable{binding.permission, &topic_template},
                                          [](const Variable& one, const Variable& other) {
                                            return one.permission == other.permission &&
                                                   one.topic_template->text() ==
                                                       other.topic_template->text();
                                          }));
      } else if (!is_reserved(topic_template.text())) {
        add_once(group.fixed, index_in(fixed_, Grant{binding.permission, topic_template.text()},
                                       std::equal_to<>{}));
      }
    }
  }
}

Grants::Group& Grants::group_of(const model::Namespace& definition, const std::string& name,
                                std::map<std::string, std::size_t>& known) {
  const auto [place, is_new] = known.try_emplace(name, groups_.size());
  if (is_new) {
    const model::ClientQuery* query = nullptr;
    if (name != model::all_clients_group) {
      const model::ClientGroup* group = model::find_client_group(definition, name);
      LAB_ASSERT(group != nullptr);
      query = &group->query;
    }
    groups_.push_back(Group{query, {}, {}});
  }
  return groups_[place->second];
}

std::vector<Grant> Grants::of(const model::Client& client) const {
  std::vector<bool> has_fixed(fixed_.size(), false);
  std::vector<bool> has_variable(variable_.size(), false);
  for (const Group& group : groups_) {
    if (group.query != nullptr && !group.query->matches(client)) continue;
    for (const std::size_t index : group.fixed) has_fixed[index] = true;
    for (const std::size_t index : group.variable) has_variable[index] = true;
  }
  std::vector<Grant> grants;
  for (std::size_t index = 0; index < fixed_.size(); ++index) {
    if (has_fixed[index]) grants.push_back(fixed_[index]);
  }
  for (std::size_t index = 0; index < variable_.size(); ++index) {
    if (!has_variable[index]) continue;
    const Variable& variable = variable_[index];
    auto expanded = variable.topic_template->expand(client);
    const auto* filter = std::get_if<std::string>(&expanded);
    if (filter != nullptr && !is_reserved(*filter)) {
      grants.push_back(Grant{variable.permission, *filter});
    }
  }
  std::sort(grants.begin(), grants.end());
  grants.erase(std::unique(grants.begin(), grants.end()), grants.end());
  return grants;
}

}  // namespace lab::compile
