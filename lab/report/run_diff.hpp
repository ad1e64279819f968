#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "lab/check/case_result.hpp"

namespace lab::report {

/// One thing that two runs recorded differently, other than by chance (`without_chance`); nothing
/// on the side that did not record it.
struct RecordedDifference {
  std::string what;  ///< "reason code"
  std::optional<std::string> a;
  std::optional<std::string> b;
};

/// How one case, on one MQTT version, differs between two runs.
struct CaseDifference {
  std::string id;
  std::string version;
  /// If the outcome differs; nothing on the side whose run has no such case.
  struct Outcomes {
    std::optional<check::Outcome> a;
    std::optional<check::Outcome> b;
  };
  std::optional<Outcomes> outcomes;
  std::string came_a;  ///< If the outcome differs: why it is no pass.
  std::string came_b;
  std::vector<RecordedDifference> recorded;
  /// Seconds of both, if one took more than three times as long as the other and over a second.
  std::optional<std::pair<double, double>> seconds;
};

/// Two runs side by side: a local one and one on Azure, one before a change and one after it.
struct RunDiff {
  std::string a;  ///< What each run is called: its target, endpoint and time.
  std::string b;
  std::size_t compared = 0;           ///< Cases that both have.
  std::vector<CaseDifference> cases;  ///< Those that differ in something, by id and version.

  /// Whether any outcome differs. A case that only one run has does: the other shows nothing of it.
  [[nodiscard]] bool differs_in_outcome() const;
};
RunDiff compare(const check::RunResult& a, const check::RunResult& b);

/// For people, at most 100 columns wide; A is the left one.
std::string to_text(const RunDiff& diff, bool coloured);

/// For programs: {"a", "b", "compared", "differs_in_outcome", "cases": [{"id", "version",
/// "outcome":
/// {"a", "b"}, "recorded": [{"what", "a", "b"}], "seconds": {"a", "b"}}]}; null where a run has
/// nothing, a member left out where nothing differs.
nlohmann::json to_json(const RunDiff& diff);

}  // namespace lab::report
