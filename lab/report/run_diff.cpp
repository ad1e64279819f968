#include "lab/report/run_diff.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/report/assertion.hpp"
#include "lab/report/visible.hpp"
#include "lab/report/without_chance.hpp"

namespace lab::report {
namespace {

constexpr double slow_ratio = 3;
constexpr double slow_seconds = 1;

using CaseKey = std::pair<std::string, std::string>;  // id, version
using CasesByKey = std::map<CaseKey, const check::CaseResult*>;

CasesByKey by_key(const check::RunResult& run) {
  CasesByKey cases;
  for (const check::CaseResult& result : run.cases) cases[{result.id, result.version}] = &result;
  return cases;
}

std::string name_of(const check::RunResult& run) {
  std::string name = run.target;
  if (!run.endpoint.empty()) name += " at " + run.endpoint;
  if (!run.started_at.empty()) name += ", " + run.started_at;
  return name;
}

/// What a case recorded: by what it is called, less chance, the value and the whole less chance.
struct Recorded {
  std::string what;
  std::string value;
  std::string compared;
};
using RecordedByName = std::map<std::string, Recorded>;

/// A text of a peer may be long, and regular expressions are recursive.
std::string comparable(const std::string& text) {
  return without_chance(visible(text, 500));
}

RecordedByName recorded_by_name(const check::CaseResult& result) {
  RecordedByName all;
  for (const auto& [what, value] : result.recorded) {
    all.try_emplace(comparable(what),
                    Recorded{what, value, comparable(fmt::format("{}: {}", what, value))});
  }
  return all;
}

std::vector<RecordedDifference> recorded_differences(const check::CaseResult& a,
                                                     const check::CaseResult& b) {
  std::vector<RecordedDifference> differences;
  const RecordedByName of_a = recorded_by_name(a);
  RecordedByName of_b = recorded_by_name(b);
  for (const auto& [name, recorded] : of_a) {
    const auto other = of_b.extract(name);
    if (other.empty()) {
      differences.push_back({recorded.what, recorded.value, std::nullopt});
    } else if (other.mapped().compared != recorded.compared) {
      differences.push_back({recorded.what, recorded.value, other.mapped().value});
    }
  }
  for (const auto& [name, recorded] : of_b) {
    differences.push_back({recorded.what, std::nullopt, recorded.value});
  }
  return differences;
}

std::optional<std::pair<double, double>> timing_difference(double a, double b) {
  const double longer = std::max(a, b);
  if (longer <= slow_seconds || longer <= slow_ratio * std::min(a, b)) return std::nullopt;
  return std::pair{a, b};
}

/// A case that was not run, or is not there, took no time and recorded nothing that counts.
bool was_run(const check::CaseResult* result) {
  return result != nullptr && result->outcome != check::Outcome::not_run;
}

std::string why_no_pass(const check::CaseResult* result) {
  if (result == nullptr || result->outcome == check::Outcome::pass ||
      result->outcome == check::Outcome::recorded) {
    return {};
  }
  return shortfall_of(*result).came;
}

CaseDifference compare_case(const CaseKey& key, const check::CaseResult* a,
                            const check::CaseResult* b) {
  CaseDifference difference;
  std::tie(difference.id, difference.version) = key;
  if (a == nullptr || b == nullptr || a->outcome != b->outcome) {
    difference.outcomes.emplace();
    if (a != nullptr) difference.outcomes->a = a->outcome;
    if (b != nullptr) difference.outcomes->b = b->outcome;
    difference.came_a = why_no_pass(a);
    difference.came_b = why_no_pass(b);
  }
  if (was_run(a) && was_run(b)) {
    difference.recorded = recorded_differences(*a, *b);
    difference.seconds = timing_difference(a->seconds, b->seconds);
  }
  return difference;
}

nlohmann::json json_of(const std::optional<check::Outcome>& outcome) {
  return outcome ? nlohmann::json(check::to_text(*outcome)) : nlohmann::json();
}

nlohmann::json json_of(const std::optional<std::string>& text) {
  return text ? nlohmann::json(*text) : nlohmann::json();
}

nlohmann::json json_of(const CaseDifference& difference) {
  nlohmann::json json{{"id", difference.id}, {"version", difference.version}};
  if (difference.outcomes) {
    json["outcome"] = {{"a", json_of(difference.outcomes->a)},
                       {"b", json_of(difference.outcomes->b)}};
    json["came"] = {{"a", difference.came_a}, {"b", difference.came_b}};
  }
  for (const RecordedDifference& each : difference.recorded) {
    json["recorded"].push_back(
        {{"what", each.what}, {"a", json_of(each.a)}, {"b", json_of(each.b)}});
  }
  if (difference.seconds) {
    json["seconds"] = {{"a", difference.seconds->first}, {"b", difference.seconds->second}};
  }
  return json;
}

}  // namespace

bool RunDiff::differs_in_outcome() const {
  return std::any_of(cases.begin(), cases.end(),
                     [](const CaseDifference& each) { return each.outcomes.has_value(); });
}

RunDiff compare(const check::RunResult& a, const check::RunResult& b) {
  RunDiff diff{name_of(a), name_of(b), 0, {}};
  const CasesByKey cases_a = by_key(a);
  const CasesByKey cases_b = by_key(b);
  CasesByKey keys = cases_a;
  keys.insert(cases_b.begin(), cases_b.end());
  const auto find = [](const CasesByKey& cases, const CaseKey& key) {
    const auto found = cases.find(key);
    return found == cases.end() ? nullptr : found->second;
  };
  for (const auto& [key, ignored] : keys) {
    const check::CaseResult* one = find(cases_a, key);
    const check::CaseResult* other = find(cases_b, key);
    if (one != nullptr && other != nullptr) ++diff.compared;
    CaseDifference difference = compare_case(key, one, other);
    if (difference.outcomes || !difference.recorded.empty() || difference.seconds) {
      diff.cases.push_back(std::move(difference));
    }
  }
  return diff;
}

nlohmann::json to_json(const RunDiff& diff) {
  nlohmann::json cases = nlohmann::json::array();
  for (const CaseDifference& difference : diff.cases) cases.push_back(json_of(difference));
  return {{"a", diff.a},
          {"b", diff.b},
          {"compared", diff.compared},
          {"differs_in_outcome", diff.differs_in_outcome()},
          {"cases", std::move(cases)}};
}

}  // namespace lab::report
