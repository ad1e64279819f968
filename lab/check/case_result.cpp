#include "lab/check/case_result.hpp"

#include <algorithm>
#include <array>

#include "lab/base/assert.hpp"
#include "lab/check/requirement.hpp"

namespace lab::check {
namespace {

/// The worst first.
constexpr std::array by_weight{Outcome::fail, Outcome::known_difference, Outcome::not_run,
                               Outcome::recorded, Outcome::pass};

/// An id that the catalogue does not have counts as a MUST: nobody can say that it is none.
bool is_must(const std::string& id) {
  const Requirement* requirement = Catalogue::built_in().find(id);
  return requirement == nullptr || requirement->severity == Severity::must;
}

}  // namespace

std::string_view to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass: return "pass";
    case Outcome::fail: return "fail";
    case Outcome::known_difference: return "known difference";
    case Outcome::recorded: return "recorded";
    case Outcome::not_run: return "not run";
  }
  LAB_ASSERT(false);
}

Outcome worst_of(const std::vector<Outcome>& outcomes) {
  LAB_ASSERT(!outcomes.empty());
  return *std::ranges::find_first_of(by_weight, outcomes);
}

int exit_code_of(const RunResult& run) {
  const auto broken = [](const CaseResult& one) {
    return one.outcome == Outcome::fail && is_must(one.id);
  };
  const auto has_run = [](const CaseResult& one) { return one.outcome != Outcome::not_run; };
  return std::ranges::none_of(run.cases, broken) && std::ranges::any_of(run.cases, has_run) ? 0 : 1;
}

}  // namespace lab::check
