#pragma once

#include <string>

#include "lab/check/case_result.hpp"
#include "lab/check/requirement.hpp"

namespace lab::report {

/// A run as JUnit XML, for CI servers: one suite an area, one test case for each assertion and MQTT
/// version, named "CA-065 MQTT 5: …". A fail is a `failure` whose type is the severity; a known
/// difference and what was not run are `skipped`, with the facts' row or the reason; what was
/// recorded is `system-out`. Well-formed whatever a peer sent.
std::string junit_report(const check::RunResult& run, const check::Catalogue& catalogue);

}  // namespace lab::report
