#include "lab/model/access_explanation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/base/terminal.hpp"
#include "lab/model/topic_filter.hpp"

namespace lab::model {
namespace {

const char* words(Action action) {
  return action == Action::publish ? "publish to" : "subscribe to";
}

const char* words(Permission permission) {
  return permission == Permission::publisher ? "Publisher" : "Subscriber";
}

const char* permission_words(Action action) {
  return action == Action::publish ? "Publisher" : "Subscriber";
}

/// The groups of the definition that the client is in.
std::vector<std::string_view> groups_of(const Namespace& definition, const Client& client) {
  std::vector<std::string_view> names;
  for (const ClientGroup& group : definition.client_groups) {
    if (group.query.matches(client)) names.push_back(group.name);
  }
  return names;
}

std::string reason(const TopicTemplate::NoFilter& no_filter) {
  using Cause = TopicTemplate::NoFilter::Cause;
  const std::string& variable = no_filter.variable;
  const std::string value = printable(no_filter.value, 80);
  switch (no_filter.cause) {
    case Cause::attribute_missing: return fmt::format("it has no attribute for {}", variable);
    case Cause::attribute_is_array:
      return fmt::format("its attribute for {} is an array, which has no single text", variable);
    case Cause::value_is_empty: return fmt::format("its value for {} is empty", variable);
    case Cause::value_injects:
      return fmt::format("its value '{}' for {} would change the filter's meaning", value,
                         variable);
    case Cause::too_long:
      return fmt::format("with its value '{}' for {} the filter is over {} bytes", value, variable,
                         max_topic_bytes);
  }
  return {};
}

}  // namespace

std::string refused(std::string_view client_name, Action action, std::string_view as_asked) {
  return fmt::format("{} may not {} {}: ", printable(client_name), words(action),
                     as_asked.empty() ? "''" : printable(as_asked));
}

std::string explain_allowed(const Client& client, Action action, std::string_view as_asked,
                            const Decision& decision) {
  return fmt::format("{} may {} {}: binding {} gives it {}", client.name, words(action),
                     printable(as_asked), decision.binding, decision.expanded);
}

std::string explain_no_group(const Namespace& definition, const Client& client, Action action,
                             std::string_view as_asked) {
  const std::vector<std::string_view> groups = groups_of(definition, client);
  const std::string start = refused(client.name, action, as_asked);
  if (groups.empty()) {
    return start + "it matches no client group's query, and no permission binding names $all";
  }
  return fmt::format("{}no permission binding names a group that it is in ({})", start,
                     fmt::join(groups, ", "));
}

std::string explain_no_binding(const Client& client, Action action, std::string_view as_asked,
                               const std::vector<std::string_view>& groups) {
  return fmt::format("{}no permission binding gives {} to a group that it is in ({})",
                     refused(client.name, action, as_asked), permission_words(action),
                     fmt::join(groups, ", "));
}

std::string explain_difference(const Client& client, Action action, std::string_view as_asked,
                               std::string_view topic, const Decision& decision) {
  const std::vector<std::string_view> there = topic_segments(decision.expanded);
  const std::vector<std::string_view> here = topic_segments(topic);
  const std::size_t index = decision.differing_segment;
  const std::string start =
      fmt::format("{}binding {} gives it {}, which ", refused(client.name, action, as_asked),
                  decision.binding, decision.expanded);
  if (index >= there.size()) {
    return fmt::format("{}ends after segment {} (here '{}' follows)", start, there.size(),
                       printable(here.at(index), 80));
  }
  if (index >= here.size()) {
    return fmt::format("{}goes on with segment {} ('{}' there, nothing here)", start, index + 1,
                       there[index]);
  }
  const bool wider = here[index] == "#" || here[index] == "+";
  return fmt::format("{}differs at segment {} ('{}' there, '{}' here){}", start, index + 1,
                     there[index], printable(here[index], 80),
                     wider ? "; a filter may be narrower than that, never wider" : "");
}

std::string explain_no_filter(const Client& client, Action action, std::string_view as_asked,
                              const Decision& decision, const TopicTemplate::NoFilter& no_filter) {
  return fmt::format("{}binding {} has the template {}, which gives it nothing, since {}",
                     refused(client.name, action, as_asked), decision.binding,
                     decision.topic_template, reason(no_filter));
}

std::string note_other_permission(const PermissionBinding& binding) {
  return fmt::format("; binding {} covers it, but gives {}", binding.name,
                     words(binding.permission));
}

}  // namespace lab::model
