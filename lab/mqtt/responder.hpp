#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "lab/mqtt/message.hpp"
#include "lab/mqtt/transport.hpp"

namespace lab::mqtt {

/// What the responder may answer on, and how long it remembers.
struct ResponderOptions {
  std::string request_filter;  ///< `devices/device2/desired`.
  std::string
      allowed_response_topic;  ///< A filter that every response topic must match (threat T2).
  std::chrono::seconds remember_without_expiry{60};  ///< For a request that has no message expiry.
  std::size_t remember_most = 10'000;                ///< Answers kept; the oldest goes first.
};

struct ResponderCounters {
  std::uint64_t received = 0, executed = 0, answered = 0, answered_again = 0;
  std::uint64_t no_response_topic = 0;  ///< Executed? No: not answered and not executed.
  std::uint64_t rejected_response_topic =
      0;  ///< Wildcard, outside the allowed filter, or equal to the request topic.
  std::uint64_t retained = 0;          ///< Retained requests are never executed (T13).
  std::uint64_t expired = 0;           ///< Executing would come after the deadline (T9).
  std::uint64_t unreadable = 0;        ///< An envelope that cannot be read.
  std::uint64_t response_refused = 0;  ///< The broker refused the response's PUBLISH.
};

/// What the application says to a request.
struct Answer {
  std::string payload;
  std::optional<std::string> content_type;
  std::vector<std::pair<std::string, std::string>> user_properties;
};

/// Answers requests where they ask to be answered, once each (design: "How request-response works
/// here"; threats T2, T7, T9-T14). Not thread-safe: on the loop's thread.
class Responder {
 public:
  /// The application: gets the request (envelope unpacked) and gives its answer. If it throws, the
  /// requester gets an error answer, and the next request is served as if nothing had happened
  /// (T10).
  using Execute = std::function<Answer(const Message& request)>;
  struct Observer {
    std::function<void(const Message&)> received;
    std::function<void(const Message& response, int token, bool again)> answered;
    std::function<void(const Message&, const char* why)> ignored;
  };
  /// Deliberate faults, for the suite. May change, drop, delay or repeat the response.
  struct Misbehaviour;

  Responder(boost::asio::io_context& loop, Transport& transport, ResponderOptions options,
            Execute execute, Observer observer = {});
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;
  ~Responder();

  void misbehave(const Misbehaviour& how);

  void on_connected(bool session_present);
  void on_published(int token, int reason_code);
  /// False if the message is not on the request filter.
  bool on_message(const Message& message);

  [[nodiscard]] const ResponderCounters& counters() const;

 private:
  class State;
  std::shared_ptr<State> state_;
};

}  // namespace lab::mqtt
