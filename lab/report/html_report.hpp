#pragma once

#include <string>

#include "lab/check/case_result.hpp"
#include "lab/check/requirement.hpp"

namespace lab::report {

/// A run as one HTML page that needs nothing else: style and script stand in it, nothing is fetched
/// (its Content-Security-Policy forbids it, and forbids any script but its own, by hash). All is in
/// the page as HTML, so that it can be read without scripts; the script filters by area, severity,
/// outcome and text (also from the address: `report.html#outcome=fail&severity=MUST&q=PUBACK`), and
/// moves by keyboard. Dark and light as the reader's system is; printed, what failed is open.
/// Nothing that a peer sent stands in it unescaped.
std::string html_report(const check::RunResult& run, const check::Catalogue& catalogue);

}  // namespace lab::report
