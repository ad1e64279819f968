#include "tests/unit/explain/plant.hpp"

#include <gtest/gtest.h>

#include "lab/base/file.hpp"
#include "lab/model/reader.hpp"

namespace lab::test {

nlohmann::json plant() {
  return nlohmann::json::parse(R"({
    "namespace": {"properties": {"topicSpacesConfiguration": {"state": "Enabled"}}},
    "clients": {
      "blank": {"properties": {}},
      "console": {"properties": {"attributes": {"type": "console"}}},
      "retired": {"properties": {"state": "Disabled", "attributes": {"type": "console"}}},
      "sensor": {"properties": {"attributes": {"type": "sensor", "tags": ["slow"]}}}
    },
    "clientGroups": {
      "consoles": {"properties": {"query": "attributes.type = 'console'"}},
      "fastOnes": {"properties": {"query": "attributes.tags = 'fast' and attributes.floor > 2"}}
    },
    "topicSpaces": {
      "areas": {"properties": {"topicTemplates": ["areas/${client.attributes.area|.plant}/state"]}},
      "commands": {"properties": {"topicTemplates": ["plant/+/command"]}},
      "fast": {"properties": {"topicTemplates": ["fast/#"]}}
    },
    "permissionBindings": {
      "allAreas": {"properties": {"clientGroupName": "$all", "topicSpaceName": "areas",
                                  "permission": "Publisher"}},
      "consoleCommands": {"properties": {"clientGroupName": "consoles",
                                         "topicSpaceName": "commands",
                                         "permission": "Publisher"}},
      "fastPub": {"properties": {"clientGroupName": "fastOnes", "topicSpaceName": "fast",
                                 "permission": "Publisher"}}
    }
  })");
}

model::Namespace read(const nlohmann::json& document) {
  model::ReadResult result = model::read_namespace_text(document.dump(), "plant.json");
  EXPECT_TRUE(result.definition) << model::to_text(result.problems) << document.dump(2);
  return result.definition ? *result.definition : model::Namespace{};
}

nlohmann::json how_to() {
  return nlohmann::json::parse(
      read_file(LAB_SOURCE_FOLDER "/fixtures/namespaces/request-response.json", 1U << 20U));
}

}  // namespace lab::test
