#pragma once

#include <algorithm>
#include <chrono>

namespace lab {

/// The point in time at which a wait gives up. Monotonic, so a jump of the wall clock neither
/// shortens nor stretches a wait. Every wait in the lab takes one.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  /// A deadline that far from now.
  static Deadline after(std::chrono::nanoseconds duration) {
    return Deadline{Clock::now() + std::chrono::duration_cast<Clock::duration>(duration)};
  }

  explicit Deadline(Clock::time_point when) : when_(when) {}

  [[nodiscard]] Clock::time_point when() const { return when_; }
  [[nodiscard]] bool passed() const { return Clock::now() >= when_; }

  /// Time left, never negative.
  [[nodiscard]] std::chrono::nanoseconds left() const {
    return std::max(std::chrono::nanoseconds{0}, std::chrono::nanoseconds{when_ - Clock::now()});
  }

  /// Time left in whole milliseconds, rounded up, as `poll` takes it.
  [[nodiscard]] int left_ms() const {
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left()).count());
  }

 private:
  Clock::time_point when_;
};

}  // namespace lab
