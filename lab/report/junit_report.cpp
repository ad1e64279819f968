#include "lab/report/junit_report.hpp"

#include <fmt/format.h>

#include "lab/report/assertion.hpp"
#include "lab/report/markup.hpp"

namespace lab::report {
namespace {

using check::Outcome;

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t skipped = 0;
  double seconds = 0;

  void add(const check::CaseResult& result) {
    ++tests;
    failures += result.outcome == Outcome::fail ? 1 : 0;
    skipped +=
        result.outcome == Outcome::known_difference || result.outcome == Outcome::not_run ? 1 : 0;
    seconds += result.seconds;
  }
  [[nodiscard]] std::string attributes() const {
    return fmt::format(R"(tests="{}" failures="{}" errors="0" skipped="{}" time="{:.3f}")", tests,
                       failures, skipped, seconds);
  }
};

/// A class name without blanks or dots, which CI servers cut at: "CONNACK properties" →
/// "CONNACK_properties".
std::string class_name(const std::string& area) {
  std::string name;
  for (const char letter : area) {
    const bool is_part = letter != ' ' && letter != '.' && letter != ',';
    if (is_part || (!name.empty() && name.back() != '_')) name += is_part ? letter : '_';
  }
  return name;
}

/// One line a claim: whether it holds, what it says, what came.
std::string claim_lines(const check::CaseResult& result) {
  std::string lines;
  for (const check::Verdict& claim : result.claims) {
    lines += fmt::format("{} {}\n", claim.holds ? "✓" : "✗", markup_text(claim.claim));
    if (!claim.evidence.empty()) lines += fmt::format("  came: {}\n", markup_text(claim.evidence));
  }
  return lines;
}

std::string failure_of(const Assertion& assertion, const check::CaseResult& result) {
  const Shortfall shortfall = shortfall_of(result);
  const std::string message = shortfall.claim.empty()
                                  ? shortfall.came
                                  : fmt::format("{}; came: {}", shortfall.claim, shortfall.came);
  return fmt::format("      <failure message=\"{}\" type=\"{}\">{}\n{}</failure>\n",
                     markup_text(message), check::to_text(assertion.requirement.severity),
                     markup_text(result.reason), claim_lines(result));
}

std::string skipped_of(const Assertion& assertion, const check::CaseResult& result) {
  std::string message = "not run: " + result.reason;
  if (result.outcome == Outcome::known_difference) {
    message =
        fmt::format("known difference {}: {}", assertion.difference, shortfall_of(result).came);
  }
  return fmt::format("      <skipped message=\"{}\"/>\n", markup_text(message));
}

std::string recorded_of(const check::CaseResult& result) {
  if (result.recorded.empty()) return {};
  std::string lines;
  for (const auto& [what, value] : result.recorded) {
    lines += fmt::format("{}: {}\n", markup_text(what), markup_text(value));
  }
  return fmt::format("      <system-out>{}</system-out>\n", lines);
}

std::string test_case(const Assertion& assertion, const check::CaseResult& result) {
  std::string inner;
  if (result.outcome == Outcome::fail) inner += failure_of(assertion, result);
  if (result.outcome == Outcome::known_difference || result.outcome == Outcome::not_run) {
    inner += skipped_of(assertion, result);
  }
  inner += recorded_of(result);
  const std::string name =
      fmt::format("{}{}: {}", result.id, result.version.empty() ? "" : " MQTT " + result.version,
                  assertion.requirement.then);
  const std::string head = fmt::format(
      R"(    <testcase name="{}" classname="conformance.{}" time="{:.3f}")", markup_text(name),
      markup_text(class_name(assertion.requirement.area)), result.seconds);
  return inner.empty() ? head + "/>\n" : head + ">\n" + inner + "    </testcase>\n";
}

}  // namespace

std::string junit_report(const check::RunResult& run, const check::Catalogue& catalogue) {
  Counts all;
  std::string suites;
  for (const Area& area : areas_of(run, catalogue)) {
    Counts counts;
    std::string cases;
    for (const Assertion& assertion : area.assertions) {
      for (const check::CaseResult* result : assertion.results) {
        counts.add(*result);
        all.add(*result);
        cases += test_case(assertion, *result);
      }
    }
    suites += fmt::format("  <testsuite name=\"{}\" {} timestamp=\"{}\">\n{}  </testsuite>\n",
                          markup_text(area.name), counts.attributes(), markup_text(run.started_at),
                          cases);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" {}>\n{}</testsuites>\n",
      markup_text("eglab conformance of " + run.target), all.attributes(), suites);
}

}  // namespace lab::report
