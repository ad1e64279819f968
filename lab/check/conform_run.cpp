#include "lab/check/conform_run.hpp"

#include <algorithm>
#include <chrono>
#include <list>
#include <tuple>
#include <utility>

#include "lab/base/assert.hpp"
#include "lab/base/deadline.hpp"
#include "lab/base/inbox.hpp"

namespace lab::check {
namespace {

/// How often a run looks whether it is interrupted.
constexpr std::chrono::milliseconds look_every{50};

std::vector<CaseResult> interrupted_results(const Job& job) {
  std::vector<CaseResult> results;
  for (const std::string& id : job.ids) {
    CaseResult result;
    result.id = id;
    result.version = job.version;
    result.outcome = Outcome::not_run;
    result.reason = "the run was interrupted";
    results.push_back(std::move(result));
  }
  return results;
}

/// The workers of a run and what they have brought.
class Pool {
 public:
  Pool(const std::vector<Job>& jobs, const WorkerSetup& setup, const RunWatcher& watcher)
      : jobs_(jobs), setup_(setup), watcher_(watcher) {}

  [[nodiscard]] bool is_done() const { return next_ == jobs_.size() && workers_.empty(); }

  void start_up_to(std::size_t at_most) {
    while (next_ < jobs_.size() && workers_.size() < at_most) {
      const std::size_t number = next_;
      workers_.emplace_back(
          number, WorkerProcess{setup_, jobs_[number], [this, number] { ended_.put(number); }});
      ++next_;
    }
  }

  /// Waits for a worker to end, at most until the next look, and takes the results of all that have
  /// ended or hung.
  void take_in() {
    if (const auto number = ended_.next(Deadline::after(look_every))) finish(*number);
    for (auto worker = workers_.begin(); worker != workers_.end();) {
      const auto next = std::next(worker);
      if (worker->second.deadline().passed()) finish(worker->first);
      worker = next;
    }
  }

  /// Takes the results that are there, and ends the rest.
  void interrupt() {
    while (const auto number = ended_.next(Deadline::after({}))) finish(*number);
    for (auto& [number, worker] : workers_) worker.ask_to_end();
    for (const auto& [number, worker] : workers_) keep(interrupted_results(worker.job()));
    workers_.clear();
    for (; next_ < jobs_.size(); ++next_) keep(interrupted_results(jobs_[next_]));
  }

  [[nodiscard]] RunProgress progress() const {
    if (workers_.empty()) return {};
    const WorkerProcess& oldest = workers_.front().second;
    const auto runs_for = Deadline::Clock::now() - oldest.started();
    return {workers_.size(), &oldest.job(),
            std::chrono::duration_cast<std::chrono::milliseconds>(runs_for)};
  }

  std::vector<CaseResult> take_results() { return std::move(results_); }

 private:
  /// A worker that was found hung may have told of its end as well: the second call finds none.
  void finish(std::size_t number) {
    const auto found =
        std::ranges::find(workers_, number, &std::pair<std::size_t, WorkerProcess>::first);
    if (found == workers_.end()) return;
    keep(found->second.finish());
    workers_.erase(found);
  }

  void keep(std::vector<CaseResult> results) {
    for (CaseResult& result : results) {
      if (watcher_.on_result) watcher_.on_result(result);
      results_.push_back(std::move(result));
    }
  }

  const std::vector<Job>& jobs_;
  const WorkerSetup& setup_;
  const RunWatcher& watcher_;
  std::size_t next_ = 0;
  std::vector<CaseResult> results_;
  Inbox<std::size_t> ended_;  // before the workers, whose threads write into it
  std::list<std::pair<std::size_t, WorkerProcess>> workers_;
};

}  // namespace

std::vector<CaseResult> run_jobs(const std::vector<Job>& jobs, const WorkerSetup& setup,
                                 std::size_t at_most, const RunWatcher& watcher) {
  LAB_ASSERT(at_most > 0);
  Pool pool{jobs, setup, watcher};
  while (!pool.is_done()) {
    if (watcher.interrupted && watcher.interrupted()) {
      pool.interrupt();
      break;
    }
    pool.start_up_to(at_most);
    if (watcher.on_progress) watcher.on_progress(pool.progress());
    pool.take_in();
  }
  std::vector<CaseResult> results = pool.take_results();
  sort_results(results);
  return results;
}

void sort_results(std::vector<CaseResult>& results) {
  std::ranges::sort(results, [](const CaseResult& left, const CaseResult& right) {
    return std::tie(left.id, left.version) < std::tie(right.id, right.version);
  });
}

}  // namespace lab::check
