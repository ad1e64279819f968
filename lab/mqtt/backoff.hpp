#pragma once

#include <chrono>
#include <random>

namespace lab::mqtt {

/// How long to wait before the next attempt to connect: exponential growth with full jitter (each
/// wait is uniformly random between 0 and the bound, and the bound doubles), so that ten thousand
/// clients that lost one broker do not come back at one moment.
class Backoff {
 public:
  /// The bound starts at `first` and doubles up to `most`.
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds most, unsigned seed);

  /// The next wait. Raises the bound for the one after.
  std::chrono::milliseconds next();

  /// Starts over from `first`: a connection was made, and lasted.
  void reset() { bound_ = first_; }

  /// The most that the next wait can be.
  [[nodiscard]] std::chrono::milliseconds bound() const { return bound_; }

 private:
  std::chrono::milliseconds first_;
  std::chrono::milliseconds most_;
  std::chrono::milliseconds bound_;
  std::minstd_rand random_;  // Eight bytes of state: there may be ten thousand of these.
};

}  // namespace lab::mqtt
