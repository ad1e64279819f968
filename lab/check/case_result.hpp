#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "lab/check/verdict.hpp"
#include "lab/probe/recording.hpp"

namespace lab::check {

/// What became of a requirement.
enum class Outcome {
  pass,
  fail,
  known_difference,  ///< It fails, and the catalogue says that this target is known to.
  recorded,          ///< INFO: what happened was written down.
  not_run,           ///< Why stands in `reason`.
};

/// "pass", "fail", "known difference", "recorded", "not run".
std::string_view to_text(Outcome outcome);

/// What one case saw, on one MQTT version. A requirement that is checked on two versions has two.
struct CaseResult {
  std::string id;       ///< "CA-065".
  std::string version;  ///< "5"; empty where the case is about no version.
  Outcome outcome = Outcome::not_run;
  /// Not run: why. Fail: the first claim that does not hold, or how the case ended.
  std::string reason;
  std::vector<Verdict> claims;  ///< In order; what was expected and what came.
  /// Codes and counts that are recorded and never judged: "reason code" → "0x87 Not authorized".
  std::vector<std::pair<std::string, std::string>> recorded;
  std::vector<probe::Record> transcript;
  double seconds = 0;
};

/// JSON of a case result, and back. `case_result_from_json` throws `Error` (definition) that names
/// the member if the JSON is not one.
nlohmann::json to_json(const CaseResult& result);
CaseResult case_result_from_json(const nlohmann::json& json);

/// One run of the suite on one target.
struct RunResult {
  std::string eglab_version;
  std::string target;  ///< "direct", "frontdoor", or "elsewhere".
  std::string
      endpoint;  ///< "example.westeurope-1.ts.eventgrid.azure.net:8883"; empty for local ones.
  std::string name_space;  ///< Elsewhere: which namespace is deployed there. Empty for local ones.
  std::string started_at;  ///< UTC, ISO 8601.
  double seconds = 0;
  std::vector<CaseResult> cases;  ///< In order of id, then version.
};

/// JSON of a run (schema: `lab/report/run.schema.json`), and back. `run_result_from_json` throws
/// `Error` (definition) that names the member.
nlohmann::json to_json(const RunResult& run);
RunResult run_result_from_json(const nlohmann::json& json);

/// The outcome of a requirement from those of its versions: the worst one (fail, then known
/// difference, not run, recorded, pass). Asserts that there is one.
Outcome worst_of(const std::vector<Outcome>& outcomes);

/// 0 if no MUST fails that is not a known difference and at least one case has run; else 1.
int exit_code_of(const RunResult& run);

}  // namespace lab::check
