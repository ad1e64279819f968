#include "lab/report/judgement.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace lab::report {
namespace {

std::string plural(std::size_t count, check::Outcome outcome) {
  const bool is_noun = outcome == check::Outcome::known_difference;
  return fmt::format("{} {}{}", count, check::to_text(outcome), is_noun && count != 1 ? "s" : "");
}

bool was_run(const Assertion& assertion) {
  return std::any_of(assertion.results.begin(), assertion.results.end(),
                     [](const auto* result) { return result->outcome != check::Outcome::not_run; });
}

std::string sentence_of(const Judgement& judgement, const Tally& tally, bool any_was_run) {
  if (!any_was_run) {
    return "Nothing was run, so nothing is shown.";
  }
  if (!judgement.must_fail.empty()) {
    return fmt::format("Does not hold: {} MUST {} without being a known difference.",
                       judgement.must_fail.size(),
                       judgement.must_fail.size() == 1 ? "fails" : "fail");
  }
  const std::size_t known = tally.count(check::Severity::must, check::Outcome::known_difference);
  const std::size_t passed = tally.count(check::Severity::must, check::Outcome::pass);
  return fmt::format("Holds: no MUST fails that is not a known difference ({} pass, {}).", passed,
                     plural(known, check::Outcome::known_difference));
}

}  // namespace

Tally::Tally(const std::vector<Area>& areas) {
  for (const Area& area : areas) {
    for (const Assertion& assertion : area.assertions) add(assertion);
  }
}

void Tally::add(const Assertion& assertion) {
  const auto severity = static_cast<std::size_t>(assertion.requirement.severity);
  ++counts_.at(severity).at(static_cast<std::size_t>(assertion.outcome));
}

std::size_t Tally::count(check::Severity severity, check::Outcome outcome) const {
  return counts_.at(static_cast<std::size_t>(severity)).at(static_cast<std::size_t>(outcome));
}

std::size_t Tally::count(check::Severity severity) const {
  std::size_t sum = 0;
  for (const check::Outcome outcome : all_outcomes) sum += count(severity, outcome);
  return sum;
}

std::size_t Tally::count(check::Outcome outcome) const {
  std::size_t sum = 0;
  for (const check::Severity severity : all_severities) sum += count(severity, outcome);
  return sum;
}

std::size_t Tally::count() const {
  std::size_t sum = 0;
  for (const check::Severity severity : all_severities) sum += count(severity);
  return sum;
}

std::string to_text(const Tally& tally) {
  using check::Outcome;
  std::string text;
  for (const Outcome outcome : {Outcome::fail, Outcome::known_difference, Outcome::pass,
                                Outcome::recorded, Outcome::not_run}) {
    const std::size_t count = tally.count(outcome);
    if (count == 0) continue;
    text += (text.empty() ? "" : ", ") + plural(count, outcome);
  }
  return text;
}

Judgement judge(const std::vector<Area>& areas) {
  Judgement judgement;
  bool any_was_run = false;
  for (const Area& area : areas) {
    for (const Assertion& assertion : area.assertions) {
      any_was_run = any_was_run || was_run(assertion);
      const std::string& id = assertion.requirement.id;
      if (assertion.outcome == check::Outcome::fail) {
        const bool is_must = assertion.requirement.severity == check::Severity::must;
        (is_must ? judgement.must_fail : judgement.other_fail).push_back(id);
      }
      if (assertion.outcome == check::Outcome::pass && !assertion.difference.empty()) {
        judgement.better_than_declared.push_back(fmt::format("{} ({})", id, assertion.difference));
      }
    }
  }
  judgement.holds = any_was_run && judgement.must_fail.empty();
  judgement.sentence = sentence_of(judgement, Tally{areas}, any_was_run);
  return judgement;
}

}  // namespace lab::report
