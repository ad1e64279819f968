#pragma once

#include <string>

#include "lab/check/case_result.hpp"
#include "lab/check/requirement.hpp"

namespace lab::report {

/// Ten requirements of four areas, every severity among them.
const check::Catalogue& sample_catalogue();

/// A run of them in which every outcome occurs, one assertion comes out differently on two
/// versions, one case has more packets than a report shows at once, and a peer has put into topics,
/// reason strings and codes what a careless report would run, render or stumble over.
check::RunResult sample_run();

/// What that peer sent.
namespace hostile {
inline const std::string script = "</script><script>document.title='pwned'</script>";
inline const std::string image = "\"><img src=x onerror=\"document.title='pwned'\">";
inline const std::string cdata = "a]]>b<!--&amp;-->";
inline const std::string control{"\x1b[2J\r\n\0\x07 \xC2\x9B \xFF\xFE", 14};
inline const std::string turned = "\u202Edesrever\u2066";
}  // namespace hostile

/// Results to be changed by a test.
check::CaseResult case_result(const std::string& id, const std::string& version,
                              check::Outcome outcome);

}  // namespace lab::report
