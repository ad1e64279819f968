#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace lab::test {

/// A block of a Terraform file: its type, its labels, its attributes, and blocks inside as members
/// that are objects. References are `{"$ref": "name"}`.
struct TerraformBlock {
  std::string type;
  std::vector<std::string> labels;
  nlohmann::ordered_json body;
};

/// Reads HCL as far as eglab writes it, by HCL's own rules for strings: throws if a string would
/// interpolate, or a line is not closed.
std::vector<TerraformBlock> read_terraform(const std::string& text);

}  // namespace lab::test
