// Goal: the Terraform configuration creates exactly the definition: no text in it is interpolated
// or breaks a line, every child has its parent, every binding what it names.
// Method: it is read by a small reader with HCL's own rules and compared with the resources, for
// many random definitions.

#include <algorithm>

#include <gtest/gtest.h>

#include "lab/compile/export_resources.hpp"
#include "lab/compile/export_terraform.hpp"
#include "tests/unit/export/random_definition.hpp"
#include "tests/unit/export/terraform_reader.hpp"

namespace lab::compile {
namespace {

using Json = nlohmann::ordered_json;
using Blocks = std::vector<test::TerraformBlock>;

Json reference(const std::string& name) {
  return {{"$ref", name}};
}

const test::TerraformBlock& block(const Blocks& blocks, const std::string& type,
                                  const std::string& last_label) {
  const auto found = std::find_if(blocks.begin(), blocks.end(), [&](const auto& one) {
    return one.type == type && !one.labels.empty() && one.labels.back() == last_label;
  });
  if (found == blocks.end()) throw std::runtime_error("no " + type + " " + last_label);
  return *found;
}

/// Whether the blocks create the definition's resources, value by value.
void expect_same(const Blocks& blocks, const ExportedNamespace& exported) {
  const std::string prefix = "Microsoft.EventGrid/namespaces";
  const std::string version = "@" + exported.api_version.version;
  const std::vector<std::string> symbols = symbols_of(exported.children);
  Json envelope = exported.envelope;
  envelope.erase("tags");
  envelope.erase("identity");
  const Json& own = block(blocks, "resource", "namespace").body;
  EXPECT_EQ(own["type"], prefix + version);
  EXPECT_EQ(own["body"], envelope);
  for (std::size_t i = 0; i < exported.children.size(); ++i) {
    const ExportedResource& child = exported.children[i];
    const Json& body = block(blocks, "resource", symbols[i]).body;
    EXPECT_EQ(body["type"], prefix + "/" + child.kind + version);
    EXPECT_EQ(body["name"], child.name);
    EXPECT_EQ(body["parent_id"], reference("azapi_resource.namespace.id"));
    EXPECT_EQ(body["body"], (Json{{"properties", child.properties}}));
    Json depends_on;
    for (const std::size_t need : child.needs) {
      depends_on.push_back(reference("azapi_resource." + symbols[need]));
    }
    EXPECT_EQ(body.value("depends_on", Json{}), depends_on);
  }
}

TEST(TerraformExport, OfRandomDefinitions_HoldsThemExactly) {
  test::RandomDefinitions definitions{23};
  for (int round = 0; round < 300 && !testing::Test::HasFailure(); ++round) {
    const model::Namespace definition = definitions.next();

    const Blocks blocks = test::read_terraform(export_terraform(definition));

    expect_same(blocks, exported_namespace(definition));
    EXPECT_EQ(block(blocks, "variable", "namespace_name").body["default"], definition.name);
    EXPECT_EQ(block(blocks, "variable", "location").body["default"], definition.location);
  }
}

TEST(TerraformExport, WithoutALocation_TakesTheResourceGroups) {
  model::Namespace definition = test::RandomDefinitions{3}.next();
  definition.location.clear();

  const Blocks blocks = test::read_terraform(export_terraform(definition));

  EXPECT_EQ(block(blocks, "resource", "namespace").body["location"],
            reference("data.azapi_resource.resource_group.location"));
  EXPECT_EQ(block(blocks, "data", "resource_group").body["resource_id"],
            reference("var.resource_group_id"));
}

TEST(TerraformExport, TagsAndIdentity_AreTheProvidersOwn) {
  const model::Namespace definition = test::RandomDefinitions{3}.next();
  const std::string settings =
      R"({"tags": {"a b": "${x}"}, "identity": {"type": "UserAssigned",
          "userAssignedIdentities": {"/subscriptions/s/i": {}}}})";

  const Blocks blocks = test::read_terraform(export_terraform(definition, settings));

  expect_same(blocks, exported_namespace(definition, settings));
  const Json& own = block(blocks, "resource", "namespace").body;
  EXPECT_EQ(own["tags"], (Json{{"a b", "${x}"}}));
  EXPECT_EQ(own["identity"],
            (Json{{"type", "UserAssigned"}, {"identity_ids", {"/subscriptions/s/i"}}}));
}

TEST(TerraformText, IsEscaped) {
  EXPECT_EQ(terraform_text("say \"a\\b\""), R"("say \"a\\b\"")");
  EXPECT_EQ(terraform_text("${x}"), R"("$${x}")");
  EXPECT_EQ(terraform_text("$${x} %{y}"), R"("$$${x} %%{y}")");
  EXPECT_EQ(terraform_text("$x {y} $ %"), R"("$x {y} $ %")");
  EXPECT_EQ(terraform_text("a\nb\r\t\x01\x7F"), R"("a\nb\r\t\u0001\u007f")");
  EXPECT_EQ(terraform_text("it's é"), "\"it's é\"");
}

}  // namespace
}  // namespace lab::compile
