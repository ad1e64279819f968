// Goal: on any namespace, an explanation's verdict is `may`'s, and the proposed change allows what
// was asked and gives nobody a right that it does not list.
// Method: seeded random namespaces, each with random topics and its templates' own; before and
// after are compared with `may`, the oracle of the authorization tests.

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "lab/model/explain.hpp"
#include "lab/model/explain_change.hpp"
#include "lab/model/explain_patch.hpp"
#include "lab/model/topic_filter.hpp"
#include "tests/e2e/random_namespace.hpp"

namespace lab::model {
namespace {

using Refusal = Decision::Refusal;

bool allows(const Namespace& definition, const AskedOperation& asked) {
  return may(definition, asked.client, asked.action, asked.topic, TopicLimits::service).allowed;
}

/// Every client with every topic and filter.
std::vector<AskedOperation> questions(const Namespace& definition, const test::ProbeSet& probes) {
  std::vector<AskedOperation> all;
  for (const Client& client : definition.clients) {
    for (const std::string& topic : probes.topics) {
      all.push_back({client.name, Action::publish, topic});
    }
    for (const std::string& filter : probes.filters) {
      all.push_back({client.name, Action::subscribe, filter});
    }
  }
  return all;
}

std::string to_text(const AskedOperation& asked) {
  return asked.client + (asked.action == Action::publish ? " publish " : " subscribe ") +
         asked.topic;
}

std::string to_text(const Namespace& definition, const Change& change) {
  std::string text = change.why_none;
  for (const PatchOperation& operation : json_patch(definition, change)) {
    text += operation.path + " " + operation.value + "\n";
  }
  return text;
}

std::string_view without_share(const AskedOperation& asked) {
  const auto inner = asked.action == Action::subscribe ? shared_subscription_filter(asked.topic)
                                                       : std::string_view{};
  return inner.empty() ? std::string_view{asked.topic} : inner;
}

/// Whether the change says that the operation becomes allowed.
bool is_listed(const Change& change, const AskedOperation& asked_for,
               const AskedOperation& operation) {
  const bool same = operation.client == asked_for.client && operation.action == asked_for.action;
  if (same && filter_covers_filter(without_share(asked_for), without_share(operation))) return true;
  return std::any_of(change.also_allows.begin(), change.also_allows.end(), [&](const Right& right) {
    return right.client == operation.client && right.action == operation.action &&
           filter_covers_filter(right.filter, without_share(operation));
  });
}

/// The topic's own fault, which no definition can mend.
bool is_hopeless(const Decision& decision) {
  return decision.refusal == Refusal::invalid_topic || decision.refusal == Refusal::reserved_topic;
}

TEST(ExplainProperty, OnRandomNamespaces_TheVerdictIsMays) {
  std::size_t allowed = 0;
  std::size_t refused = 0;
  for (unsigned seed = 1; seed <= 100; ++seed) {
    test::RandomNamespaces random{seed};
    const Namespace definition = random.next();
    for (const AskedOperation& asked : questions(definition, random.probes_for(definition, 8))) {
      const Explanation explanation = explain(definition, asked);
      ASSERT_EQ(explanation.allowed, allows(definition, asked))
          << "seed " << seed << ": " << to_text(asked) << "\n"
          << explanation.legs[0].decision.explanation;
      ++(explanation.allowed ? allowed : refused);
    }
  }
  EXPECT_GT(allowed, 1000U);
  EXPECT_GT(refused, 1000U);
}

/// Checks one change: it allows what was asked, and lists what else it allows.
void check_change(const Namespace& definition, const AskedOperation& asked,
                  const std::vector<AskedOperation>& others) {
  const Change change = proposed_change(definition, asked);
  const Namespace after = apply(definition, change);
  if (!change.why_none.empty()) {
    Namespace enabled = definition;
    apply_step(enabled, EnableClient{asked.client});
    EXPECT_TRUE(
        is_hopeless(may(enabled, asked.client, asked.action, asked.topic, TopicLimits::service)))
        << change.why_none;
    return;
  }
  ASSERT_TRUE(allows(after, asked)) << to_text(definition, change);
  for (const AskedOperation& other : others) {
    const bool before_allowed = allows(definition, other);
    const bool after_allowed = allows(after, other);
    ASSERT_TRUE(after_allowed || !before_allowed) << to_text(other) << " is lost by\n"
                                                  << to_text(definition, change);
    ASSERT_TRUE(before_allowed || !after_allowed || is_listed(change, asked, other))
        << to_text(other) << " is gained unsaid by\n"
        << to_text(definition, change);
  }
  for (const Right& right : change.also_allows) {
    const AskedOperation gained{right.client, Action::subscribe, right.filter};
    if (right.action != Action::subscribe) continue;
    ASSERT_TRUE(allows(after, gained)) << to_text(gained);
    ASSERT_FALSE(allows(definition, gained)) << to_text(gained) << " is listed, but no gain";
  }
}

TEST(ExplainProperty, OnRandomNamespaces_TheChangeAllowsItAndListsWhatElse) {
  std::size_t kinds[5] = {};
  for (unsigned seed = 1; seed <= 60; ++seed) {
    test::RandomNamespaces random{seed};
    const Namespace definition = random.next();
    const auto all = questions(definition, random.probes_for(definition, 8));
    for (std::size_t i = seed % 5; i < all.size(); i += 5) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ": " + to_text(all[i]));
      check_change(definition, all[i], all);
      if (testing::Test::HasFatalFailure()) return;
      for (const ChangeStep& step : proposed_change(definition, all[i]).steps) {
        ++kinds[step.index()];
      }
    }
  }
  for (const std::size_t count : kinds) EXPECT_GT(count, 10U) << "a kind of change is hardly met";
}

TEST(ExplainProperty, OnRandomNamespaces_RequestsAreMadeToWork) {
  std::size_t changed = 0;
  for (unsigned seed = 1; seed <= 100; ++seed) {
    test::RandomNamespaces random{seed};
    const Namespace definition = random.next();
    for (const Client& requester : definition.clients) {
      for (const Client& responder : definition.clients) {
        const AskedRequest request{requester.name, responder.name, "", ""};
        const Explanation explanation = explain(definition, request);
        const auto asked = operations_of(definition, request);
        ASSERT_EQ(explanation.allowed,
                  std::all_of(asked.begin(), asked.end(),
                              [&](const auto& one) { return allows(definition, one); }));
        const Change change = proposed_change(definition, request);
        ASSERT_EQ(change.why_none, "") << seed;
        const Namespace after = apply(definition, change);
        for (const AskedOperation& one : asked) ASSERT_TRUE(allows(after, one)) << to_text(one);
        changed += change.steps.empty() ? 0 : 1;
      }
    }
  }
  EXPECT_GT(changed, 100U);
}

}  // namespace
}  // namespace lab::model
