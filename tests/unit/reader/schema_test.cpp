// Goal: namespace.schema.json and the reader say the same about every fixture, as far as a schema
// can say it. Method: validate each canonical fixture against the schema; it must be valid exactly
// if the reader reports no problem whose rule is marked `in_schema`.
#include <algorithm>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "lab/base/file.hpp"
#include "lab/model/known_properties.hpp"
#include "lab/model/reader.hpp"
#include "lab/model/rules.hpp"
#include "tests/unit/reader/schema_validator.hpp"

namespace lab::model {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path source_folder{LAB_SOURCE_FOLDER};

json schema() {
  return json::parse(read_file(source_folder / "lab/model/namespace.schema.json"));
}

/// Fixtures in the canonical form. Templates, parameters, JSON that is none and the array form (an
/// import form that the schema does not describe) are not among them.
std::vector<fs::path> canonical_fixtures() {
  std::vector<fs::path> paths;
  for (const char* folder : {"fixtures/invalid", "fixtures/namespaces"}) {
    for (const fs::directory_entry& entry : fs::directory_iterator{source_folder / folder}) {
      if (entry.path().extension() != ".json") continue;
      const std::string stem = entry.path().stem().string();
      const json document = json::parse(read_file(entry.path()), nullptr, false);
      const bool is_other = document.is_discarded() || document.contains("resources") ||
                            fs::path{stem}.extension() == ".parameters" ||
                            stem == "duplicate-key" || stem == "name-duplicate";
      if (!is_other) paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

bool is_in_schema(const Problem& problem) {
  return std::any_of(all_rules().begin(), all_rules().end(), [&](const RuleDescription& rule) {
    return rule.id == problem.rule && rule.in_schema;
  });
}

class CanonicalFixture : public testing::TestWithParam<fs::path> {};

TEST_P(CanonicalFixture, IsValidBySchemaExactlyIfTheReaderFindsNothingThatASchemaCanSay) {
  const std::string text = read_file(GetParam());

  const std::vector<std::string> by_schema = schema_problems(schema(), json::parse(text));
  const ReadResult result = read_namespace_text(text, GetParam().filename().string());

  const bool is_fine_by_reader =
      std::none_of(result.problems.begin(), result.problems.end(), is_in_schema);
  EXPECT_EQ(by_schema.empty(), is_fine_by_reader)
      << "schema:\n"
      << testing::PrintToString(by_schema) << "\nreader:\n"
      << to_text(result.problems);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, CanonicalFixture, testing::ValuesIn(canonical_fixtures()),
                         [](const auto& information) {
                           std::string name = information.param.stem().string();
                           std::replace_if(
                               name.begin(), name.end(),
                               [](char letter) { return letter == '-' || letter == '.'; }, '_');
                           return name;
                         });

TEST(Schema, RulesMarkedSoAreSeenByItInTheirFixture) {
  const json namespace_schema = schema();
  for (const RuleDescription& rule : all_rules()) {
    if (!rule.in_schema) continue;
    const fs::path path = source_folder / "fixtures/invalid" / (std::string{rule.id} + ".json");
    EXPECT_FALSE(schema_problems(namespace_schema, json::parse(read_file(path))).empty())
        << rule.id;
  }
}

std::set<std::string> names_in_schema(const json& definition) {
  std::set<std::string> names;
  for (const auto& [name, property] : definition.at("properties").items()) names.insert(name);
  return names;
}

TEST(Schema, HasThePropertiesThatTheReaderKnows_AndNoOthers) {
  const json definitions = schema().at("$defs");
  std::size_t compared = 0;
  for (const auto& [shape, definition] : definitions.items()) {
    if (shape == "attributes") continue;  // Free keys.
    const bool is_envelope = shape.size() > 8 && shape.substr(shape.size() - 8) == "Resource";
    const std::string known_shape = is_envelope ? "resource" : shape;
    for (const KnownObject* known : all_known_objects()) {
      if (known->shape != known_shape) continue;
      ++compared;
      std::set<std::string> names;
      for (const KnownProperty& property : known->properties) {
        if (property.use != PropertyUse::obsolete) names.emplace(property.name);
      }
      EXPECT_EQ(names_in_schema(definition), names) << shape;
    }
  }
  // Every definition of the schema was found, and every shape of the reader (five share one).
  EXPECT_EQ(compared, definitions.size() - 1);
  EXPECT_EQ(compared, all_known_objects().size() + 4);
}

TEST(Schema, DescribesEveryPropertyForEditors) {
  const json definitions = schema().at("$defs");
  for (const auto& [shape, definition] : definitions.items()) {
    EXPECT_TRUE(definition.contains("description")) << shape;
    if (!definition.contains("properties")) continue;
    for (const auto& [name, property] : definition.at("properties").items()) {
      // A reference's description stands where it leads to.
      EXPECT_TRUE(property.contains("description") || property.contains("$ref") ||
                  property.contains("anyOf"))
          << shape << "." << name;
    }
  }
}

TEST(SchemaValidator, RefusesAKeywordThatItDoesNotKnow) {
  EXPECT_THROW(schema_problems(json{{"multipleOf", 2}}, json(3)), std::logic_error);
}

TEST(SchemaValidator, NamesThePlaceAndTheKeyword) {
  const json small = json::parse(R"({"type": "object", "properties": {"a": {"type": "string"}}})");
  EXPECT_EQ(schema_problems(small, json::parse(R"({"a": 1})")),
            std::vector<std::string>{"/a: type"});
  EXPECT_TRUE(schema_problems(small, json::parse(R"({"a": "x"})")).empty());
}

}  // namespace
}  // namespace lab::model
