#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "lab/mqtt/backoff.hpp"
#include "lab/mqtt/client.hpp"
#include "lab/mqtt/handle.hpp"
#include "lab/mqtt/ticker.hpp"

namespace lab::mqtt {

/// The life of one client on its loop: looks the host up, connects, keeps libmosquitto's socket
/// served, and comes back after a failure. Asio's operations hold it, so it may outlive its
/// `Client`; `close` makes it silent.
///
/// No handler is ever called inside a function of libmosquitto, nor inside a function of `Client`:
/// what happens becomes a notice first, and `deliver` calls the handlers last.
class Client::Session final : public std::enable_shared_from_this<Session>, private Ticked {
 public:
  Session(boost::asio::io_context& loop, ConnectOptions options, Handlers handlers);

  void start();
  void close();
  int subscribe(const std::vector<std::string>& filters, int qos);
  int unsubscribe(const std::vector<std::string>& filters);
  int publish(const Message& message);
  void disconnect(int reason_code);
  void cut();

  [[nodiscard]] bool is_connected() const { return state_ == State::connected; }
  [[nodiscard]] const ConnectOptions& options() const { return options_; }

 private:
  enum class State { idle, looking_up, connecting, connected, leaving, waiting };
  using Clock = std::chrono::steady_clock;

  struct Connected {
    bool session_present;
  };
  struct Refused {
    int code;
  };
  struct Subscribed {
    int token;
    std::vector<int> reason_codes;
  };
  struct Unsubscribed {
    int token;
  };
  struct Published {
    int token;
    int reason_code;
  };
  using Notice =
      std::variant<Connected, Refused, Disconnected, Subscribed, Unsubscribed, Published, Message>;
  struct Queued {
    int token;
    Message message;
    Clock::time_point since;
  };

  // session_connect.cpp: from nothing to a connection, and back.
  void begin_attempt();
  void look_up();
  void connect_next();
  bool tcp_is_up();
  void on_timeout();
  void accepted(bool session_present);
  void connection_failed(const std::string& text);
  [[nodiscard]] std::string why_no_connack(int rc) const;
  void over(Disconnected how);
  void drop_socket();
  void watch_socket();
  void set_timer(std::chrono::milliseconds delay, void (Session::*then)());

  // session.cpp: a connection, served.
  void on_tick() override;
  void await_readable();
  void await_writable();
  void on_ready(bool readable);
  [[nodiscard]] bool may_write() const;
  void settle(int rc);
  void ended(int rc, std::optional<int> closed_with);
  std::optional<int> take_events();
  int next_token();
  int take_token(int packet_id);
  int track(int packet_id, int token);
  int hand_over(const Message& message, int token);
  void flush_queue();
  void deliver();
  void deliver_notices();
  void deliver_later();
  void tell(Notice& notice, const Handlers& handlers);
  void require_connected(const char* what) const;
  void require_sent(int rc, const char* what, const std::vector<std::string>& filters) const;

  boost::asio::io_context& loop_;
  const ConnectOptions options_;
  std::shared_ptr<const Handlers> handlers_;  // Null when closed. Shared: a call may destroy us.
  std::unique_ptr<Handle> handle_;
  boost::asio::posix::stream_descriptor descriptor_;  // Borrows libmosquitto's socket.
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::steady_timer timer_;
  Backoff backoff_;

  State state_ = State::idle;
  unsigned connection_ = 0;  // Counts sockets and attempts: an older one's completions are ignored.
  unsigned timer_round_ = 0;
  bool tcp_up_ = false;
  bool awaits_readable_ = false, awaits_writable_ = false;
  std::vector<std::string> addresses_;
  std::size_t first_address_ = 0, addresses_tried_ = 0;
  Clock::time_point connected_at_;
  std::optional<int> refused_code_;

  int last_token_ = 0;
  std::unordered_map<int, int> tokens_;  // By packet id.
  std::vector<int> subscribe_ids_;       // Packet ids that die with their connection.
  std::deque<Queued> queue_;             // What waits for a connection.
  std::deque<Notice> notices_;
  std::size_t unhandled_messages_ = 0;  ///< Read from the socket, and not yet handled.
  bool delivering_ = false, delivery_posted_ = false;
};

}  // namespace lab::mqtt
