// Goal: the ARM template creates exactly the definition, whatever texts are in it.
// Method: it is read back by the definition reader and compared value by value, for the fixtures
// and for many random definitions; the escaping of expressions, which Azure's own rules decide, is
// looked at text by text.

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/compile/export_arm.hpp"
#include "lab/compile/export_resources.hpp"
#include "lab/model/reader.hpp"
#include "tests/unit/export/random_definition.hpp"

namespace lab::compile {
namespace {

using nlohmann::json;

/// The template read back without an error or a warning of its own.
model::Namespace read_back(const std::string& text) {
  model::ReadResult read = model::read_namespace_text(text, "template.json");
  EXPECT_TRUE(read.definition) << model::to_text(read.problems) << text;
  return read.definition.value_or(model::Namespace{});
}

TEST(ArmExport, OfRandomDefinitions_ReadBackIsTheSame) {
  test::RandomDefinitions definitions{7};
  for (int round = 0; round < 300; ++round) {
    const model::Namespace definition = definitions.next();

    const model::Namespace back = read_back(export_arm(definition));

    ASSERT_EQ(test::all_values(back), test::all_values(definition)) << "round " << round;
  }
}

TEST(ArmExport, OfTheSameDefinition_IsTheSameText) {
  const model::Namespace definition = test::RandomDefinitions{3}.next();
  EXPECT_EQ(export_arm(definition), export_arm(definition));
}

TEST(ArmExport, WithoutALocation_TakesTheResourceGroups) {
  model::Namespace definition = test::RandomDefinitions{3}.next();
  definition.location.clear();

  const json document = json::parse(export_arm(definition));

  EXPECT_EQ(document["parameters"]["location"]["defaultValue"], "[resourceGroup().location]");
}

TEST(ArmExport, Bindings_DependOnTheirGroupAndSpace) {
  const model::Namespace definition =
      model::load_namespace(LAB_SOURCE_FOLDER "/fixtures/namespaces/attributes.json");
  const json document = json::parse(export_arm(definition));
  const auto depends_on = [&](const std::string& name) {
    for (const json& resource : document["resources"]) {
      if (resource["name"] == "[concat(parameters('namespaceName'), '/" + name + "')]") {
        return resource["dependsOn"];
      }
    }
    return json{};
  };

  const std::string namespace_id =
      "[resourceId('Microsoft.EventGrid/namespaces', parameters('namespaceName'))]";
  const std::string id_start = "[resourceId('Microsoft.EventGrid/namespaces/";
  EXPECT_EQ(
      depends_on("seniors-announce"),
      (json{namespace_id, id_start + "clientGroups', parameters('namespaceName'), 'seniors')]",
            id_start + "topicSpaces', parameters('namespaceName'), 'announcements')]"}));
  EXPECT_EQ(depends_on("all-announcements"),
            (json{namespace_id,
                  id_start + "topicSpaces', parameters('namespaceName'), 'announcements')]"}))
      << "$all is built in";
  EXPECT_EQ(depends_on("console"), json{namespace_id});
}

TEST(ArmText, IsEscapedWhereAzureWouldSeeAnExpression_AndOnlyThere) {
  EXPECT_EQ(arm_text("plain"), "plain");
  EXPECT_EQ(arm_text(""), "");
  EXPECT_EQ(arm_text("["), "[");
  EXPECT_EQ(arm_text("[x]"), "[[x]");
  EXPECT_EQ(arm_text("[]"), "[[]");
  EXPECT_EQ(arm_text("[[x]"), "[[[x]");
  EXPECT_EQ(arm_text("[x] y"), "[x] y") << "no expression: it does not end with ]";
  EXPECT_EQ(arm_text(" [x]"), " [x]");
  EXPECT_EQ(arm_text("[[it's"), "[concat('[[it''s')]");
}

TEST(ArmExport, OtherSettings_AreMergedAndEscaped) {
  const model::Namespace definition = test::RandomDefinitions{3}.next();

  const json document = json::parse(export_arm(
      definition, R"({"tags": {"[a]": "[b]"}, "properties": {"publicNetworkAccess": "Disabled",
                      "topicSpacesConfiguration": {"customDomains": []}}})"));

  const json& resource = document["resources"][0];
  EXPECT_EQ(resource["tags"], (json{{"[[a]", "[[b]"}}));
  EXPECT_EQ(resource["properties"]["publicNetworkAccess"], "Disabled");
  EXPECT_EQ(resource["properties"]["topicSpacesConfiguration"]["customDomains"], json::array());
  EXPECT_EQ(resource["properties"]["topicSpacesConfiguration"]["state"], "Enabled");
}

}  // namespace
}  // namespace lab::compile
