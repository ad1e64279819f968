#include "lab/model/explain.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "lab/base/nearest.hpp"
#include "lab/model/explain_query.hpp"
#include "lab/model/explain_request.hpp"
#include "lab/model/explain_rights.hpp"
#include "lab/model/topic_filter.hpp"

namespace lab::model {
namespace {

using Refusal = Decision::Refusal;

/// The client that an unknown name most likely means: it may be an authentication name.
std::optional<std::string> meant_client(const Namespace& definition, const std::string& name) {
  if (const Client* client = find_client_by_authentication_name(definition, name)) {
    return client->name;
  }
  std::vector<std::string> names;
  names.reserve(definition.clients.size());
  for (const Client& client : definition.clients) names.push_back(client.name);
  return nearest_word(name, names);
}

std::vector<GroupStep> explain_groups(const Namespace& definition, const Client& client) {
  std::vector<GroupStep> groups{{std::string{all_clients_group}, {}, true, {}, false}};
  for (const ClientGroup& group : definition.client_groups) {
    groups.push_back(explain_group(group, client));
  }
  return groups;
}

TemplateStep explain_template(const TopicTemplate& topic_template, const Client& client,
                              Action action, std::string_view topic) {
  TemplateStep step{topic_template.text(), {}, std::nullopt, false};
  auto expansion = topic_template.expand(client);
  if (auto* no_filter = std::get_if<TopicTemplate::NoFilter>(&expansion)) {
    step.no_filter = std::move(*no_filter);
    return step;
  }
  step.filter = std::move(std::get<std::string>(expansion));
  step.covers = action == Action::publish ? filter_matches_topic(step.filter, topic)
                                          : filter_covers_filter(step.filter, topic);
  return step;
}

std::vector<BindingStep> explain_bindings(const Namespace& definition, const Client& client,
                                          const std::vector<GroupStep>& groups, Action action,
                                          std::string_view topic) {
  std::vector<BindingStep> steps;
  for (const PermissionBinding& binding : definition.permission_bindings) {
    const bool is_mine = std::any_of(groups.begin(), groups.end(), [&](const GroupStep& group) {
      return group.is_member && group.name == binding.client_group_name;
    });
    const TopicSpace* space = find_topic_space(definition, binding.topic_space_name);
    if (!is_mine || space == nullptr) continue;
    BindingStep step{binding.name,
                     binding.client_group_name,
                     space->name,
                     binding.permission,
                     binding.permission == permission_for(action),
                     {}};
    for (const TopicTemplate& topic_template : space->topic_templates) {
      step.templates.push_back(explain_template(topic_template, client, action, topic));
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

/// The decision's template and the topic, side by side.
std::optional<NearestStep> explain_nearest(const Decision& decision, std::string_view topic) {
  if (decision.binding.empty()) return std::nullopt;
  NearestStep nearest{decision.binding, decision.topic_space, decision.topic_template, {}, {}};
  const auto given =
      topic_segments(decision.expanded.empty() ? decision.topic_template : decision.expanded);
  const auto asked = topic_segments(topic);
  const auto at = [](const std::vector<std::string_view>& segments, std::size_t i) {
    return i < segments.size() ? std::optional{std::string{segments[i]}} : std::nullopt;
  };
  for (std::size_t i = 0; i < std::max(given.size(), asked.size()); ++i) {
    nearest.segments.push_back({at(given, i), at(asked, i)});
  }
  if (!decision.allowed) nearest.differs_at = decision.differing_segment;
  return nearest;
}

bool is_about_topic(Refusal refusal) {
  return refusal == Refusal::invalid_topic || refusal == Refusal::reserved_topic;
}

LegExplanation explain_leg(const Namespace& definition, LegPurpose purpose, AskedOperation asked) {
  LegExplanation leg;
  leg.purpose = purpose;
  leg.decision = may(definition, asked.client, asked.action, asked.topic, TopicLimits::service);
  leg.asked = std::move(asked);
  const Client* client = find_client(definition, leg.asked.client);
  if (client == nullptr) {
    leg.meant_client = meant_client(definition, leg.asked.client);
    return leg;
  }
  leg.groups = explain_groups(definition, *client);
  // A topic that breaks a rule is compared with no template.
  if (is_about_topic(leg.decision.refusal)) return leg;
  const std::string_view inner = leg.asked.action == Action::publish
                                     ? std::string_view{}
                                     : shared_subscription_filter(leg.asked.topic);
  const std::string_view topic = inner.empty() ? std::string_view{leg.asked.topic} : inner;
  leg.bindings = explain_bindings(definition, *client, leg.groups, leg.asked.action, topic);
  leg.nearest = explain_nearest(leg.decision, topic);
  leg.allowed =
      client->state == ClientState::enabled &&
      std::any_of(leg.bindings.begin(), leg.bindings.end(), [](const BindingStep& binding) {
        return binding.counts && std::any_of(binding.templates.begin(), binding.templates.end(),
                                             [](const TemplateStep& step) { return step.covers; });
      });
  return leg;
}

std::vector<AskedOperation> operations(const AskedRequest& request) {
  return {{request.requester, Action::publish, request.topic},
          {request.responder, Action::subscribe, request.topic},
          {request.responder, Action::publish, request.response_topic},
          {request.requester, Action::subscribe, request.response_topic}};
}

Explanation explain_request(const Namespace& definition, const AskedRequest& asked) {
  constexpr std::array<LegPurpose, 4> purposes{
      LegPurpose::send_request, LegPurpose::receive_request, LegPurpose::send_response,
      LegPurpose::receive_response};
  Explanation explanation;
  RequestTopics topics = choose_topics(definition, asked);
  explanation.notes = std::move(topics.notes);
  if (topics.request.topic == topics.request.response_topic) {
    explanation.notes.emplace_back(
        "the response topic is the request topic: a responder that answers there would ask itself, "
        "and eglab's device refuses it");
  }
  std::size_t index = 0;
  for (AskedOperation& operation : operations(topics.request)) {
    explanation.legs.push_back(explain_leg(definition, purposes.at(index++), std::move(operation)));
  }
  explanation.allowed = std::all_of(explanation.legs.begin(), explanation.legs.end(),
                                    [](const LegExplanation& leg) { return leg.allowed; });
  explanation.request = std::move(topics.request);
  return explanation;
}

}  // namespace

Explanation explain(const Namespace& definition, const Question& question) {
  if (const auto* request = std::get_if<AskedRequest>(&question)) {
    return explain_request(definition, *request);
  }
  Explanation explanation;
  explanation.legs.push_back(
      explain_leg(definition, LegPurpose::operation, std::get<AskedOperation>(question)));
  explanation.allowed = explanation.legs.front().allowed;
  return explanation;
}

std::vector<AskedOperation> operations_of(const Namespace& definition, const Question& question) {
  if (const auto* operation = std::get_if<AskedOperation>(&question)) return {*operation};
  return operations(choose_topics(definition, std::get<AskedRequest>(question)).request);
}

}  // namespace lab::model
