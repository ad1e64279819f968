#pragma once

#include <cstddef>
#include <string>

#include "lab/check/conform_plan.hpp"
#include "lab/check/target_description.hpp"

namespace lab::apps {

/// What `eglab conform --dry-run` says: what would be run, in which order, on which namespace, how
/// many at once and how fast, what would not be run and why, and what would be left behind.
std::string dry_run_text(const check::ConformPlan& plan, const check::TargetDescription& target,
                         double round_trips_per_second, std::size_t at_once);

/// The first line of a run: "150 requirements in 221 runs on direct, at most 12 at once".
std::string run_headline(const check::ConformPlan& plan, const check::TargetDescription& target,
                         std::size_t at_once);

}  // namespace lab::apps
