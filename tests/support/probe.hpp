#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "lab/base/deadline.hpp"
#include "lab/mqtt/client.hpp"

namespace lab::test {

/// One MQTT client in the test's own process. Each call runs the client's loop until the answer is
/// there or the deadline passes, so a test reads as a list of questions and answers. Never
/// reconnects.
class Probe {
 public:
  explicit Probe(mqtt::ConnectOptions options);

  /// How a CONNECT went: a CONNACK code (0 is welcome), or the words of what came instead.
  struct Welcome {
    std::optional<int> connack_code;
    bool session_present = false;
    std::string text;
  };
  Welcome connect();

  /// The PUBACK's reason code (v3.1.1: 0), or nothing if the connection ended first.
  std::optional<int> publish(const mqtt::Message& message);

  /// Sends them all, then waits for their PUBACKs: the reason codes in order, nothing for each that
  /// the end of the connection left unanswered.
  std::vector<std::optional<int>> publish_all(const std::vector<mqtt::Message>& messages);

  /// The SUBACK's reason codes, or none if the connection ended first.
  std::vector<int> subscribe(const std::vector<std::string>& filters, int qos = 1);

  void unsubscribe(const std::vector<std::string>& filters);

  /// The next message, or nothing by the deadline.
  std::optional<mqtt::Message> next_message(Deadline deadline);

  /// Waits until the connection has ended; nothing if it has not by the deadline.
  std::optional<mqtt::Disconnected> wait_for_end(Deadline deadline);

  void disconnect();
  [[nodiscard]] bool is_connected() const { return client_.is_connected(); }
  mqtt::Client& client() { return client_; }

 private:
  template <typename Done>
  bool run_until(Deadline deadline, Done done);

  boost::asio::io_context loop_;
  std::optional<Welcome> welcome_;
  std::optional<mqtt::Disconnected> end_;
  std::map<int, int> published_;
  std::map<int, std::vector<int>> subscribed_;
  std::map<int, bool> unsubscribed_;
  std::deque<mqtt::Message> messages_;
  mqtt::Client client_;
};

}  // namespace lab::test
