#pragma once

#include <string>

#include "lab/check/case_result.hpp"
#include "lab/check/requirement.hpp"

namespace lab::report {

/// A run for a terminal, at most 100 columns wide: by area, one line an assertion (mark, id,
/// severity, what must be, time); a fail is followed by the claim that does not hold and what came,
/// a recorded one by what was recorded, one that was not run says why. At the end a table of
/// severities and outcomes, and what the run comes to. Nothing that a peer sent is printed raw.
std::string terminal_report(const check::RunResult& run, const check::Catalogue& catalogue,
                            bool coloured);

/// The table and the sentences that end it, for a run whose lines were seen already.
std::string terminal_summary(const check::RunResult& run, const check::Catalogue& catalogue,
                             bool coloured);

}  // namespace lab::report
