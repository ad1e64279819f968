// Goal: an export speaks the version of the resource model that the definition needs, creates
// things after what they name, and calls them by identifiers that do not clash.
// Method: small definitions, their shapes looked at.

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/compile/export_resources.hpp"
#include "lab/model/reader.hpp"
#include "tests/unit/export/random_definition.hpp"

namespace lab::compile {
namespace {

using testing::HasSubstr;

model::Namespace small() {
  model::Namespace definition;
  definition.name = "small";
  definition.topic_spaces_configuration.enabled = true;
  return definition;
}

std::string version_of(const model::Namespace& definition, std::string_view other = {}) {
  return exported_namespace(definition, other).api_version.version;
}

TEST(ApiVersion, IsTheStableOne_WhereNothingNeedsMore) {
  EXPECT_EQ(version_of(small()), "2025-02-15");
  EXPECT_EQ(version_of(small(), R"({"properties": {"publicNetworkAccess": "Disabled"}})"),
            "2025-02-15");
}

TEST(ApiVersion, OfClientAuthentication_IsAPreviewAndSaysWhy) {
  model::Namespace definition = small();
  definition.topic_spaces_configuration.webhook_authentication =
      model::WebhookAuthentication{"https://x", {}, {}, {}};

  const ApiVersion chosen = exported_namespace(definition).api_version;

  EXPECT_EQ(chosen.version, "2025-07-15-preview");
  EXPECT_THAT(chosen.reason, HasSubstr("topicSpacesConfiguration.clientAuthentication"));
  EXPECT_THAT(chosen.reason, HasSubstr("2025-02-15"));
}

TEST(ApiVersion, OfSettingsBesideMqtt_IsTheFirstThatHasThemAll) {
  EXPECT_EQ(version_of(small(), R"({"properties": {"publicNetworkAccess": "SecuredByPerimeter"}})"),
            "2025-07-15-preview");
  EXPECT_EQ(version_of(small(), R"({"properties": {"ipV6Enabled": true}})"), "2025-11-15-preview");
}

TEST(ExportedChildren, ComeAfterWhatTheyName) {
  test::RandomDefinitions definitions{11};
  for (int round = 0; round < 50; ++round) {
    const ExportedNamespace exported = exported_namespace(definitions.next());
    for (std::size_t i = 0; i < exported.children.size(); ++i) {
      for (const std::size_t need : exported.children[i].needs) ASSERT_LT(need, i);
    }
  }
}

TEST(ExportedChildren, BindingOfAGroupAndASpaceOfOneName_NeedsBoth) {
  const model::Namespace definition =
      model::load_namespace(LAB_SOURCE_FOLDER "/fixtures/namespaces/request-response.json");
  const ExportedNamespace exported = exported_namespace(definition);
  const auto binding = std::find_if(
      exported.children.begin(), exported.children.end(), [](const ExportedResource& child) {
        return child.kind == "permissionBindings" && child.name == "deviceDesiredSub";
      });

  ASSERT_NE(binding, exported.children.end());
  ASSERT_EQ(binding->needs.size(), 2U);
  EXPECT_EQ(exported.children[binding->needs[0]].name, "devicesGrp");
  EXPECT_EQ(exported.children[binding->needs[1]].kind, "topicSpaces");
}

TEST(Symbols, AreIdentifiers_AllDifferent) {
  std::vector<ExportedResource> children;
  for (const char* name : {"a-b", "a.b", "a:b", "a_b", "a_b_2", "group_x", "0"}) {
    children.push_back({"clients", name, {}, {}});
  }
  children.push_back({"clientGroups", "x", {}, {}});

  const std::vector<std::string> symbols = symbols_of(children);

  EXPECT_EQ(symbols.front(), "client_a_b");
  EXPECT_EQ(symbols[4], "client_a_b_2") << "its own name, not one that was made up";
  EXPECT_EQ(std::set<std::string>(symbols.begin(), symbols.end()).size(), symbols.size());
  for (const std::string& symbol : symbols) EXPECT_TRUE(is_identifier(symbol)) << symbol;
}

}  // namespace
}  // namespace lab::compile
