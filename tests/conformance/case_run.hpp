#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lab/check/target.hpp"
#include "lab/check/verdict.hpp"
#include "lab/probe/recording.hpp"
#include "lab/wire/packet.hpp"
#include "tests/conformance/conformance_case.hpp"

namespace lab::conformance {

/// What a case is played on.
struct CaseSetting {
  check::Target& target;
  wire::Version version = wire::Version::v5;
  std::string prefix;  ///< Of the run.
};

/// What a case said, for all its ids together; `result_of` makes a result of it for each.
struct CaseReport {
  std::vector<check::Verdict> claims;
  std::vector<std::pair<std::string, std::string>> recorded;
  std::vector<probe::Record> transcript;
  /// Why it ended itself as not run.
  std::optional<std::string> not_run;
  /// The text of the exception that ended it.
  std::optional<std::string> broken_off;
  double seconds = 0;
};

/// Plays a case once. Assertions of GoogleTest that fail in its body become claims that do not
/// hold. Whatever the case throws is in the report; nothing is thrown. On a target elsewhere it
/// takes away the sessions and retained messages that the case has left there (`left_behind_in`).
CaseReport run_case(const CaseEntry& entry, const CaseSetting& setting);

}  // namespace lab::conformance
