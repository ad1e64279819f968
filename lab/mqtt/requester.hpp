#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "lab/mqtt/message.hpp"
#include "lab/mqtt/transport.hpp"

namespace lab::mqtt {

/// One request.
struct Request {
  std::string topic;
  std::string response_topic;
  std::string payload;
  std::optional<std::string> correlation_data;  ///< 16 random bytes unless given.
  std::chrono::milliseconds timeout{5'000};
  std::optional<std::string> content_type;
  std::vector<std::pair<std::string, std::string>> user_properties;
  /// Put response topic and correlation data into the payload (`envelope.hpp`). Always so on
  /// v3.1.1.
  bool use_envelope = false;
};

/// How a request ended: exactly once, in exactly one of these ways.
struct Completion {
  enum class Outcome { answered, refused, timed_out, cancelled };
  Outcome outcome = Outcome::cancelled;
  std::optional<Message>
      response;            ///< If answered; for an envelope, payload and correlation data unpacked.
  std::string refused_by;  ///< If refused: "PUBACK", "SUBACK", "CONNACK".
  std::optional<int> reason_code;  ///< If refused.
  std::string correlation_data;
  std::chrono::nanoseconds elapsed{0};
};

/// Counts of what came and resolved nothing, and of how requests ended.
struct RequesterCounters {
  std::uint64_t sent = 0, answered = 0, refused = 0, timed_out = 0, cancelled = 0;
  std::uint64_t unknown_correlation = 0;  ///< Never asked, or not by this requester.
  std::uint64_t late = 0;                 ///< After its request had timed out.
  std::uint64_t duplicate = 0;            ///< After its request had been answered.
  std::uint64_t wrong_topic =
      0;  ///< The correlation data is pending, the topic is not the one asked for.
  std::uint64_t no_correlation =
      0;                       ///< Without correlation data, or an envelope that cannot be read.
  std::uint64_t retained = 0;  ///< Retained responses are never taken.
};

/// Sends requests and pairs them with their responses (MQTT 5 §4.10; design: "How request-response
/// works here"; threats T3, T8, T13, T14). Not thread-safe: on the loop's thread.
class Requester {
 public:
  using Done = std::function<void(const Completion&)>;
  struct Observer {  ///< For logs and ladders; unset ones are skipped.
    std::function<void(const Message&, int token)> sent;
    std::function<void(const Message&, const char* why)> ignored;
  };

  /// `response_filter` is subscribed to at once and again on each new session; requests wait for
  /// its SUBACK.
  Requester(boost::asio::io_context& loop, Transport& transport, std::string response_filter,
            Observer observer = {});
  Requester(const Requester&) = delete;
  Requester& operator=(const Requester&) = delete;
  ~Requester();

  /// Sends a request; `done` is called exactly once. A request whose response topic and correlation
  /// data equal a pending one's is refused at once (`Error`, usage).
  void request(Request request, Done done);

  /// Ends all pending requests as cancelled.
  void cancel_all();

  // The owner of the client forwards what the client tells.
  void on_connected(bool session_present);
  void on_refused(int connack_code);
  void on_disconnected();
  void on_subscribed(int token, const std::vector<int>& reason_codes);
  void on_published(int token, int reason_code);
  /// False if the message is not on the response filter.
  bool on_message(const Message& message);

  [[nodiscard]] std::size_t pending() const;
  [[nodiscard]] const RequesterCounters& counters() const;

 private:
  class State;
  std::shared_ptr<State> state_;
};

}  // namespace lab::mqtt
