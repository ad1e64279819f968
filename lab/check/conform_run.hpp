#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

#include "lab/check/case_result.hpp"
#include "lab/check/conform_plan.hpp"
#include "lab/check/worker_process.hpp"

namespace lab::check {

/// What is under way in a run.
struct RunProgress {
  std::size_t running = 0;      ///< Workers.
  const Job* oldest = nullptr;  ///< What the one that was started first plays; null if none runs.
  std::chrono::milliseconds oldest_for{0};  ///< Since it was started.
};

/// Who looks on while a run goes. Each may be empty.
struct RunWatcher {
  std::function<void(const CaseResult& result)> on_result;       ///< As results come.
  std::function<void(const RunProgress& progress)> on_progress;  ///< Some times a second.
  std::function<bool()> interrupted;  ///< Asked some times a second; true ends the run.
};

/// Runs the jobs, each in a worker of its own, at most `at_most` at once, in order. Gives the
/// results in order of id, then version; those of jobs that an interruption kept from ending are
/// "not run". Call it from a thread that lives as long as this process. Throws `Error`
/// (environment) if a worker cannot be started.
std::vector<CaseResult> run_jobs(const std::vector<Job>& jobs, const WorkerSetup& setup,
                                 std::size_t at_most, const RunWatcher& watcher);

/// The order of a report: by id, then version.
void sort_results(std::vector<CaseResult>& results);

}  // namespace lab::check
