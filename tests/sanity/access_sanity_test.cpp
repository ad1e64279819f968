// Goal: the authorization walk is red when the broker grants less, or more, than the definition it
// is held against. Method: the walk of the end-to-end tests, with an expectation that was spoiled
// on purpose.

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/e2e/access_walk.hpp"
#include "tests/e2e/probe_set.hpp"

namespace lab::test {
namespace {

/// What a broker that serves the how-to disagrees about with another definition.
std::vector<std::string> disagreements_with(const model::Namespace& expected) {
  Stage stage;
  const ProbeSet probes = probe_set_of(stage.served().definition());
  AccessWalk walk{stage, mqtt::Version::v5, expected};
  for (const model::Client& client : expected.clients) walk.walk(client, probes);
  return walk.disagreements();
}

TEST(AccessCanary, HeldAgainstItsOwnDefinition_Agrees) {
  EXPECT_TRUE(disagreements_with(story("request-response")).empty());
}

TEST(AccessSanity, HeldAgainstOneWithABindingMore_IsFoundToGrantTooLittle) {
  model::Namespace expected = story("request-response");
  auto more = expected.permission_bindings.front();
  more.name = "more";
  more.permission = more.permission == model::Permission::publisher ? model::Permission::subscriber
                                                                    : model::Permission::publisher;
  expected.permission_bindings.push_back(more);
  EXPECT_FALSE(disagreements_with(expected).empty());
}

TEST(AccessSanity, HeldAgainstOneWithPermissionsSwapped_IsFoundToDisagreeBothWays) {
  model::Namespace expected = story("request-response");
  for (auto& binding : expected.permission_bindings) {
    binding.permission = binding.permission == model::Permission::publisher
                             ? model::Permission::subscriber
                             : model::Permission::publisher;
  }
  const std::vector<std::string> lines = disagreements_with(expected);
  const auto tells_of = [&](const char* what) {
    return std::ranges::any_of(
        lines, [&](const std::string& line) { return line.find(what) != std::string::npos; });
  };
  EXPECT_TRUE(tells_of("expected refused"));
  EXPECT_TRUE(tells_of("expected allowed"));
}

}  // namespace
}  // namespace lab::test
