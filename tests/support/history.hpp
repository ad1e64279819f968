#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/process/app_process.hpp"

namespace lab::test {

/// What happened in a test, from every event of every process that took part, and the invariants
/// that hold of any such history, whatever failed on the way:
///
/// - I1 each request ends exactly once, in its time;
/// - I2 no response ends a request that it does not belong to, or one that has ended;
/// - I3 a request runs at most once in one life of a device, and at least once if it was answered;
/// - I4 no request runs after it has expired;
/// - I5 nothing is pending at the end;
/// - I6 no acknowledged request is lost silently;
/// - I7 PUBACKs come in the order of the PUBLISHes.
///
/// (I8, a good round trip soon after healing, is a question to ask, not a history to read.)
/// Requests are told apart by their command's `id`, which must not be used twice in one life.
class History {
 public:
  using Events = std::vector<process::Event>;

  /// One life of a `cloud_app`. One that was killed leaves requests without an end.
  void add_cloud_app(const Events& events, bool was_killed = false);
  /// One life of a `device`.
  void add_device(const Events& events);
  /// A request that the test let expire unseen: no loss.
  void expects_expiry_of(const nlohmann::json& id);

  /// One line for each broken invariant, beginning with its number.
  [[nodiscard]] std::vector<std::string> violations() const;

 private:
  struct Asked {
    std::vector<nlohmann::json> sent;
    std::vector<nlohmann::json> responses;
    std::vector<nlohmann::json> ends;
    bool acknowledged = false;  ///< By a PUBACK 0.
  };
  struct CloudApp {
    std::map<std::string, Asked> asked;  ///< By id, as JSON text.
    std::size_t stray_responses = 0;     ///< That resolved nothing …
    std::size_t ignored = 0;             ///< … and how many were told to be ignored.
    std::vector<std::string> disorder;   ///< I7, found while reading.
    nlohmann::json counters;             ///< Of `stopped`; null without.
    bool was_killed = false;
  };
  struct Device {
    std::map<std::string, std::vector<std::int64_t>> executed;  ///< When, by correlation data.
    std::set<std::string> received;                             ///< Correlation data.
  };
  using Lines = std::vector<std::string>;

  static void read_acknowledgements(const Events& events, CloudApp& app);
  void check_ends(const CloudApp& app, Lines& lines) const;
  void check_responses(const CloudApp& app, Lines& lines) const;
  void check_executions(const CloudApp& app, Lines& lines) const;
  void check_losses(const CloudApp& app, Lines& lines) const;
  static void check_pending(const CloudApp& app, Lines& lines);

  std::vector<CloudApp> cloud_apps_;
  std::vector<Device> devices_;
  std::set<std::string> expected_expiries_;
};

/// Whether all invariants hold; else each that does not. A history without one ended request does
/// not: nothing was checked.
testing::AssertionResult invariants_hold(const History& history);

}  // namespace lab::test
