#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "lab/model/namespace.hpp"

namespace lab::compile {

/// The version of the resource model that an export speaks, and why that one.
struct ApiVersion {
  std::string version;  ///< For example `2025-02-15`.
  std::string reason;   ///< One line of plain ASCII, for a comment in the export.
};

/// A child of the namespace as Azure's resource manager knows it.
struct ExportedResource {
  std::string kind;  ///< ARM segment: `clients`, `clientGroups` …
  std::string name;
  nlohmann::ordered_json properties;
  std::vector<std::size_t> needs;  ///< Which of the resources before it must be there first.
};

/// A namespace definition in the shapes of the resource model (facts §1), ready to be written in
/// any language.
struct ExportedNamespace {
  std::string name;
  std::string location;             ///< Empty: where the resource group is.
  nlohmann::ordered_json envelope;  ///< `sku`, `properties` and, if there are some, `tags` and
                                    ///< `identity`.
  ApiVersion api_version;
  /// In the order of creation: CA certificates, clients, groups, spaces, bindings; by name.
  std::vector<ExportedResource> children;
};

/// Shapes a definition. `other_settings` are those of the namespace that `model::Namespace` does
/// not keep (`model::other_settings`): a JSON object in the resource's own shape, merged over the
/// rest; empty if there are none.
///
/// The version of the resource model is the stable one, unless the definition uses something that
/// only a preview has (facts X24).
ExportedNamespace exported_namespace(const model::Namespace& definition,
                                     std::string_view other_settings = {});

/// A name for each child that is an identifier in Bicep and in Terraform: its kind and its own name
/// (`client_device_1`), with a number where two would be the same.
std::vector<std::string> symbols_of(const std::vector<ExportedResource>& children);

/// Whether a text can be a key without quotes in Bicep and in Terraform.
bool is_identifier(std::string_view text);

/// How many resources one deployment of an ARM template (or of Bicep) may have.
inline constexpr std::size_t most_resources_of_a_deployment = 800;

/// The first comment of every export.
inline constexpr std::string_view export_title =
    "An Event Grid namespace for MQTT, written by eglab export from its definition.";

}  // namespace lab::compile
