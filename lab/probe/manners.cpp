#include "lab/probe/manners.hpp"

#include <algorithm>
#include <utility>

#include <unistd.h>

#include "lab/probe/shared_pace.hpp"

namespace lab::probe {
namespace {

using Clock = Manners::Clock;

constexpr std::chrono::seconds between_connects{1};
constexpr std::chrono::milliseconds between_subscribes{200};

/// An hour at most: a slower pace is a mistake, and a very slow one would not fit the number.
std::chrono::nanoseconds interval_of(const Pace& pace) {
  const double interval = std::min(1e9 / pace.round_trips_per_second, 3'600e9);
  return std::chrono::nanoseconds{static_cast<std::int64_t>(interval)};
}

/// The later of `wanted` and what was booked for `key`; moves that on.
Clock::time_point book_own(std::map<std::string, Clock::time_point>& next, const std::string& key,
                           Clock::time_point wanted, Clock::duration interval) {
  Clock::time_point& free = next[key];
  const Clock::time_point booked = std::max(free, wanted);
  free = booked + interval;
  return booked;
}

}  // namespace

Manners::Manners(Pace pace) : pace_(std::move(pace)) {
  if (pace_.round_trips_per_second > 0 && !pace_.shared_file.empty()) {
    shared_descriptor_ = open_shared_pace(pace_.shared_file);
  }
}

Manners::~Manners() {
  if (shared_descriptor_ >= 0) ::close(shared_descriptor_);
}

Clock::time_point Manners::book() {
  const Clock::time_point now = Clock::now();
  if (pace_.round_trips_per_second <= 0) return now;
  if (shared_descriptor_ >= 0) return book_shared(shared_descriptor_, interval_of(pace_));
  const Clock::time_point booked = std::max(now, next_);
  next_ = booked + interval_of(pace_);
  return booked;
}

Clock::time_point Manners::book_connect(const std::string& client_id) {
  const Clock::time_point booked = book();
  if (!pace_.session_limits) return booked;
  return book_own(next_connect_, client_id, booked, between_connects);
}

Clock::time_point Manners::book_subscribe(const std::string& session) {
  const Clock::time_point booked = book();
  if (!pace_.session_limits) return booked;
  return book_own(next_subscribe_, session, booked, between_subscribes);
}

}  // namespace lab::probe
