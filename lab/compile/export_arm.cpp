#include "lab/compile/export_arm.hpp"

#include <utility>

#include <fmt/format.h>

#include "lab/compile/export_resources.hpp"

namespace lab::compile {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view namespace_type = "Microsoft.EventGrid/namespaces";
constexpr std::string_view namespace_id =
    "resourceId('Microsoft.EventGrid/namespaces', parameters('namespaceName'))";

/// A text in single quotes, as it stands inside an expression.
std::string in_single_quotes(std::string_view text) {
  std::string result = "'";
  for (const char letter : text) {
    if (letter == '\'') result += '\'';
    result += letter;
  }
  return result + "'";
}

/// A value with every text in it, keys included, escaped. Values nest no deeper than the definition
/// that they came from.
Json escaped(const Json& value) {
  if (value.is_string()) return arm_text(value.get_ref<const std::string&>());
  if (value.is_array()) {
    Json result = Json::array();
    for (const Json& item : value) result.push_back(escaped(item));
    return result;
  }
  if (!value.is_object()) return value;
  Json result = Json::object();
  for (const auto& [key, member] : value.items()) result[arm_text(key)] = escaped(member);
  return result;
}

std::string id_of(const ExportedResource& child) {
  return fmt::format("[resourceId('{}/{}', parameters('namespaceName'), {})]", namespace_type,
                     child.kind, in_single_quotes(child.name));
}

Json resource_of(const ExportedNamespace& exported, const ExportedResource& child) {
  Json resource;
  resource["type"] = fmt::format("{}/{}", namespace_type, child.kind);
  resource["apiVersion"] = exported.api_version.version;
  resource["name"] =
      fmt::format("[concat(parameters('namespaceName'), {})]", in_single_quotes("/" + child.name));
  resource["dependsOn"].push_back(fmt::format("[{}]", namespace_id));
  for (const std::size_t need : child.needs) {
    resource["dependsOn"].push_back(id_of(exported.children[need]));
  }
  resource["properties"] = escaped(child.properties);
  return resource;
}

Json namespace_resource(const ExportedNamespace& exported) {
  Json resource;
  resource["type"] = namespace_type;
  resource["apiVersion"] = exported.api_version.version;
  resource["name"] = "[parameters('namespaceName')]";
  resource["location"] = "[parameters('location')]";
  resource.update(escaped(exported.envelope));
  return resource;
}

Json parameter(std::string default_value, std::string_view description) {
  return {{"type", "string"},
          {"defaultValue", std::move(default_value)},
          {"metadata", {{"description", description}}}};
}

}  // namespace

std::string arm_text(std::string_view text) {
  if (!text.starts_with('[') || text.size() < 2) return std::string{text};
  if (text.ends_with(']')) return "[" + std::string{text};
  if (text[1] != '[') return std::string{text};
  return fmt::format("[concat({})]", in_single_quotes(text));
}

std::string export_arm(const model::Namespace& definition, std::string_view other_settings) {
  const ExportedNamespace exported = exported_namespace(definition, other_settings);
  Json document;
  document["$schema"] =
      "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
  document["contentVersion"] = "1.0.0.0";
  document["metadata"] = {{"description", export_title},
                          {"apiVersion", fmt::format("{}: {}", exported.api_version.version,
                                                     exported.api_version.reason)}};
  document["parameters"]["namespaceName"] =
      parameter(arm_text(exported.name), "Unique in its region: 3 to 50 letters, digits and -");
  document["parameters"]["location"] = parameter(
      exported.location.empty() ? "[resourceGroup().location]" : arm_text(exported.location),
      "Azure region");
  document["resources"].push_back(namespace_resource(exported));
  for (const ExportedResource& child : exported.children) {
    document["resources"].push_back(resource_of(exported, child));
  }
  document["outputs"]["mqttHostname"] = {
      {"type", "string"},
      {"value", fmt::format("[reference({}, '{}').topicSpacesConfiguration.hostname]", namespace_id,
                            exported.api_version.version)}};
  return document.dump(2) + "\n";
}

}  // namespace lab::compile
