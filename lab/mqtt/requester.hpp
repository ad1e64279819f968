#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "lab/mqtt/message.hpp"
#include "lab/mqtt/transport.hpp"

namespace lab::mqtt {

/// One request. The response topic is sent as it is, also a hostile or useless one: judging that is
/// the responder's part, and the suite's.
struct Request {
  std::string topic;
  std::string response_topic;
  std::string payload;
  std::optional<std::string> correlation_data;  ///< 16 random bytes unless given.
  std::chrono::milliseconds timeout{5'000};     ///< From the call, also while it waits to be sent.
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
      response;  ///< If answered; for an envelope, payload and correlation data unpacked.
  /// If refused: "PUBACK" (also 0x10, no matching subscribers: nobody got it and nobody will),
  /// "SUBACK", "CONNACK".
  std::string refused_by;
  std::optional<int> reason_code;  ///< If refused.
  std::string correlation_data;
  std::chrono::nanoseconds elapsed{0};
};

/// Counts of what came and resolved nothing, and of how requests ended.
struct RequesterCounters {
  std::uint64_t sent = 0;  ///< Requests published; one sent again after a lost session is one.
  std::uint64_t answered = 0, refused = 0, timed_out = 0, cancelled = 0;
  std::uint64_t unknown_correlation = 0;  ///< Never asked, or not by this requester.
  std::uint64_t late = 0;                 ///< After its request had ended without an answer.
  std::uint64_t duplicate = 0;            ///< After its request had been answered.
  std::uint64_t wrong_topic = 0;  ///< The correlation data is pending, on another response topic.
  std::uint64_t no_correlation = 0;  ///< Without correlation data, or an unreadable envelope.
  std::uint64_t retained = 0;        ///< Retained responses are never taken (T13).
};

/// Sends requests and pairs them with their responses (MQTT 5 §4.10; design: "How request-response
/// works here"; threats T3, T8, T13, T14). Not thread-safe: on the loop's thread.
///
/// A lost connection. With the session kept, everything goes on. In a new session the response
/// filter is subscribed to first; then each request that the broker had acknowledged is sent again
/// with the same correlation data (faults F2, F4, F10: the broker or the response may be gone; a
/// responder runs it once). What was not acknowledged the connection itself sends again, so this
/// class does not. Such a request that finds nobody (PUBACK 0x10) is tried again until its timeout,
/// with growing pauses: the responder may be on its way back.
///
/// CONNACK refused: a code that time may heal (server unavailable or busy, quota, connection rate)
/// leaves requests waiting until their timeout; any other ends them as refused.
class Requester {
 public:
  /// May call anything, also `request` or the destructor. What it throws is logged and dropped.
  using Done = std::function<void(const Completion&)>;
  /// For logs and ladders; unset ones are skipped. Messages are shown as they were meant: an
  /// envelope unpacked, with `Message::enveloped` set.
  struct Observer {
    std::function<void(const Message&, int token)> sent;  ///< Each PUBLISH, also a resent one.
    /// `why` is a counter's name: `unknown_correlation`, `late`, …
    std::function<void(const Message&, const char* why)> ignored;
    std::function<void(const std::string& filter, int token)> subscribing;
  };

  /// `response_filter` is subscribed to at once and again on each new session; requests wait for
  /// its SUBACK.
  Requester(boost::asio::io_context& loop, Transport& transport, std::string response_filter,
            Observer observer = {});
  Requester(const Requester&) = delete;
  Requester& operator=(const Requester&) = delete;
  /// Ends all pending requests as cancelled.
  ~Requester();

  /// Sends a request, or keeps it until there is a connection and a SUBACK; `done` is called
  /// exactly once, never from within this call. Throws `Error` (usage), and never calls `done`, if
  /// the topic is no topic name, the correlation data is over 65,535 bytes, an envelope's payload
  /// is not UTF-8, or a request with the same response topic and correlation data is pending.
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
