#pragma once

#include <filesystem>
#include <optional>

#include <CLI/App.hpp>

#include "lab/model/namespace.hpp"

namespace lab::apps {

/// The two command-line arguments that name a namespace definition: the file or folder, and an ARM
/// template's parameters.
class DefinitionOption {
 public:
  /// Adds `DEFINITION` and `--parameters` to a verb.
  void add_to(CLI::App& verb, bool required = true);

  /// Reads it. Warnings go to standard error. Throws `Error` (definition) with every problem.
  [[nodiscard]] model::Namespace load() const;

  /// The file or folder named, or empty.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Names the file to read when none was given.
  void set_default(std::filesystem::path path) { path_ = std::move(path); }

 private:
  std::filesystem::path path_;
  std::optional<std::filesystem::path> parameters_;
};

}  // namespace lab::apps
