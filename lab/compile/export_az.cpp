#include "lab/compile/export_az.hpp"

#include <utility>

#include <fmt/format.h>

#include "lab/compile/export_resources.hpp"
#include "lab/compile/shell_word.hpp"

namespace lab::compile {
namespace {

/// What stands for the resource group's location until the text is quoted for the shell. It comes
/// first in the object, so the first one found is the one meant.
constexpr std::string_view group_location = "@the location of the group@";

std::string head(const ExportedNamespace& exported) {
  return fmt::format(
      "#!/usr/bin/env bash\n"
      "# {title}\n"
      "#\n"
      "#   RESOURCE_GROUP=my-group bash THIS_FILE\n"
      "#\n"
      "# The Azure CLI must be logged in (az login), and the resource group must be there. Each\n"
      "# call creates what is missing and overwrites what differs, so the script may run again.\n"
      "# It deletes nothing. Children come after what they name.\n"
      "#\n"
      "# api-version {version}: {reason}.\n"
      "set -euo pipefail\n"
      "\n"
      "resource_group=${{RESOURCE_GROUP:?is to be the resource group that takes the namespace}}\n"
      "namespace=${{NAMESPACE:-{name}}}\n"
      "api_version={version}\n"
      "subscription=$(az account show --query id --output tsv)\n"
      "{location}"
      "id=/subscriptions/$subscription/resourceGroups/$resource_group\n"
      "id+=/providers/Microsoft.EventGrid/namespaces/$namespace\n",
      fmt::arg("title", export_title), fmt::arg("version", exported.api_version.version),
      fmt::arg("reason", exported.api_version.reason), fmt::arg("name", shell_word(exported.name)),
      fmt::arg("location",
               exported.location.empty()
                   ? "location=$(az group show --name \"$resource_group\" --query location "
                     "--output tsv)\n"
                   : ""));
}

/// The namespace's whole object as one word. A location that only Azure knows comes from the
/// script's variable.
std::string namespace_word(const ExportedNamespace& exported) {
  nlohmann::ordered_json object;
  object["location"] = exported.location.empty() ? std::string{group_location} : exported.location;
  object.update(exported.envelope);
  std::string word = shell_word(object.dump(2));
  if (exported.location.empty()) {
    word.replace(word.find(group_location), group_location.size(), "'\"$location\"'");
  }
  return word;
}

std::string call(const ExportedResource& child) {
  const std::string path = child.kind + "/" + child.name;
  return fmt::format(
      "\necho {}\n"
      "az resource create --id \"$id\"/{} --api-version \"$api_version\" --output none \\\n"
      "  --properties {}\n",
      shell_word(path), shell_word(path), shell_word(child.properties.dump(2)));
}

}  // namespace

std::string export_az(const model::Namespace& definition, std::string_view other_settings) {
  const ExportedNamespace exported = exported_namespace(definition, other_settings);
  std::string script = head(exported);
  script += fmt::format(
      "\necho \"namespace $namespace\"\n"
      "az resource create --id \"$id\" --api-version \"$api_version\" --output none \\\n"
      "  --is-full-object --properties {}\n",
      namespace_word(exported));
  for (const ExportedResource& child : exported.children) script += call(child);
  script +=
      "\n# Where clients connect.\n"
      "az resource show --ids \"$id\" --api-version \"$api_version\" \\\n"
      "  --query properties.topicSpacesConfiguration.hostname --output tsv\n";
  return script;
}

}  // namespace lab::compile
