#include "lab/model/access.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "lab/model/access_explanation.hpp"
#include "lab/model/topic_filter.hpp"

namespace lab::model {
namespace {

using Refusal = Decision::Refusal;

/// The template that came nearest so far, and how near.
struct Nearest {
  const PermissionBinding* binding = nullptr;
  const TopicTemplate* topic_template = nullptr;
  std::variant<std::string, TopicTemplate::NoFilter> expansion;
  std::tuple<std::size_t, std::size_t> nearness;  ///< Segments in common: leading, anywhere.
};

/// Whether the template's segment covers the wanted one. A template that gives the client no filter
/// is compared as written, and its variables cover nothing.
bool covers_segment(std::string_view allowed, std::string_view wanted, bool expanded) {
  if (!expanded && allowed.find("${") != std::string_view::npos) return false;
  return allowed == wanted || (allowed == "+" && wanted != "#");
}

std::tuple<std::size_t, std::size_t> nearness_of(const std::vector<std::string_view>& allowed,
                                                 const std::vector<std::string_view>& wanted,
                                                 bool expanded) {
  std::size_t leading = 0;
  std::size_t anywhere = 0;
  for (std::size_t i = 0; i < std::min(allowed.size(), wanted.size()); ++i) {
    if (!covers_segment(allowed[i], wanted[i], expanded)) continue;
    ++anywhere;
    if (leading == i) ++leading;
  }
  return {leading, anywhere};
}

/// One question, put to one client's bindings.
class Question {
 public:
  Question(const Namespace& definition, const Client& client, Action action,
           std::string_view as_asked, std::string_view topic)
      : definition_(definition),
        client_(client),
        action_(action),
        as_asked_(as_asked),
        topic_(topic),
        segments_(topic_segments(topic)) {}

  Decision decide() {
    for (const PermissionBinding& binding : definition_.permission_bindings) {
      if (!is_in(binding.client_group_name)) continue;
      any_binding_ = true;
      if (binding.permission != needed(action_)) continue;
      any_binding_for_action_ = true;
      if (std::optional<Decision> allowed = ask(binding)) return *allowed;
    }
    return refuse();
  }

 private:
  static Permission needed(Action action) {
    return action == Action::publish ? Permission::publisher : Permission::subscriber;
  }

  /// Bindings name few groups; each group's query runs once a question.
  bool is_in(std::string_view group) {
    for (const auto& [name, member] : memberships_) {
      if (name == group) return member;
    }
    memberships_.emplace_back(group, is_member(definition_, client_, group));
    return memberships_.back().second;
  }

  [[nodiscard]] bool covers(std::string_view filter) const {
    return action_ == Action::publish ? filter_matches_topic(filter, topic_)
                                      : filter_covers_filter(filter, topic_);
  }

  /// The decision, if a template of the binding's space allows the topic; else remembers the
  /// nearest.
  std::optional<Decision> ask(const PermissionBinding& binding) {
    const TopicSpace* space = find_topic_space(definition_, binding.topic_space_name);
    if (space == nullptr) return std::nullopt;
    for (const TopicTemplate& topic_template : space->topic_templates) {
      auto expansion = topic_template.expand(client_);
      const std::string* filter = std::get_if<std::string>(&expansion);
      if (filter != nullptr && covers(*filter)) {
        Decision decision{
            true, Refusal::none, binding.name, space->name, topic_template.text(), *filter, 0, {}};
        decision.explanation = explain_allowed(client_, action_, as_asked_, decision);
        return decision;
      }
      const std::string& compared = filter != nullptr ? *filter : topic_template.text();
      const auto nearness = nearness_of(topic_segments(compared), segments_, filter != nullptr);
      if (nearest_.binding == nullptr || nearness > nearest_.nearness) {
        nearest_ = {&binding, &topic_template, std::move(expansion), nearness};
      }
    }
    return std::nullopt;
  }

  Decision refuse() {
    Decision decision;
    if (!any_binding_) {
      decision.refusal = Refusal::no_group;
      decision.explanation = explain_no_group(definition_, client_, action_, as_asked_);
    } else if (!any_binding_for_action_) {
      decision.refusal = Refusal::no_binding;
      decision.explanation = explain_no_binding(client_, action_, as_asked_, groups());
    } else {
      decision.refusal = Refusal::no_matching_template;
      describe_nearest(decision);
    }
    if (decision.refusal != Refusal::no_group) decision.explanation += other_permission_note();
    return decision;
  }

  void describe_nearest(Decision& decision) const {
    if (nearest_.binding == nullptr) {
      decision.explanation = refused(client_.name, action_, as_asked_) +
                             "its bindings' topic spaces have no templates";
      return;
    }
    decision.binding = nearest_.binding->name;
    decision.topic_space = nearest_.binding->topic_space_name;
    decision.topic_template = nearest_.topic_template->text();
    decision.differing_segment = std::get<0>(nearest_.nearness);
    if (const auto* no_filter = std::get_if<TopicTemplate::NoFilter>(&nearest_.expansion)) {
      decision.explanation = explain_no_filter(client_, action_, as_asked_, decision, *no_filter);
    } else {
      decision.expanded = std::get<std::string>(nearest_.expansion);
      decision.explanation = explain_difference(client_, action_, as_asked_, topic_, decision);
    }
  }

  [[nodiscard]] std::vector<std::string_view> groups() const {
    std::vector<std::string_view> names;
    for (const auto& [name, member] : memberships_) {
      if (member) names.push_back(name);
    }
    return names;
  }

  /// The most common mistake is a binding with the other permission: says so, or nothing.
  std::string other_permission_note() {
    for (const PermissionBinding& binding : definition_.permission_bindings) {
      if (binding.permission == needed(action_) || !is_in(binding.client_group_name)) continue;
      const TopicSpace* space = find_topic_space(definition_, binding.topic_space_name);
      if (space == nullptr) continue;
      for (const TopicTemplate& topic_template : space->topic_templates) {
        const auto expansion = topic_template.expand(client_);
        const std::string* filter = std::get_if<std::string>(&expansion);
        if (filter != nullptr && covers(*filter)) return note_other_permission(binding);
      }
    }
    return {};
  }

  const Namespace& definition_;
  const Client& client_;
  Action action_;
  std::string_view as_asked_;
  std::string_view topic_;  ///< Without `$share/<group>/`.
  std::vector<std::string_view> segments_;
  std::vector<std::pair<std::string_view, bool>> memberships_;
  bool any_binding_ = false;
  bool any_binding_for_action_ = false;
  Nearest nearest_;
};

Decision refuse_at_once(Refusal refusal, std::string explanation) {
  Decision decision;
  decision.refusal = refusal;
  decision.explanation = std::move(explanation);
  return decision;
}

}  // namespace

Decision may(const Namespace& definition, std::string_view client_name, Action action,
             std::string_view topic_or_filter, TopicLimits limits) {
  const std::string start = refused(client_name, action, topic_or_filter);
  const Client* client = find_client(definition, client_name);
  if (client == nullptr) {
    return refuse_at_once(Refusal::unknown_client,
                          start + "the namespace has no client of that name");
  }
  if (client->state == ClientState::disabled) {
    return refuse_at_once(Refusal::disabled_client,
                          start + "its state is Disabled, so it may not even connect");
  }
  const bool publish = action == Action::publish;
  const std::string_view inner =
      publish ? std::string_view{} : shared_subscription_filter(topic_or_filter);
  const std::string_view topic = inner.empty() ? topic_or_filter : inner;
  std::string problem =
      publish ? topic_name_problem(topic_or_filter) : topic_filter_problem(topic_or_filter);
  if (problem.empty() && limits == TopicLimits::service) problem = topic_limit_problem(topic);
  if (!problem.empty()) return refuse_at_once(Refusal::invalid_topic, start + problem);
  if (topic.starts_with('$')) {
    return refuse_at_once(Refusal::reserved_topic,
                          start + "topics that start with '$' are reserved for the service");
  }
  return Question(definition, *client, action, topic_or_filter, topic).decide();
}

}  // namespace lab::model
