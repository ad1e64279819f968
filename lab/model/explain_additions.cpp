#include "lab/model/explain_additions.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/model/limits.hpp"
#include "lab/model/topic_filter.hpp"

namespace lab::model {
namespace {

/// A group that the client is in. Sorts by how many clients share it, a named group before `$all`.
struct Group {
  std::size_t members = 0;
  bool is_everybody = false;
  std::string name;

  friend bool operator<(const Group& left, const Group& right) {
    return std::tie(left.members, left.is_everybody, left.name) <
           std::tie(right.members, right.is_everybody, right.name);
  }
};

std::vector<Group> groups_of(const Wanted& wanted) {
  const Namespace& definition = wanted.definition;
  std::vector<Group> groups{{definition.clients.size(), true, std::string{all_clients_group}}};
  for (const ClientGroup& group : definition.client_groups) {
    if (!group.query.matches(wanted.client)) continue;
    groups.push_back({member_count(definition, group.name), false, group.name});
  }
  std::sort(groups.begin(), groups.end());
  return groups;
}

/// Whether a template gives a client the wanted topic.
bool gives_topic(const TopicTemplate& topic_template, const Wanted& wanted) {
  const auto expansion = topic_template.expand(wanted.client);
  const auto* filter = std::get_if<std::string>(&expansion);
  return filter != nullptr && filter_covers_filter(*filter, wanted.topic);
}

bool injects_in_group(const Namespace& definition, std::string_view group,
                      const TopicTemplate& topic_template) {
  return topic_template.has_variables() &&
         std::any_of(definition.clients.begin(), definition.clients.end(), [&](const auto& one) {
           return injects(topic_template, one) && is_member(definition, one, group);
         });
}

/// How many topics a space opens: each template counts, wildcards for much more.
std::size_t width(const TopicSpace& space) {
  std::size_t sum = 0;
  for (const TopicTemplate& topic_template : space.topic_templates) {
    sum += 1;
    for (const std::string_view segment : topic_segments(topic_template.text())) {
      if (segment == "+") sum += 100;
      if (segment == "#") sum += 10'000;
    }
  }
  return sum;
}

/// A name that a resource may have (facts §1) and that none of the collection has.
template <typename Named>
std::string free_name(const std::vector<Named>& taken, std::string_view wish) {
  std::string base;
  for (const char letter : wish) {
    const bool is_allowed = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                            (letter >= '0' && letter <= '9') || letter == '-';
    if (is_allowed) base += letter;
  }
  constexpr std::size_t room_for_number = 5;
  base = base.substr(0, limits::longest_resource_name - room_for_number);
  const auto is_taken = [&](const std::string& name) {
    return std::any_of(taken.begin(), taken.end(),
                       [&](const Named& one) { return one.name == name; });
  };
  std::string name = base;
  for (std::size_t number = 2; is_taken(name); ++number) name = fmt::format("{}-{}", base, number);
  return name;
}

const char* suffix(Action action) {
  return action == Action::publish ? "Pub" : "Sub";
}

PermissionBinding new_binding(const Wanted& wanted, const std::string& group,
                              const std::string& space) {
  return {free_name(wanted.definition.permission_bindings,
                    fmt::format("{}-{}-{}", group, space, suffix(wanted.action))),
          "", group, space, permission_for(wanted.action)};
}

bool has_room_for_binding(const Namespace& definition) {
  return definition.permission_bindings.size() < limits::permission_bindings;
}

/// The templates that give the topic, the narrowest for others first: with the client's name as a
/// variable; the topic as it is; and with `+` for a segment that reads like a variable.
std::vector<TopicTemplate> templates_for(const Wanted& wanted) {
  std::vector<std::string> by_name;
  std::vector<std::string> plain;
  for (const std::string_view segment : topic_segments(wanted.topic)) {
    const bool is_own = segment == wanted.client.authentication_name;
    const bool reads_as_variable = segment.find("${") != std::string_view::npos;
    plain.emplace_back(reads_as_variable ? "+" : segment);
    by_name.push_back(is_own ? "${client.authenticationName}" : plain.back());
  }
  std::vector<TopicTemplate> templates;
  for (const auto& segments : {by_name, plain}) {
    auto parsed = TopicTemplate::parse(fmt::format("{}", fmt::join(segments, "/")));
    auto* good = std::get_if<TopicTemplate>(&parsed);
    if (good != nullptr && gives_topic(*good, wanted)) templates.push_back(std::move(*good));
  }
  return templates;
}

/// The first template that injects nothing for any member of the groups.
std::optional<TopicTemplate> template_for_groups(const Wanted& wanted,
                                                 const std::vector<std::string>& groups) {
  for (TopicTemplate& one : templates_for(wanted)) {
    const bool is_safe = std::none_of(groups.begin(), groups.end(), [&](const std::string& group) {
      return injects_in_group(wanted.definition, group, one);
    });
    if (is_safe) return std::move(one);
  }
  return std::nullopt;
}

/// The groups of all bindings to a space, and how many members they have together.
std::pair<std::size_t, std::vector<std::string>> groups_bound_to(const Namespace& definition,
                                                                 const std::string& space) {
  std::pair<std::size_t, std::vector<std::string>> bound{0, {}};
  for (const PermissionBinding& binding : definition.permission_bindings) {
    if (binding.topic_space_name != space) continue;
    bound.first += member_count(definition, binding.client_group_name);
    bound.second.push_back(binding.client_group_name);
  }
  return bound;
}

}  // namespace

std::optional<std::vector<ChangeStep>> binding_steps(const Wanted& wanted) {
  const Namespace& definition = wanted.definition;
  if (!has_room_for_binding(definition)) return std::nullopt;
  std::vector<const TopicSpace*> spaces;
  for (const TopicSpace& space : definition.topic_spaces) {
    const auto& all = space.topic_templates;
    const bool gives = std::any_of(
        all.begin(), all.end(), [&](const TopicTemplate& one) { return gives_topic(one, wanted); });
    if (gives) spaces.push_back(&space);
  }
  if (spaces.empty()) return std::nullopt;
  std::stable_sort(spaces.begin(), spaces.end(), [](const auto* left, const auto* right) {
    return width(*left) < width(*right);
  });
  for (const Group& group : groups_of(wanted)) {
    for (const TopicSpace* space : spaces) {
      const auto& all = space->topic_templates;
      const bool is_safe = std::none_of(all.begin(), all.end(), [&](const TopicTemplate& one) {
        return injects_in_group(definition, group.name, one);
      });
      if (is_safe) return {{AddBinding{new_binding(wanted, group.name, space->name)}}};
    }
  }
  return std::nullopt;
}

std::optional<std::vector<ChangeStep>> template_steps(const Wanted& wanted) {
  const Namespace& definition = wanted.definition;
  std::optional<AddTemplate> best;
  std::size_t fewest = 0;
  for (const PermissionBinding& binding : definition.permission_bindings) {
    if (binding.permission != permission_for(wanted.action)) continue;
    if (!is_member(definition, wanted.client, binding.client_group_name)) continue;
    const TopicSpace* space = find_topic_space(definition, binding.topic_space_name);
    if (space == nullptr || space->topic_templates.size() >= limits::topic_templates_per_space) {
      continue;
    }
    const auto [members, groups] = groups_bound_to(definition, space->name);
    if (best && members >= fewest) continue;
    auto topic_template = template_for_groups(wanted, groups);
    if (!topic_template) continue;
    best = AddTemplate{space->name, std::move(*topic_template)};
    fewest = members;
  }
  if (!best) return std::nullopt;
  return {{std::move(*best)}};
}

std::optional<std::vector<ChangeStep>> topic_space_steps(const Wanted& wanted) {
  const Namespace& definition = wanted.definition;
  if (!has_room_for_binding(definition)) return std::nullopt;
  if (definition.topic_spaces.size() >= limits::topic_spaces) return std::nullopt;
  const std::string group = groups_of(wanted).front().name;
  auto topic_template = template_for_groups(wanted, {group});
  if (!topic_template) return std::nullopt;
  const std::string name = free_name(definition.topic_spaces, wanted.client.name + "-topics");
  return {{AddTopicSpace{{name, "", {std::move(*topic_template)}}},
           AddBinding{new_binding(wanted, group, name)}}};
}

}  // namespace lab::model
