#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "lab/check/case_result.hpp"

namespace lab::report {

/// A run as JSON text, as `lab/report/run.schema.json` describes it.
std::string run_text(const check::RunResult& run);

/// Reads what `run_text` wrote; `name` is what an error calls it. Throws `Error` (definition) that
/// says where the text stops being JSON, or which member keeps it from being a run.
check::RunResult parse_run(std::string_view text, const std::string& name);

/// Writes a run into a file, aside and renamed. Throws as `write_file` does.
void write_run(const check::RunResult& run, const std::filesystem::path& file);

/// Reads a run: from a file, from standard input if `path` is "-", or from a folder of transcripts
/// (`read_transcripts`). Throws `Error` (definition) that names the file.
check::RunResult read_run(const std::filesystem::path& path);

/// What an error calls a path: "standard input" for "-".
std::string name_of_input(const std::filesystem::path& path);

}  // namespace lab::report
