#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "lab/check/case_result.hpp"

namespace lab::report {

/// How far a run has come. A case counts once a version.
struct Progress {
  std::size_t all = 0;  ///< Cases to run.
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t known_differences = 0;
  std::size_t recorded = 0;
  std::size_t not_run = 0;
  std::size_t running = 0;
  /// Of those that run, the one that began first: "CA-047 on MQTT 3.1.1"; empty if none runs.
  std::string slowest = {};
  std::chrono::milliseconds slowest_for{0};  ///< How long that one has been running.

  void add(check::Outcome outcome);  ///< One case has ended so.
  [[nodiscard]] std::size_t done() const {
    return passed + failed + known_differences + recorded + not_run;
  }
};

/// In one line of at most `most` columns: `87 of 212  80 ✓  2 ✗  5 •  12 running, CA-047 on MQTT
/// 3.1.1 for 14 s`.
std::string to_text(const Progress& progress, std::size_t most = 100);

/// Shows how far a run has come: on a terminal one line that is rewritten in place, elsewhere (a
/// file, a CI log) whole lines, one an interval. It prints nothing of its own accord: whoever runs
/// the cases calls `show` when something happened or time has passed.
class ProgressLine {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Style { rewritten, lines };

  /// `print` is given the bytes to be written. A line is rewritten, or printed, at most every
  /// `interval`; it takes at most `most` columns (a rewritten one that wraps would leave traces).
  ProgressLine(Style style, std::chrono::milliseconds interval,
               std::function<void(std::string_view)> print, std::size_t most = 100);

  /// Shows it, unless the interval has not passed since the last time. What is done in full is
  /// shown at once.
  void show(const Progress& progress, Clock::time_point now);

  /// Takes the rewritten line away, so that other text can be printed; the next `show` brings it
  /// back. Plain lines stay.
  void clear();

 private:
  Style style_;
  std::chrono::milliseconds interval_;
  std::function<void(std::string_view)> print_;
  std::size_t most_;
  std::optional<Clock::time_point> shown_at_;
  std::string shown_;
};

}  // namespace lab::report
