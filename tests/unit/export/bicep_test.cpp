// Goal: the Bicep file creates exactly the definition: no text in it is interpolated or breaks a
// line, every child has its parent, every binding what it names.
// Method: it is read by a small reader with Bicep's own rules and compared with the resources, for
// many random definitions.

#include <gtest/gtest.h>

#include "lab/compile/export_bicep.hpp"
#include "lab/compile/export_resources.hpp"
#include "tests/unit/export/bicep_reader.hpp"
#include "tests/unit/export/random_definition.hpp"

namespace lab::compile {
namespace {

using Json = nlohmann::ordered_json;

Json reference(const std::string& name) {
  return {{"$ref", name}};
}

/// Whether a file's resources are those of the definition, value by value.
void expect_same(const test::BicepFile& file, const ExportedNamespace& exported) {
  const std::string prefix = "Microsoft.EventGrid/namespaces";
  const std::string version = "@" + exported.api_version.version;
  ASSERT_EQ(file.resources.size(), exported.children.size() + 1);
  Json own{{"name", reference("namespaceName")}, {"location", reference("location")}};
  own.update(exported.envelope);
  EXPECT_EQ(file.resources[0].type, prefix + version);
  EXPECT_EQ(file.resources[0].body, own);
  for (std::size_t i = 0; i < exported.children.size(); ++i) {
    const ExportedResource& child = exported.children[i];
    Json body{{"parent", reference("eventGridNamespace")}, {"name", child.name}};
    for (const std::size_t need : child.needs) {
      body["dependsOn"].push_back(reference(file.resources[need + 1].symbol));
    }
    body["properties"] = child.properties;
    EXPECT_EQ(file.resources[i + 1].type, prefix + "/" + child.kind + version);
    EXPECT_EQ(file.resources[i + 1].body, body);
  }
}

TEST(BicepExport, OfRandomDefinitions_HoldsThemExactly) {
  test::RandomDefinitions definitions{19};
  for (int round = 0; round < 300 && !testing::Test::HasFailure(); ++round) {
    const model::Namespace definition = definitions.next();

    const test::BicepFile file = test::read_bicep(export_bicep(definition));

    expect_same(file, exported_namespace(definition));
    EXPECT_EQ(file.parameters.at("namespaceName"), definition.name);
    EXPECT_EQ(file.parameters.at("location"), definition.location);
    EXPECT_EQ(file.outputs, std::vector<std::string>{"mqttHostname"});
  }
}

TEST(BicepExport, WithoutALocation_TakesTheResourceGroups) {
  model::Namespace definition = test::RandomDefinitions{3}.next();
  definition.location.clear();

  const test::BicepFile file = test::read_bicep(export_bicep(definition));

  EXPECT_EQ(file.parameters.at("location"), (Json{{"$call", "resourceGroup.location"}}));
}

TEST(BicepExport, OtherSettings_HoldDecimalsAndOddKeys) {
  const model::Namespace definition = test::RandomDefinitions{3}.next();
  const std::string settings =
      R"({"tags": {"it's": "${x}", "for": "b"}, "properties": {"x": 1.5}})";

  const test::BicepFile file = test::read_bicep(export_bicep(definition, settings));

  expect_same(file, exported_namespace(definition, settings));
}

TEST(BicepText, IsEscaped) {
  EXPECT_EQ(bicep_text("it's"), R"('it\'s')");
  EXPECT_EQ(bicep_text("a\\b"), R"('a\\b')");
  EXPECT_EQ(bicep_text("${x}"), R"('\${x}')");
  EXPECT_EQ(bicep_text("$${x}"), R"('$\${x}')");
  EXPECT_EQ(bicep_text("$x {y} $"), "'$x {y} $'");
  EXPECT_EQ(bicep_text("a\nb\r\t\x01\x7F"), R"('a\nb\r\t\u{1}\u{7f}')");
  EXPECT_EQ(bicep_text("é \"q\""), "'é \"q\"'");
}

}  // namespace
}  // namespace lab::compile
