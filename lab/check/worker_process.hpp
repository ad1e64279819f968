#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lab/base/deadline.hpp"
#include "lab/check/case_result.hpp"
#include "lab/check/conform_plan.hpp"
#include "lab/check/target_description.hpp"

namespace lab::check {

/// What all workers of a run are started with.
struct WorkerSetup {
  std::filesystem::path program;  ///< `eglab-conformance`.
  /// The run's own folder: result files, worker logs, and what the workers make for themselves.
  std::filesystem::path folder;
  std::string prefix;  ///< Of the run's ClientIds and topics; no other run has it.
  TargetDescription target;
  double round_trips_per_second = 0;  ///< All workers together; 0: no limit.
  /// How long a worker may take beyond what its case has to wait by its nature.
  std::chrono::seconds grace{60};
};

/// The `eglab-conformance` beside this program: EGLAB_CONFORMANCE if set, else the one in `folder`.
/// Throws `Error` (environment) if there is none.
std::filesystem::path find_worker(const std::filesystem::path& folder);

/// Asks a worker which cases it has (`--list`). Throws `Error`: environment if it cannot be
/// started, peer if it fails or hangs, definition if what it prints is no list.
std::vector<BoundCase> list_cases(const std::filesystem::path& worker);

/// One worker process on one job. It ends sessions, retained messages and brokers that it made; if
/// it is killed, its broker dies with it, and a session it had elsewhere ends when it expires.
class WorkerProcess {
 public:
  /// Starts it. `on_end` is called once, on another thread, when it has ended. Throws `Error`
  /// (environment) if it cannot be started; the thread rule of `process::ChildProcess` holds.
  WorkerProcess(const WorkerSetup& setup, Job job, std::function<void()> on_end);
  WorkerProcess(WorkerProcess&&) noexcept;
  WorkerProcess& operator=(WorkerProcess&&) noexcept;
  ~WorkerProcess();

  [[nodiscard]] const Job& job() const;
  [[nodiscard]] Deadline::Clock::time_point started() const;
  /// When it counts as hung.
  [[nodiscard]] Deadline deadline() const;

  /// Asks it to end, and waits for nothing.
  void ask_to_end();

  /// Ends it if it still runs (that it hung is then its result), and reads what it wrote: one
  /// result for each id of its job. What it did not write, or wrote before it crashed, is a failed
  /// result that tells how it ended and its last lines.
  std::vector<CaseResult> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lab::check
