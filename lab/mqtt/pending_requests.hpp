#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "lab/mqtt/message.hpp"
#include "lab/mqtt/requester.hpp"

namespace lab::mqtt {

/// One request of a `Requester`, from the call to its end.
struct PendingRequest {
  enum class Stage {
    waiting,       ///< Not published: no SUBACK yet, no connection, or the pause before a resend.
    published,     ///< Without a PUBACK. The connection itself sends it again if it is cut.
    acknowledged,  ///< The broker has it.
  };

  explicit PendingRequest(const boost::asio::any_io_executor& executor)
      : deadline_timer(executor), pause_timer(executor) {}

  Message message;  ///< As it was meant: not packed into an envelope.
  Requester::Done done;
  std::chrono::steady_clock::time_point asked_at;
  std::chrono::steady_clock::time_point deadline;
  boost::asio::steady_timer deadline_timer;
  boost::asio::steady_timer pause_timer;  ///< Runs before a request is sent again (`Requester`).
  std::chrono::milliseconds next_pause{100};
  Stage stage = Stage::waiting;
  std::optional<int> token;        ///< Of a PUBLISH without a PUBACK.
  std::uint64_t subscription = 0;  ///< Under which subscription it was last published.
  std::uint64_t times_sent = 0;
  bool was_cut = false;  ///< The connection was lost after it was published.
  bool ended = false;
  std::uint64_t number = 0;  ///< In the order of the calls.
};

/// The requests that have not ended, by the key that pairs a response with its request: response
/// topic and correlation data, byte for byte (threat T3). Of those that have ended it remembers the
/// last 10,000 keys, to tell a late or second response from one that nobody asked for.
class PendingRequests {
 public:
  using Pointer = std::shared_ptr<PendingRequest>;

  /// What a response is to this requester.
  enum class Meaning {
    answer,       ///< It resolves `request`.
    wrong_topic,  ///< Its correlation data is pending, asked for on another topic.
    duplicate,    ///< Its request was answered before.
    late,         ///< Its request ended without an answer.
    unknown,      ///< Nobody asked.
  };
  struct Found {
    Meaning meaning = Meaning::unknown;
    Pointer request;  ///< Of an answer only.
  };

  /// False, and nothing added, if a request with the same key is pending.
  bool add(const Pointer& request);

  /// Forgets a request that was never published, as if it had not been added.
  void remove(const Pointer& request);

  /// Moves a request from the pending ones to those that have ended.
  void finish(const Pointer& request, bool answered);

  /// None once the PUBACK is there: the transport may use the token again.
  void set_token(const Pointer& request, std::optional<int> token);

  [[nodiscard]] Found find(std::string_view response_topic,
                           std::string_view correlation_data) const;

  /// The request whose PUBLISH with that token has no PUBACK, or none.
  [[nodiscard]] Pointer find_token(int token) const;

  /// All of them, oldest first: a copy, since ending one may call anything.
  [[nodiscard]] std::vector<Pointer> all() const;

  [[nodiscard]] std::size_t size() const { return by_key_.size(); }

 private:
  /// Ends of requests with one key. A key may be used again, so it may be there more than once.
  struct Ended {
    bool answered = false;  ///< The last of them.
    std::size_t times = 0;
  };

  static std::string key(std::string_view response_topic, std::string_view correlation_data);
  static std::string key(const PendingRequest& request);

  std::unordered_map<std::string, Pointer> by_key_;
  std::unordered_map<std::string, std::size_t> correlations_;  ///< How many pending have it.
  std::unordered_map<int, Pointer> by_token_;
  std::map<std::uint64_t, Pointer> by_number_;
  std::unordered_map<std::string, Ended> ended_;
  std::deque<std::string> ended_order_;
  std::uint64_t next_number_ = 1;
};

}  // namespace lab::mqtt
