#include "lab/model/explain_change.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "lab/base/assert.hpp"
#include "lab/model/explain_additions.hpp"
#include "lab/model/explain_attributes.hpp"
#include "lab/model/topic_filter.hpp"

namespace lab::model {
namespace {

using Refusal = Decision::Refusal;

template <typename Named>
typename std::vector<Named>::iterator place_of(std::vector<Named>& sorted, std::string_view name) {
  return std::lower_bound(
      sorted.begin(), sorted.end(), name,
      [](const Named& one, std::string_view sought) { return one.name < sought; });
}

/// The resource of that name, to be changed.
template <typename Named>
Named& named(std::vector<Named>& sorted, std::string_view name) {
  const auto place = place_of(sorted, name);
  LAB_ASSERT(place != sorted.end() && place->name == name);
  return *place;
}

/// Applies one step.
class Applier {
 public:
  explicit Applier(Namespace& definition) : definition_(definition) {}

  void operator()(const EnableClient& step) const {
    named(definition_.clients, step.client).state = ClientState::enabled;
  }
  void operator()(const SetAttribute& step) const {
    named(definition_.clients, step.client).attributes[step.key] = step.value;
  }
  void operator()(const AddBinding& step) const {
    insert(definition_.permission_bindings, step.binding);
  }
  void operator()(const AddTemplate& step) const {
    named(definition_.topic_spaces, step.topic_space)
        .topic_templates.push_back(step.topic_template);
  }
  void operator()(const AddTopicSpace& step) const { insert(definition_.topic_spaces, step.space); }

 private:
  template <typename Named>
  static void insert(std::vector<Named>& sorted, const Named& one) {
    sorted.insert(place_of(sorted, one.name), one);
  }

  Namespace& definition_;
};

/// Collects the steps of one change, each on the definition that those before have made.
class Proposer {
 public:
  explicit Proposer(const Namespace& definition) : definition_(definition) {}

  /// Adds what allows one operation. False, and says why, if nothing does.
  bool allow(const AskedOperation& asked) {
    const Client* client = find_client(definition_, asked.client);
    if (client != nullptr && client->state == ClientState::disabled) {
      take({EnableClient{asked.client}});
    }
    const Decision decision =
        may(definition_, asked.client, asked.action, asked.topic, TopicLimits::service);
    if (decision.allowed) return true;
    const bool is_hopeless = decision.refusal == Refusal::unknown_client ||
                             decision.refusal == Refusal::invalid_topic ||
                             decision.refusal == Refusal::reserved_topic;
    if (is_hopeless) return give_up(decision.explanation);
    const std::string_view inner = asked.action == Action::publish
                                       ? std::string_view{}
                                       : shared_subscription_filter(asked.topic);
    const std::string_view topic = inner.empty() ? std::string_view{asked.topic} : inner;
    const Wanted wanted{definition_, *client, asked.action, topic};
    auto found = attribute_steps(definition_, *client, asked.action, topic);
    if (!found) found = binding_steps(wanted);
    if (!found) found = template_steps(wanted);
    if (!found) found = topic_space_steps(wanted);
    if (!found) {
      return give_up(
          decision.explanation +
          "; and the namespace is at its quotas of bindings, templates and topic spaces");
    }
    take(std::move(*found));
    return true;
  }

  std::vector<ChangeStep> steps;
  std::string why_none;

  [[nodiscard]] const Namespace& definition() const { return definition_; }

 private:
  void take(std::vector<ChangeStep> more) {
    for (ChangeStep& step : more) {
      apply_step(definition_, step);
      steps.push_back(std::move(step));
    }
  }

  bool give_up(std::string why) {
    why_none = std::move(why);
    return false;
  }

  Namespace definition_;
};

/// Whether a binding gives more than it did: it is new, or its space has more templates.
bool is_wider(const Namespace& before, const Namespace& after, const PermissionBinding& binding) {
  const auto& old = before.permission_bindings;
  const auto found = std::find_if(old.begin(), old.end(),
                                  [&](const auto& one) { return one.name == binding.name; });
  if (found == old.end()) return true;
  const TopicSpace* was = find_topic_space(before, binding.topic_space_name);
  const TopicSpace* is = find_topic_space(after, binding.topic_space_name);
  return was != nullptr && is != nullptr &&
         was->topic_templates.size() != is->topic_templates.size();
}

/// The definition with only the bindings that a change has made or widened: few, so that asking
/// them for every client is cheap.
Namespace only_wider_bindings(const Namespace& before, const Namespace& after) {
  Namespace small;
  small.client_groups = after.client_groups;
  small.topic_spaces = after.topic_spaces;
  for (const PermissionBinding& binding : after.permission_bindings) {
    if (is_wider(before, after, binding)) small.permission_bindings.push_back(binding);
  }
  return small;
}

bool is_same(const Client& before, const Client& after) {
  return before.state == after.state && before.attributes == after.attributes;
}

/// What `after` allows beyond `before`, besides what was asked for.
std::vector<Right> gained(const Namespace& before, const Namespace& after,
                          const std::vector<AskedOperation>& asked) {
  const Namespace wider = only_wider_bindings(before, after);
  std::vector<Right> all;
  for (std::size_t i = 0; i < after.clients.size(); ++i) {
    const Client& is = after.clients[i];
    const Client& was = before.clients[i];  // No change adds a client.
    if (is.state == ClientState::disabled) continue;
    const std::vector<Right> candidates = rights_of(is_same(was, is) ? wider : after, is);
    if (candidates.empty()) continue;
    std::vector<Right> had;
    if (was.state == ClientState::enabled) had = rights_of(before, was);
    for (const Right& right : candidates) {
      const bool was_asked = std::any_of(asked.begin(), asked.end(), [&](const auto& one) {
        return one.client == right.client && one.action == right.action &&
               one.topic == right.filter;
      });
      if (was_asked || covered(had, right.action, right.filter)) continue;
      had.push_back(right);  // Said once.
      all.push_back(right);
    }
  }
  return all;
}

}  // namespace

Change proposed_change(const Namespace& definition, const Question& question) {
  Change change;
  const std::vector<AskedOperation> asked = operations_of(definition, question);
  Proposer proposer{definition};
  for (const AskedOperation& operation : asked) {
    if (proposer.allow(operation)) continue;
    change.why_none = std::move(proposer.why_none);
    return change;
  }
  change.steps = std::move(proposer.steps);
  if (!change.steps.empty()) change.also_allows = gained(definition, proposer.definition(), asked);
  return change;
}

void apply_step(Namespace& definition, const ChangeStep& step) {
  std::visit(Applier{definition}, step);
}

Namespace apply(const Namespace& definition, const Change& change) {
  Namespace changed = definition;
  for (const ChangeStep& step : change.steps) apply_step(changed, step);
  return changed;
}

}  // namespace lab::model
