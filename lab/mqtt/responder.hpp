#pragma once

#include <chrono>
#include <cstddef>
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

/// What the responder may answer on, and how much it takes and remembers.
struct ResponderOptions {
  std::string request_filter;  ///< `devices/device2/desired`.
  /// A filter that every response topic must match (threat T2). Empty: none may be answered on.
  std::string allowed_response_topic;
  std::chrono::seconds remember_without_expiry{60};  ///< For a request that has no message expiry.
  std::size_t remember_most = 10'000;                ///< Answers kept; the oldest goes first.
  std::size_t remember_most_bytes = 16U << 20U;      ///< Of kept requests and answers together.
  /// A request over one of these is not answered and not executed (T11; facts LIM26, CA-096).
  std::size_t most_correlation_data = 256;
  std::size_t most_response_topic = 256;
  /// An answer over this becomes an error answer (413): a broker ends the connection of a client
  /// that publishes a packet over its limit, 524,288 bytes at Event Grid (CA-144).
  std::size_t most_answer = 500'000;
};

/// Each request counts in `received` and in at most one of the reasons why it was not served.
struct ResponderCounters {
  std::uint64_t received = 0;
  std::uint64_t executed = 0;           ///< `Execute` gave an answer.
  std::uint64_t answered = 0;           ///< Answers published, errors too; kept ones not.
  std::uint64_t answered_again = 0;     ///< Kept answers published for redelivered requests.
  std::uint64_t no_response_topic = 0;  ///< Not answered and not executed.
  /// Wildcard, no topic name, starts with `$`, too long, outside the allowed filter, or a topic
  /// that this responder takes requests on. Not answered and not executed.
  std::uint64_t rejected_response_topic = 0;
  std::uint64_t retained = 0;          ///< Retained requests are never executed (T13).
  std::uint64_t expired = 0;           ///< Executing would come after the deadline (T9).
  std::uint64_t unreadable = 0;        ///< On v3.1.1: a payload that is no envelope.
  std::uint64_t response_refused = 0;  ///< The broker or the transport refused a response.
  std::uint64_t too_large = 0;         ///< Correlation data over the limit (T11).
  std::uint64_t unheard = 0;           ///< A response that reached nobody: PUBACK 0x10 (T8).
};

/// What the application says to a request.
struct Answer {
  std::string payload;
  std::optional<std::string> content_type;  ///< `application/json` unless given.
  /// `status` = `200` is added (facts §1.1), unless a property of that very name is here.
  std::vector<std::pair<std::string, std::string>> user_properties;
};

/// Answers requests where they ask to be answered, once each (design: "How request-response works
/// here"; threats T2, T7, T9-T14). Not thread-safe: on the loop's thread.
///
/// An answer has the form of its request: properties, or the payload envelope.
///
/// A redelivered request is one whose topic, response topic, correlation data and payload are those
/// of a request served before; if it has no correlation data, only with DUP set, since two equal
/// requests without any identity may well be meant twice. It is not executed again; the kept answer
/// is sent again, until the request's message expiry (0 counts as none) or
/// `remember_without_expiry` has passed, or newer answers need the room.
class Responder {
 public:
  /// The application: gets the request (envelope unpacked) and gives its answer. If it throws, the
  /// requester gets an error answer, `{"error":{"status":400,"message":…}}` with the user property
  /// `status`, and the next request is served as if nothing had happened (T10).
  using Execute = std::function<Answer(const Message& request)>;
  /// Unset ones are skipped. Messages are shown as they were meant: an envelope unpacked, with
  /// `Message::enveloped` set.
  struct Observer {
    std::function<void(const Message&)> received;  ///< Each one, also what is ignored next.
    std::function<void(const Message& response, int token, bool again)> answered;
    std::function<void(const Message&, const char* why)> ignored;  ///< `why`: a counter's name.
    std::function<void(const std::string& filter, int token)> subscribing;
  };
  /// Deliberate faults, for the suite (`misbehaviour.hpp`). May change, drop, delay or repeat the
  /// response.
  struct Misbehaviour;

  /// Subscribes to the request filter at once, or when connected. The callbacks may call anything,
  /// also the destructor.
  Responder(boost::asio::io_context& loop, Transport& transport, ResponderOptions options,
            Execute execute, Observer observer = {});
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;
  ~Responder();

  /// From the next request on.
  void misbehave(const Misbehaviour& how);

  /// Subscribes again, also in a session that was kept: it may be one of an earlier process.
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
