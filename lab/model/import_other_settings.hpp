#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace lab::model {

/// What a definition says of its namespace that `Namespace` does not keep, since MQTT in the lab
/// takes no part in it: tags, identity, network rules, custom domains … A JSON object in the shape
/// of the resource, or empty if there is none. `path` and `parameters` as for `read_namespace`;
/// only for a definition that it reads without an error.
std::string other_settings(const std::filesystem::path& path,
                           const std::optional<std::filesystem::path>& parameters = std::nullopt);

/// The same for a definition in text.
std::string other_settings_of_text(const std::string& text);

}  // namespace lab::model
