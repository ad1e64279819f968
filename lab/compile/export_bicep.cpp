#include "lab/compile/export_bicep.hpp"

#include <vector>

#include <fmt/format.h>

#include "lab/compile/export_resources.hpp"

namespace lab::compile {
namespace {

using Json = nlohmann::ordered_json;

/// A value; further lines of it are indented by `indent` spaces. Objects and arrays have a line for
/// each member, since Bicep parts members by line breaks.
std::string value_text(const Json& value, std::size_t indent) {
  if (value.is_string()) return bicep_text(value.get_ref<const std::string&>());
  // Bicep has no decimal numbers of its own.
  if (value.is_number_float()) return fmt::format("json({})", bicep_text(value.dump()));
  if (!value.is_structured()) return value.dump();
  if (value.empty()) return value.is_array() ? "[]" : "{}";
  const std::string inner(indent + 2, ' ');
  std::string text = value.is_array() ? "[\n" : "{\n";
  for (const auto& [key, member] : value.items()) {
    text += inner;
    if (value.is_object()) text += (is_identifier(key) ? key : bicep_text(key)) + ": ";
    text += value_text(member, indent + 2) + "\n";
  }
  return text + std::string(indent, ' ') + (value.is_array() ? "]" : "}");
}

std::string head(const ExportedNamespace& exported) {
  return fmt::format(
      "// {title}\n"
      "//\n"
      "//   az deployment group create --resource-group my-group --template-file THIS_FILE\n"
      "//\n"
      "// api-version {version}: {reason}.\n"
      "\n"
      "@description('Unique in its region: 3 to 50 letters, digits and -')\n"
      "param namespaceName string = {name}\n"
      "\n"
      "@description('Azure region')\n"
      "param location string = {location}\n"
      "\n"
      "resource eventGridNamespace 'Microsoft.EventGrid/namespaces@{version}' = {{\n"
      "  name: namespaceName\n"
      "  location: location\n",
      fmt::arg("title", export_title), fmt::arg("version", exported.api_version.version),
      fmt::arg("reason", exported.api_version.reason), fmt::arg("name", bicep_text(exported.name)),
      fmt::arg("location", exported.location.empty() ? "resourceGroup().location"
                                                     : bicep_text(exported.location)));
}

std::string resource_text(const ExportedNamespace& exported, const ExportedResource& child,
                          const std::vector<std::string>& symbols, const std::string& symbol) {
  std::string text = fmt::format(
      "\nresource {} 'Microsoft.EventGrid/namespaces/{}@{}' = {{\n"
      "  parent: eventGridNamespace\n"
      "  name: {}\n",
      symbol, child.kind, exported.api_version.version, bicep_text(child.name));
  if (!child.needs.empty()) {
    text += "  dependsOn: [\n";
    for (const std::size_t need : child.needs) text += "    " + symbols[need] + "\n";
    text += "  ]\n";
  }
  return text + "  properties: " + value_text(child.properties, 2) + "\n}\n";
}

}  // namespace

std::string bicep_text(std::string_view text) {
  std::string result = "'";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    switch (letter) {
      case '\'': result += "\\'"; break;
      case '\\': result += "\\\\"; break;
      case '\n': result += "\\n"; break;
      case '\r': result += "\\r"; break;
      case '\t': result += "\\t"; break;
      case '$': result += at + 1 < text.size() && text[at + 1] == '{' ? "\\$" : "$"; break;
      default:
        if (static_cast<unsigned char>(letter) < 0x20 || letter == '\x7F') {
          result += fmt::format("\\u{{{:x}}}", static_cast<unsigned char>(letter));
        } else {
          result += letter;
        }
    }
  }
  return result + "'";
}

std::string export_bicep(const model::Namespace& definition, std::string_view other_settings) {
  const ExportedNamespace exported = exported_namespace(definition, other_settings);
  const std::vector<std::string> symbols = symbols_of(exported.children);
  std::string text = head(exported);
  for (const auto& [key, member] : exported.envelope.items()) {
    text += fmt::format("  {}: {}\n", key, value_text(member, 2));
  }
  text += "}\n";
  for (std::size_t i = 0; i < exported.children.size(); ++i) {
    text += resource_text(exported, exported.children[i], symbols, symbols[i]);
  }
  text +=
      "\noutput mqttHostname string = "
      "eventGridNamespace.properties.topicSpacesConfiguration.hostname\n";
  return text;
}

}  // namespace lab::compile
