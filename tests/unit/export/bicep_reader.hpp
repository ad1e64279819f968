#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace lab::test {

/// A `resource` declaration of a Bicep file. References are `{"$ref": "name"}`.
struct BicepResource {
  std::string symbol;
  std::string type;  ///< With the version, behind `@`.
  nlohmann::ordered_json body;
};

struct BicepFile {
  std::map<std::string, nlohmann::ordered_json> parameters;  ///< Default values.
  std::vector<BicepResource> resources;
  std::vector<std::string> outputs;
};

/// Reads Bicep as far as eglab writes it, by Bicep's own rules for strings: throws if a string
/// would interpolate, an object or array has two members on a line, or a line is not closed.
BicepFile read_bicep(const std::string& text);

}  // namespace lab::test
