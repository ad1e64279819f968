#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "lab/base/deadline.hpp"

namespace lab::probe {

/// How fast a broker may be asked. A broker of our own is asked as fast as it answers; a service
/// that others use, and that has quotas, is not.
struct Pace {
  /// CONNECT, SUBSCRIBE, UNSUBSCRIBE, PUBLISH, PINGREQ; 0: no limit.
  double round_trips_per_second = 0;
  /// At most one CONNECT a second of one ClientId, and five SUBSCRIBEs and UNSUBSCRIBEs a second of
  /// one connection (facts §6).
  bool session_limits = false;
  /// Shared by all processes of one run, so that they keep the pace together. Empty: this process
  /// only.
  std::filesystem::path shared_file = {};
};

/// Says when the next round trip may begin. Shared by all probes of a case.
class Manners {
 public:
  using Clock = std::chrono::steady_clock;

  /// Throws `Error` (environment) if the shared file cannot be made.
  explicit Manners(Pace pace = {});
  Manners(const Manners&) = delete;
  Manners& operator=(const Manners&) = delete;
  ~Manners();

  /// Books the next free moment for a round trip, and says when it is (now, or later).
  Clock::time_point book();
  /// The same for a CONNECT with this ClientId, and for a SUBSCRIBE or UNSUBSCRIBE of a session.
  Clock::time_point book_connect(const std::string& client_id);
  Clock::time_point book_subscribe(const std::string& session);

  [[nodiscard]] const Pace& pace() const { return pace_; }

 private:
  Pace pace_;
  int shared_descriptor_ = -1;
  Clock::time_point next_{};
  std::map<std::string, Clock::time_point> next_connect_;
  std::map<std::string, Clock::time_point> next_subscribe_;
};

}  // namespace lab::probe
