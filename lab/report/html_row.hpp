#pragma once

#include <string>
#include <string_view>

#include "lab/check/case_result.hpp"
#include "lab/report/assertion.hpp"

namespace lab::report {

/// One assertion as a row of the HTML report: a `<details>` whose anchor is the id. Closed it shows
/// mark, id, severity, what must be, time, and for what did not pass why; open it shows the rule
/// with its sources, each claim with what came, what was recorded, and the ladder, for each MQTT
/// version.
std::string html_row(const Assertion& assertion);

/// A word of a class or a filter: "known-difference" for "known difference".
std::string word_of(check::Outcome outcome);

/// An outcome as a badge: its mark and its words, in its colour.
std::string html_badge(check::Outcome outcome);

}  // namespace lab::report
