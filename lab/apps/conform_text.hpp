#pragma once

#include <cstddef>
#include <string>

#include "lab/check/conform_plan.hpp"
#include "lab/check/target_description.hpp"

namespace lab::apps {

/// How many round trips a run of one case takes: measured on the target direct, where 193 runs took
/// 1,836, and the largest one 179.
inline constexpr int usual_round_trips = 10;
inline constexpr int most_round_trips = 180;

/// What `eglab conform --dry-run` says: what would be run, in which order, on which namespace, how
/// many at once and how fast, what would not be run and why, and what would be left behind.
std::string dry_run_text(const check::ConformPlan& plan, const check::TargetDescription& target,
                         double round_trips_per_second, std::size_t at_once);

/// The first line of a run: "150 requirements in 221 runs on direct, at most 12 at once".
std::string run_headline(const check::ConformPlan& plan, const check::TargetDescription& target,
                         std::size_t at_once);

}  // namespace lab::apps
