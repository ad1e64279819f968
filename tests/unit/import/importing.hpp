#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "lab/model/import_definition.hpp"

namespace lab::model {

/// A script, or JSON, imported.
inline ImportResult import_of(const std::string& text, const std::string& name = "setup.sh",
                              const std::map<std::string, std::string>& variables = {},
                              const std::map<std::string, std::string>& files = {}) {
  return import_text(text, name, variables,
                     [&](const std::string& file) -> std::optional<std::string> {
                       const auto found = files.find(file);
                       return found == files.end() ? std::nullopt : std::optional{found->second};
                     });
}

/// What an import wrote, as JSON.
inline nlohmann::json document_of(const ImportResult& result) {
  return result.text.empty() ? nlohmann::json{} : nlohmann::json::parse(result.text);
}

/// Everything not read, as a person sees it.
inline std::vector<std::string> not_read_of(const ImportResult& result) {
  std::vector<std::string> lines;
  for (const NotRead& one : result.not_read) lines.push_back(to_text(one));
  return lines;
}

}  // namespace lab::model
