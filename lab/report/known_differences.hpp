#pragma once

#include <string>
#include <vector>

#include "lab/check/case_result.hpp"
#include "lab/check/requirement.hpp"

namespace lab::report {

/// The page `docs/known-differences.md`: what each of these targets is known to do otherwise than
/// Event Grid documents (id, severity, what Event Grid does, what the target did, the facts' row),
/// and below it, if there is any, what fails without being declared. Markdown, one section a run;
/// the first line says by which commands it is made, for a page at `path`. The same results give
/// the same text: no times, ports or random ids stand in it.
std::string known_differences(const std::vector<check::RunResult>& runs,
                              const check::Catalogue& catalogue, const std::string& path);

}  // namespace lab::report
