#include "tests/conformance/case_verdict.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lab::conformance {
namespace {

using check::CaseResult;
using check::Outcome;

/// The text as it counts for this id; nothing if it is about another id of the case.
std::optional<std::string> text_for(const std::string& id, const std::vector<std::string>& ids,
                                    std::string_view text) {
  const auto named = std::ranges::find_if(ids, [&](const std::string& one) {
    return text.starts_with(one + ":") || text.starts_with(one + " ");
  });
  if (named == ids.end()) return std::string{text};
  if (*named != id) return std::nullopt;
  text.remove_prefix(id.size());
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(": ")));
  return std::string{text};
}

/// INFO: recorded, unless there is nothing to show.
void settle_info(CaseResult& result, const CaseReport& report) {
  const bool has_any = !result.recorded.empty() || !result.claims.empty();
  if (!report.broken_off && !report.not_run && has_any) {
    result.outcome = Outcome::recorded;
    return;
  }
  result.outcome = Outcome::not_run;
  result.reason = report.broken_off.value_or(report.not_run.value_or("the case recorded nothing"));
}

void settle(CaseResult& result, const check::Requirement& requirement, const CaseReport& report,
            std::string_view target_kind) {
  const auto broken = std::ranges::find(result.claims, false, &check::Verdict::holds);
  if (report.broken_off) {
    result.reason = *report.broken_off;
  } else if (broken != result.claims.end()) {
    result.reason = broken->claim;
  } else if (report.not_run) {
    result.outcome = Outcome::not_run;
    result.reason = *report.not_run;
    return;
  } else if (!result.claims.empty()) {
    result.outcome = Outcome::pass;
    return;
  } else {
    result.outcome = Outcome::fail;
    result.reason = "the case claimed nothing";
    return;
  }
  result.outcome =
      requirement.differences.contains(target_kind) ? Outcome::known_difference : Outcome::fail;
}

}  // namespace

std::optional<std::string> reason_not_to_run(const check::Requirement& requirement,
                                             const Circumstances& circumstances) {
  if (!requirement.unbound.empty()) return requirement.unbound;
  const auto& versions = requirement.versions;
  if (!versions.empty() && std::ranges::find(versions, circumstances.version) == versions.end()) {
    return fmt::format("is about MQTT {} only", fmt::join(versions, " and "));
  }
  std::vector<std::string> missing;
  for (const std::string& feature : requirement.features) {
    if (circumstances.has(feature)) continue;
    missing.emplace_back(check::feature_text(feature).value_or(feature));
  }
  if (!missing.empty()) return fmt::format("needs {}", fmt::join(missing, " and "));
  if (circumstances.name_space && *circumstances.name_space != requirement.name_space) {
    return fmt::format("needs the namespace {}; {} is deployed there", requirement.name_space,
                       *circumstances.name_space);
  }
  return std::nullopt;
}

CaseResult not_run_result(const std::string& id, const std::string& version, std::string reason) {
  CaseResult result;
  result.id = id;
  result.version = version;
  result.outcome = Outcome::not_run;
  result.reason = std::move(reason);
  return result;
}

CaseResult result_of(const check::Requirement& requirement,
                     const std::vector<std::string>& ids_of_case, const CaseReport& report,
                     const std::string& version, std::string_view target_kind) {
  CaseResult result;
  result.id = requirement.id;
  result.version = version;
  result.transcript = report.transcript;
  result.seconds = report.seconds;
  for (const check::Verdict& verdict : report.claims) {
    if (auto claim = text_for(requirement.id, ids_of_case, verdict.claim)) {
      result.claims.push_back({*std::move(claim), verdict.holds, verdict.evidence});
    }
  }
  for (const auto& [what, value] : report.recorded) {
    if (auto named = text_for(requirement.id, ids_of_case, what)) {
      result.recorded.emplace_back(*std::move(named), value);
    }
  }
  if (requirement.severity == check::Severity::info) {
    settle_info(result, report);
  } else {
    settle(result, requirement, report, target_kind);
  }
  return result;
}

}  // namespace lab::conformance
