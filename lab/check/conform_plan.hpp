#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/check/case_result.hpp"
#include "lab/check/requirement.hpp"
#include "lab/check/target_description.hpp"

namespace lab::check {

/// Which requirements a run of the suite is about.
struct Selection {
  /// Ids ("CA-065"), areas ("Authorization"), or globs of either ("CA-06*"), also several with
  /// commas between; letter case does not count. Empty: all.
  std::vector<std::string> filters = {};
  std::optional<std::string> protocol = {};  ///< Only this MQTT version: "5" or "3.1.1".
  bool disruptive = false;                   ///< Those that strain the target, too.
  bool slow = false;                         ///< Those that wait an hour, too.
};

/// A case as the worker lists it (`eglab-conformance --list`).
struct BoundCase {
  std::vector<std::string> ids;
  std::string suite;
  std::string file;
  int line = 0;
};

/// The worker's list. Throws `Error` (definition) that names the fault if it is none.
std::vector<BoundCase> case_list_from_json(std::string_view json);

/// One case on one MQTT version: what one worker does.
struct Job {
  std::vector<std::string> ids;  ///< Those of its case that were asked for; one at least.
  std::string version;           ///< Empty where the case is about none.
  std::string name_space;
  std::chrono::seconds takes{0};
};

/// What a run does and what it leaves out.
struct ConformPlan {
  std::vector<Job> jobs;            ///< The longest first, then in order of ids.
  std::vector<CaseResult> not_run;  ///< In order of ids; each with its reason.
};

/// Plans a run: each selected requirement, on each of its versions, is either run or not run with a
/// reason. Requirements that one case shows are one job a version. Throws `Error` (usage) if a
/// filter fits nothing, naming the nearest id or area, or if nothing is selected.
ConformPlan make_plan(const Catalogue& catalogue, const std::vector<BoundCase>& cases,
                      const TargetDescription& target, const Selection& selection);

}  // namespace lab::check
