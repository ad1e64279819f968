#include "lab/compile/export_terraform.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "lab/compile/export_resources.hpp"

namespace lab::compile {
namespace {

using Json = nlohmann::ordered_json;

/// One `name = value` of a block or an object, written out.
struct Attribute {
  std::string name;
  std::string value;
};

/// The attributes, a line each, indented; `=` of neighbours that take one line stand below each
/// other, as `terraform fmt` writes them.
std::string attribute_lines(const std::vector<Attribute>& attributes, std::size_t indent) {
  const auto takes_one_line = [](const Attribute& attribute) {
    return attribute.value.find('\n') == std::string::npos;
  };
  std::string text;
  for (std::size_t first = 0; first < attributes.size();) {
    std::size_t end = first;
    std::size_t width = 0;
    while (end < attributes.size() && takes_one_line(attributes[end])) {
      width = std::max(width, attributes[end++].name.size());
    }
    if (end == first) width = attributes[end++].name.size();
    for (; first < end; ++first) {
      text += fmt::format("{:{}}{:{}} = {}\n", "", indent, attributes[first].name, width,
                          attributes[first].value);
    }
  }
  return text;
}

/// A value; further lines of it are indented by `indent` spaces.
std::string value_text(const Json& value, std::size_t indent) {
  if (value.is_string()) return terraform_text(value.get_ref<const std::string&>());
  if (!value.is_structured()) return value.dump();
  if (value.empty()) return value.is_array() ? "[]" : "{}";
  if (value.is_object()) {
    std::vector<Attribute> attributes;
    for (const auto& [key, member] : value.items()) {
      attributes.push_back(
          {is_identifier(key) ? key : terraform_text(key), value_text(member, indent + 2)});
    }
    return "{\n" + attribute_lines(attributes, indent + 2) + std::string(indent, ' ') + "}";
  }
  std::string text = "[\n";
  for (const Json& item : value) {
    text += fmt::format("{:{}}{},\n", "", indent + 2, value_text(item, indent + 2));
  }
  return text + std::string(indent, ' ') + "]";
}

std::string head(const ExportedNamespace& exported) {
  return fmt::format(
      "# {}\n"
      "#\n"
      "#   terraform init\n"
      "#   terraform apply -var resource_group_id=/subscriptions/ID/resourceGroups/NAME\n"
      "#\n"
      "# api-version {}: {}.\n"
      "\n"
      "terraform {{\n"
      "  required_providers {{\n"
      "    azapi = {{\n"
      "      source  = \"Azure/azapi\"\n"
      "      version = \">= 2.0\"\n"
      "    }}\n"
      "  }}\n"
      "}}\n"
      "\n"
      "variable \"resource_group_id\" {{\n"
      "  description = \"Resource group that takes the namespace\"\n"
      "  type        = string\n"
      "}}\n"
      "\n"
      "variable \"namespace_name\" {{\n"
      "  description = \"Unique in its region: 3 to 50 letters, digits and -\"\n"
      "  type        = string\n"
      "  default     = {}\n"
      "}}\n",
      export_title, exported.api_version.version, exported.api_version.reason,
      terraform_text(exported.name));
}

/// Where the location comes from: a variable, or the resource group.
std::string location_text(const ExportedNamespace& exported) {
  if (!exported.location.empty()) {
    return fmt::format(
        "\nvariable \"location\" {{\n"
        "  description = \"Azure region\"\n"
        "  type        = string\n"
        "  default     = {}\n"
        "}}\n",
        terraform_text(exported.location));
  }
  return "\n# The namespace goes where its resource group is.\n"
         "data \"azapi_resource\" \"resource_group\" {\n"
         "  type        = \"Microsoft.Resources/resourceGroups@2021-04-01\"\n"
         "  resource_id = var.resource_group_id\n"
         "}\n";
}

/// What every resource here says: the provider knows the shapes of its own date only, and a newer
/// api-version must not fail for that. The definition was checked when it was exported.
const Attribute no_schema_validation{"schema_validation_enabled", "false"};

/// `identity` is a block of the provider, with the identities' ids as a list.
std::string identity_text(const Json& identity) {
  std::vector<Attribute> attributes;
  if (identity.contains("type")) {
    attributes.push_back({"type", value_text(identity["type"], 4)});
  }
  if (identity.contains("userAssignedIdentities")) {
    Json ids = Json::array();
    for (const auto& [id, details] : identity["userAssignedIdentities"].items()) ids.push_back(id);
    attributes.push_back({"identity_ids", value_text(ids, 4)});
  }
  return "\n  identity {\n" + attribute_lines(attributes, 4) + "  }\n";
}

std::string namespace_text(const ExportedNamespace& exported) {
  std::vector<Attribute> attributes{
      {"type", fmt::format("\"Microsoft.EventGrid/namespaces@{}\"", exported.api_version.version)},
      {"name", "var.namespace_name"},
      {"parent_id", "var.resource_group_id"},
      {"location",
       exported.location.empty() ? "data.azapi_resource.resource_group.location" : "var.location"}};
  Json body = exported.envelope;
  std::string identity;
  if (body.contains("tags")) {
    attributes.push_back({"tags", value_text(body["tags"], 2)});
    body.erase("tags");
  }
  if (body.contains("identity")) {
    identity = identity_text(body["identity"]);
    body.erase("identity");
  }
  attributes.push_back(no_schema_validation);
  attributes.push_back(
      {"response_export_values", "[\"properties.topicSpacesConfiguration.hostname\"]"});
  return "\nresource \"azapi_resource\" \"namespace\" {\n" + attribute_lines(attributes, 2) +
         identity + "\n" + attribute_lines({{"body", value_text(body, 2)}}, 2) + "}\n";
}

std::string child_text(const ExportedNamespace& exported, const ExportedResource& child,
                       const std::vector<std::string>& symbols, const std::string& symbol) {
  std::vector<Attribute> attributes{{"type", fmt::format("\"Microsoft.EventGrid/namespaces/{}@{}\"",
                                                         child.kind, exported.api_version.version)},
                                    {"name", terraform_text(child.name)},
                                    {"parent_id", "azapi_resource.namespace.id"},
                                    no_schema_validation};
  std::string text =
      fmt::format("\nresource \"azapi_resource\" \"{}\" {{\n", symbol) +
      attribute_lines(attributes, 2) + "\n" +
      attribute_lines({{"body", value_text({{"properties", child.properties}}, 2)}}, 2);
  if (!child.needs.empty()) {
    text += "\n  depends_on = [\n";
    for (const std::size_t need : child.needs) {
      text += fmt::format("    azapi_resource.{},\n", symbols[need]);
    }
    text += "  ]\n";
  }
  return text + "}\n";
}

}  // namespace

std::string terraform_text(std::string_view text) {
  std::string result = "\"";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    switch (letter) {
      case '"': result += "\\\""; break;
      case '\\': result += "\\\\"; break;
      case '\n': result += "\\n"; break;
      case '\r': result += "\\r"; break;
      case '\t': result += "\\t"; break;
      case '$':
      case '%':
        result += letter;
        if (at + 1 < text.size() && text[at + 1] == '{') result += letter;
        break;
      default:
        if (static_cast<unsigned char>(letter) < 0x20 || letter == '\x7F') {
          result += fmt::format("\\u{:04x}", static_cast<unsigned char>(letter));
        } else {
          result += letter;
        }
    }
  }
  return result + "\"";
}

std::string export_terraform(const model::Namespace& definition, std::string_view other_settings) {
  const ExportedNamespace exported = exported_namespace(definition, other_settings);
  const std::vector<std::string> symbols = symbols_of(exported.children);
  std::string text = head(exported) + location_text(exported) + namespace_text(exported);
  for (std::size_t i = 0; i < exported.children.size(); ++i) {
    text += child_text(exported, exported.children[i], symbols, symbols[i]);
  }
  text +=
      "\noutput \"mqtt_hostname\" {\n"
      "  value = azapi_resource.namespace.output.properties.topicSpacesConfiguration.hostname\n"
      "}\n";
  return text;
}

}  // namespace lab::compile
