#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "lab/check/case_result.hpp"
#include "lab/check/requirement.hpp"
#include "lab/report/assertion.hpp"

namespace lab::report {

/// In the order in which reports list them.
inline constexpr std::array all_severities = {check::Severity::must, check::Severity::should,
                                              check::Severity::info};
inline constexpr std::array all_outcomes = {check::Outcome::pass, check::Outcome::fail,
                                            check::Outcome::known_difference,
                                            check::Outcome::recorded, check::Outcome::not_run};

/// How many assertions came out how, by severity.
class Tally {
 public:
  Tally() = default;
  explicit Tally(const std::vector<Area>& areas);

  void add(const Assertion& assertion);

  [[nodiscard]] std::size_t count(check::Severity severity, check::Outcome outcome) const;
  [[nodiscard]] std::size_t count(check::Severity severity) const;
  [[nodiscard]] std::size_t count(check::Outcome outcome) const;
  [[nodiscard]] std::size_t count() const;

 private:
  std::array<std::array<std::size_t, all_outcomes.size()>, all_severities.size()> counts_{};
};

/// "2 fail, 1 known difference, 21 pass": what there is none of is left out.
std::string to_text(const Tally& tally);

/// What a run comes to, by the rule of `check::exit_code_of`: it holds if no MUST fails that is not
/// a known difference, and at least one assertion was run.
struct Judgement {
  bool holds = false;
  std::string sentence;                 ///< "The target holds: …", for the end of a report.
  std::vector<std::string> must_fail;   ///< Ids.
  std::vector<std::string> other_fail;  ///< Ids; told, and not counted against the target.
  /// Ids that pass on every version although the catalogue declares that the target does otherwise,
  /// with the facts' row: "CA-014 (D4)". The catalogue, or the facts, are to be looked at.
  std::vector<std::string> better_than_declared;
};
Judgement judge(const std::vector<Area>& areas);

}  // namespace lab::report
