#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lab/check/case_result.hpp"
#include "lab/check/requirement.hpp"

namespace lab::report {

/// One numbered assertion of a run: what the catalogue says of it, and what became of it on each
/// MQTT version. What every report shows one line, or one row, of.
struct Assertion {
  check::Requirement requirement;
  std::vector<const check::CaseResult*> results;     ///< By version; at least one.
  check::Outcome outcome = check::Outcome::not_run;  ///< The worst of its results.
  /// The facts' row that declares that this run's target does otherwise: "D8"; empty if none does.
  std::string difference;
  double seconds = 0;  ///< Of all its results together.

  /// Whether one version came out otherwise than another.
  [[nodiscard]] bool differs_by_version() const;
};

/// The assertions of one area.
struct Area {
  std::string name;
  std::vector<Assertion> assertions;  ///< By id.
};

/// The assertions of a run, by area, in the catalogue's order. An id that the catalogue lacks (a
/// run of another release of eglab) stands in a last area of its own, and counts as a MUST, as
/// `check::exit_code_of` has it. The run must outlive what is given.
std::vector<Area> areas_of(const check::RunResult& run, const check::Catalogue& catalogue);

/// One sign that tells an outcome without a colour: ✓ ✗ ≠ • –
std::string_view mark_of(check::Outcome outcome);

/// Why a result is not a plain pass: the first claim that does not hold and what came instead.
/// Where no claim is broken (it was not run, or the case could not begin), `claim` is empty and
/// `came` is the reason.
struct Shortfall {
  std::string claim;
  std::string came;
};
Shortfall shortfall_of(const check::CaseResult& result);

/// "MQTT 5", "MQTT 3.1.1"; "any version" for a result that is about none.
std::string version_text(const check::CaseResult& result);

/// What was recorded, in one line: `reason code: 0x87 Not authorized; connection: stays`.
std::string recorded_text(const check::CaseResult& result);

}  // namespace lab::report
