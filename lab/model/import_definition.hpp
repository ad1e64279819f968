#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lab/model/import_log.hpp"
#include "lab/model/import_shell_script.hpp"
#include "lab/model/namespace.hpp"

namespace lab::model {

/// What an import reads.
struct ImportRequest {
  /// Definitions in any form of the reader's, answers of `az … show` and `az … list -o json` (as
  /// files, or a folder of them), and shell scripts (`.sh`, `.azcli`, or whatever does not begin
  /// like JSON).
  std::vector<std::filesystem::path> inputs;
  std::optional<std::filesystem::path> parameters;  ///< Of an ARM template among them.
  std::map<std::string, std::string> variables;     ///< Values for scripts' variables.
  std::string standard_input;                       ///< What an input called `-` holds.
};

/// What an import gives: a canonical definition, and what it did not take over.
struct ImportResult {
  /// The canonical file's text; empty if nothing could be read. The reader reads it without an
  /// error.
  std::string text;
  std::optional<Namespace> definition;  ///< As the reader reads `text`.
  std::vector<Problem> warnings;        ///< The reader's, about `text`.
  std::vector<NotRead> not_read;
  std::vector<PassedOver> passed_over;
};

/// Reads all inputs as parts of one namespace. What breaks a rule of the reader is left out and
/// told among `not_read`, so that the rest can be used. Nothing is run and nothing asked of Azure.
/// Throws `Error` (definition) if an input cannot be opened.
ImportResult import_definition(const ImportRequest& request);

/// The same for one text; `name` as an input's. `files` gives what a
/// script names.
ImportResult import_text(const std::string& text, const std::string& name,
                         const std::map<std::string, std::string>& variables,
                         const ScriptFiles& files);

}  // namespace lab::model
