#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "lab/model/access.hpp"
#include "lab/mqtt/message.hpp"
#include "tests/e2e/probe_set.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/stage.hpp"

namespace lab::test {

/// What a stock Mosquitto is expected to answer.
struct Expectation {
  bool allowed = false;
  /// Empty if that is what the definition says; else the name of the known difference.
  std::string known_difference;
  std::string explanation;  ///< `model::may`'s.
};

/// A shared subscription with an empty group name is malformed (MQTT 5 §4.8.2). Mosquitto 2.0.11
/// takes the empty name for a group's name like any other.
inline constexpr const char* empty_share_group = "a share group with an empty name";
/// Topics that start with `$` are the service's own (CA-089), and a leading wildcard does not match
/// them (MQTT 5 §4.7.2). Mosquitto's plugin compares filters without that rule, so a client whose
/// template starts with a wildcard may subscribe to `$other/…`. `$SYS`, `$CONTROL` and nested
/// `$share` are closed by the compiled rules; elsewhere nobody can publish, so nothing is read.
inline constexpr const char* dollar_below_wildcard = "a $ topic below a leading wildcard";

/// `model::may`, and beside it the known differences of stock Mosquitto: all there are.
Expectation expect_of_mosquitto(const model::Namespace& definition, const std::string& client,
                                model::Action action, const std::string& topic);

/// Walks clients through a probe set and compares each answer of the broker with the expectation.
class AccessWalk {
 public:
  /// On v3.1.1 the stage's broker must log packets: a refused publish shows only there.
  AccessWalk(Stage& stage, mqtt::Version version)
      : AccessWalk(stage, version, stage.served().definition()) {}
  /// The same with another definition to expect by, which must outlive it.
  AccessWalk(Stage& stage, mqtt::Version version, const model::Namespace& expected)
      : stage_(stage), version_(version), expected_(expected) {}

  /// Connects as the client, with a certificate whose common name is its authentication name (the
  /// one identity that stock Mosquitto reads), and tries everything on that one connection.
  void walk(const model::Client& client, const ProbeSet& probes);

  struct Count {
    std::size_t allowed = 0;
    std::size_t refused = 0;
  };
  [[nodiscard]] const Count& published() const { return published_; }
  [[nodiscard]] const Count& subscribed() const { return subscribed_; }
  /// How often each known difference was seen, by its name.
  [[nodiscard]] const std::map<std::string, std::size_t>& known_differences() const {
    return known_differences_;
  }
  /// One line each: client, action, topic, what was expected and why, what was seen.
  [[nodiscard]] const std::vector<std::string>& disagreements() const { return disagreements_; }
  /// Counts, and the first disagreements.
  [[nodiscard]] std::string report() const;

 private:
  void publish(Probe& probe, const model::Client& client, const std::vector<std::string>& topics);
  void subscribe(Probe& probe, const model::Client& client,
                 const std::vector<std::string>& filters);
  void read_publishes_in_log(const model::Client& client, const std::vector<std::string>& topics);
  void compare(const model::Client& client, model::Action action, const std::string& topic,
               bool allowed, const std::string& seen);
  void disagree(const model::Client& client, model::Action action, const std::string& topic,
                const std::string& how);

  Stage& stage_;
  mqtt::Version version_;
  const model::Namespace& expected_;
  Count published_;
  Count subscribed_;
  std::map<std::string, std::size_t> known_differences_;
  std::vector<std::string> disagreements_;
};

/// How a client connects with a certificate whose common name is its authentication name, whatever
/// its validation scheme; issued anew if its own is another.
mqtt::ConnectOptions options_by_common_name(const Stage& stage, const model::Client& client,
                                            mqtt::Version version);

/// A PUBLISH of `client_id` as a broker that logs packets saw it.
struct LoggedPublish {
  std::string topic;
  bool accepted = false;
};

/// Every PUBLISH of a client that has left in order, oldest first. Waits until its leave is in the
/// log, so that nothing is missing; call it once a leave.
std::vector<LoggedPublish> publishes_in_log(process::Broker& broker, const std::string& client_id);

}  // namespace lab::test
