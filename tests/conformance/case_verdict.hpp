#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/check/case_result.hpp"
#include "lab/check/requirement.hpp"
#include "tests/conformance/case_run.hpp"

namespace lab::conformance {

/// What a requirement can be checked on.
struct Circumstances {
  std::string version;  ///< As the catalogue writes it; empty if none is named.
  /// Whether the target has a feature.
  std::function<bool(std::string_view)> has;
  /// The namespace that is deployed, where the suite cannot choose.
  std::optional<std::string> name_space;
};

/// Why a requirement cannot be checked: it has no case (and says why), it is about other versions,
/// the target lacks a feature, or serves another namespace. Nothing if it can.
std::optional<std::string> reason_not_to_run(const check::Requirement& requirement,
                                             const Circumstances& circumstances);

/// A result that says why it was not run.
check::CaseResult not_run_result(const std::string& id, const std::string& version,
                                 std::string reason);

/// What a case's report comes to for one of its ids: what it claims and records without an id, and
/// what it claims and records for this id ("CA-060: …", which is then cut off).
///
/// It fails if it was broken off, if a claim does not hold, or if it claims nothing; a fail that
/// the catalogue declares for this kind of target is a known difference. INFO never fails: it is
/// recorded, or not run if nothing was.
check::CaseResult result_of(const check::Requirement& requirement,
                            const std::vector<std::string>& ids_of_case, const CaseReport& report,
                            const std::string& version, std::string_view target_kind);

}  // namespace lab::conformance
