#include "lab/report/assertion.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "lab/report/visible.hpp"

namespace lab::report {
namespace {

constexpr const char* no_area = "Not in this catalogue";

/// The results of a run by id, each id's in the run's order.
std::map<std::string, std::vector<const check::CaseResult*>, std::less<>> results_by_id(
    const check::RunResult& run) {
  std::map<std::string, std::vector<const check::CaseResult*>, std::less<>> results;
  for (const check::CaseResult& result : run.cases) results[result.id].push_back(&result);
  return results;
}

Assertion assertion_of(check::Requirement requirement,
                       std::vector<const check::CaseResult*> results, std::string_view target) {
  Assertion assertion;
  if (const auto found = requirement.differences.find(target);
      found != requirement.differences.end()) {
    assertion.difference = found->second;
  }
  assertion.requirement = std::move(requirement);
  std::vector<check::Outcome> outcomes;
  for (const check::CaseResult* result : results) {
    outcomes.push_back(result->outcome);
    assertion.seconds += result->seconds;
  }
  assertion.outcome = check::worst_of(outcomes);
  assertion.results = std::move(results);
  return assertion;
}

check::Requirement unknown_requirement(const std::string& id) {
  check::Requirement requirement;
  requirement.id = id;
  requirement.area = no_area;
  requirement.severity = check::Severity::must;  // nobody can say that it is none
  requirement.given = "an id of another catalogue";
  requirement.then = "what it asks for is not known to this eglab";
  return requirement;
}

void add(std::vector<Area>& areas, Assertion assertion) {
  const std::string& name = assertion.requirement.area;
  auto area =
      std::find_if(areas.begin(), areas.end(), [&](const Area& each) { return each.name == name; });
  if (area == areas.end()) area = areas.insert(area, Area{name, {}});
  area->assertions.push_back(std::move(assertion));
}

}  // namespace

bool Assertion::differs_by_version() const {
  return std::any_of(results.begin(), results.end(), [&](const check::CaseResult* result) {
    return result->outcome != results.front()->outcome;
  });
}

std::vector<Area> areas_of(const check::RunResult& run, const check::Catalogue& catalogue) {
  auto results = results_by_id(run);
  std::vector<Area> areas;
  for (const check::Requirement& requirement : catalogue.all()) {
    auto found = results.extract(requirement.id);
    if (found.empty()) continue;
    add(areas, assertion_of(requirement, std::move(found.mapped()), run.target));
  }
  for (auto& [id, left] : results) {
    add(areas, assertion_of(unknown_requirement(id), std::move(left), run.target));
  }
  return areas;
}

std::string_view mark_of(check::Outcome outcome) {
  switch (outcome) {
    case check::Outcome::pass: return "✓";
    case check::Outcome::fail: return "✗";
    case check::Outcome::known_difference: return "≠";
    case check::Outcome::recorded: return "•";
    case check::Outcome::not_run: return "–";
  }
  return "?";
}

Shortfall shortfall_of(const check::CaseResult& result) {
  for (const check::Verdict& claim : result.claims) {
    if (!claim.holds) return {claim.claim, claim.evidence};
  }
  return {{}, result.reason};
}

std::string version_text(const check::CaseResult& result) {
  return result.version.empty() ? "any version" : "MQTT " + visible(result.version, 12);
}

std::string recorded_text(const check::CaseResult& result) {
  std::string text;
  for (const auto& [what, value] : result.recorded) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", what, value);
  }
  return text;
}

}  // namespace lab::report
