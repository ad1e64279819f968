#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lab/model/namespace.hpp"
#include "lab/model/problem.hpp"

namespace lab::model {

/// What a definition says, and everything that is wrong with it.
struct ReadResult {
  std::optional<Namespace> definition;  ///< Present only if no problem is an error.
  std::vector<Problem> problems;        ///< Errors and warnings, in the order of the text.
};

/// Reads a namespace definition: a canonical JSON file (ARM's shape), an ARM template, or a folder
/// of `clients/NAME.json`-like files. `parameters` is an ARM parameters file for a template. All
/// problems are reported at once. Throws `Error` (definition) only if the file cannot be read.
ReadResult read_namespace(const std::filesystem::path& path,
                          const std::optional<std::filesystem::path>& parameters = std::nullopt);

/// Reads a definition from text, as `read_namespace` does a file; `file` names it in problems.
ReadResult read_namespace_text(const std::string& text, const std::string& file);

/// Reads a definition that must be right. Throws `Error` (definition) with every problem in its
/// text.
Namespace load_namespace(const std::filesystem::path& path,
                         const std::optional<std::filesystem::path>& parameters = std::nullopt);

}  // namespace lab::model
