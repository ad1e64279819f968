#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lab/mqtt/pending_requests.hpp"
#include "lab/mqtt/requester.hpp"

namespace lab::mqtt {

/// What a `Requester` does and knows. Held by a shared pointer, so that a call of it can finish
/// although something that it called has destroyed the requester: then `close` has been called, and
/// it neither sends nor reports any more.
class Requester::State : public std::enable_shared_from_this<State> {
 public:
  State(boost::asio::io_context& loop, Transport& transport, std::string filter, Observer observer);

  void request(Request asked, Done done);
  void cancel_all();
  void close();
  void on_connected(bool session_present);
  void on_refused(int connack_code);
  void on_disconnected();
  void on_subscribed(int token, const std::vector<int>& reason_codes);
  void on_published(int token, int reason_code);
  bool on_message(const Message& message);

  [[nodiscard]] std::size_t pending() const { return pending_.size(); }
  [[nodiscard]] const RequesterCounters& counters() const { return counters_; }

 private:
  using Pointer = PendingRequests::Pointer;
  enum class Subscription { none, asked, granted };

  [[nodiscard]] Message to_message(Request asked) const;
  [[nodiscard]] bool ready() const {
    return !closing_ && connected_ && subscription_ == Subscription::granted;
  }
  void subscribe();
  void start_deadline(const Pointer& request);
  void publish(const Pointer& request);
  void publish_waiting(const Pointer& request) noexcept;
  void send_what_waits();
  void send_again_after_pause(const Pointer& request);
  void end(const Pointer& request, Completion completion);
  void end(const Pointer& request, Completion::Outcome outcome);
  void refuse(const Pointer& request, const char* by, int code);
  void refuse_all(const char* by, int code);
  void take_response(const Message& response);
  void resolve(const Pointer& request, const Message& response);
  void ignore(const Message& response, std::uint64_t& counter, const char* why);

  boost::asio::io_context& loop_;
  Transport& transport_;
  std::string filter_;
  std::string matched_filter_;  ///< Without the `$share/<group>/` in front.
  Observer observer_;
  bool connected_;
  bool closing_ = false;
  Subscription subscription_ = Subscription::none;
  int subscribe_token_ = 0;
  std::uint64_t subscriptions_ = 0;  ///< How many were granted: the number of the current one.
  PendingRequests pending_;
  RequesterCounters counters_;
};

}  // namespace lab::mqtt
