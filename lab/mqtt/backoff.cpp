#include "lab/mqtt/backoff.hpp"

#include <algorithm>
#include <cstdint>

#include "lab/base/assert.hpp"

namespace lab::mqtt {

Backoff::Backoff(std::chrono::milliseconds first, std::chrono::milliseconds most, unsigned seed)
    : first_(first), most_(std::max(first, most)), bound_(first), random_(seed) {
  LAB_ASSERT(first.count() >= 0);
}

std::chrono::milliseconds Backoff::next() {
  std::uniform_int_distribution<std::int64_t> any{0, bound_.count()};
  const std::chrono::milliseconds wait{any(random_)};
  // A bound of 0 would never grow.
  bound_ = std::min(most_, std::max(bound_ * 2, std::chrono::milliseconds{1}));
  return wait;
}

}  // namespace lab::mqtt
