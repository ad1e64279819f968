#pragma once

#include <filesystem>
#include <string>

#include "lab/check/target_description.hpp"
#include "lab/probe/manners.hpp"

namespace lab::conformance {

/// What one worker is asked to do.
struct WorkerRequest {
  std::string id;       ///< "CA-065".
  std::string version;  ///< "5"; empty for a requirement that is about no version.
  std::filesystem::path results;
  std::string prefix;  ///< Of the run; letters, digits and "-".
  check::TargetDescription target;
  probe::Pace pace = {};  ///< Of a target elsewhere.
};

/// Plays the case that is bound to the id, and writes a result file for each id of that case:
/// `results`/CA-065-5.json (or CA-150.json, without a version). What the case is not about on this
/// version or target is a result "not run" with the reason; if that is all, no target is started.
///
/// Throws `Error`: usage for an id or version that does not exist, and what the target throws if it
/// cannot be served or reached. A bound id without a case, or a case whose ids ask for different
/// namespaces, is a `std::logic_error`.
void do_work(const WorkerRequest& request);

}  // namespace lab::conformance
