#pragma once

#include <filesystem>

#include "lab/check/case_result.hpp"

namespace lab::report {

/// Keeps a run as a folder of files, one a case (`CA-065-5.json`: its claims, what it recorded,
/// each packet), and `run.json`, which says what was judged and when. Makes the folder. Case files
/// of an earlier run that this one has no case for are removed, so that a folder is always one run;
/// no other file is touched. Throws `Error` (environment) if it cannot write.
void write_transcripts(const check::RunResult& run, const std::filesystem::path& folder);

/// The run that such a folder keeps. Without a `run.json` the run is of a target "unknown". Throws
/// `Error` (definition) that names the folder if it holds no case, or the file and the member that
/// is wrong.
check::RunResult read_transcripts(const std::filesystem::path& folder);

}  // namespace lab::report
