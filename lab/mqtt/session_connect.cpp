#include <algorithm>
#include <random>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>
#include <mosquitto.h>
#include <sys/socket.h>

#include "lab/base/assert.hpp"
#include "lab/base/error.hpp"
#include "lab/mqtt/session.hpp"

namespace lab::mqtt {
namespace {

Disconnected left() {
  return {Disconnected::By::us, std::nullopt, "we disconnected", std::nullopt};
}

Disconnected said_by_peer(int reason_code, const char* text) {
  return {Disconnected::By::peer, reason_code, text, std::nullopt};
}

Disconnected failed(std::string text) {
  return {Disconnected::By::network, std::nullopt, std::move(text), std::nullopt};
}

}  // namespace

Client::Session::Session(boost::asio::io_context& loop, ConnectOptions options, Handlers handlers)
    : loop_(loop),
      options_(std::move(options)),
      handlers_(std::make_shared<const Handlers>(std::move(handlers))),
      descriptor_(loop),
      resolver_(loop),
      timer_(loop),
      backoff_(options_.reconnect_first, options_.reconnect_most, std::random_device{}()) {}

void Client::Session::start() {
  if (state_ == State::leaving) over(left());
  if (state_ != State::idle) return;
  if (!handle_) handle_ = std::make_unique<Handle>(options_);
  backoff_.reset();
  begin_attempt();
  deliver_later();
}

void Client::Session::begin_attempt() {
  state_ = State::looking_up;
  ++connection_;
  refused_code_.reset();
  addresses_tried_ = 0;
  set_timer(options_.connect_timeout, &Session::on_timeout);
  look_up();
}

/// An address needs no lookup, nor does "localhost": it is the loopback by definition (RFC 6761
/// §6.3), also on a bare machine whose /etc/hosts lacks it. Any other name is looked up on the
/// loop's own resolver, since libmosquitto would block every client of the loop meanwhile.
void Client::Session::look_up() {
  if (options_.host == "localhost") {
    addresses_ = {"127.0.0.1", "::1"};
    connect_next();
    return;
  }
  boost::system::error_code no_address;
  boost::asio::ip::make_address(options_.host, no_address);
  if (!no_address) {
    addresses_ = {options_.host};
    connect_next();
    return;
  }
  resolver_.async_resolve(
      options_.host, std::to_string(options_.port), boost::asio::ip::tcp::resolver::numeric_service,
      [self = shared_from_this(), round = connection_](
          const boost::system::error_code& error,
          const boost::asio::ip::tcp::resolver::results_type& results) {
        if (round != self->connection_) return;
        if (error) {
          self->connection_failed(fmt::format("the host name \"{}\" cannot be looked up: {}",
                                              self->options_.host, error.message()));
        } else {
          self->addresses_.clear();
          for (const auto& result : results) {
            self->addresses_.push_back(result.endpoint().address().to_string());
          }
          self->connect_next();
        }
        self->deliver();
      });
}

/// Tries the host's addresses in turn ("localhost" is ::1 and 127.0.0.1, and a broker may listen
/// on one only). Each attempt begins with another one, so that a dead first address, which takes
/// all of an attempt's time, does not hide the second.
void Client::Session::connect_next() {
  std::string failure = "it has no address";
  while (addresses_tried_ < addresses_.size()) {
    const std::string& address =
        addresses_[(first_address_ + addresses_tried_++) % addresses_.size()];
    state_ = State::connecting;
    ++connection_;
    tcp_up_ = false;
    const int rc = handle_->connect(address, options_.port);
    // A port that nobody listens on may show at once, and then only in the TLS handshake.
    if (handle_->socket() >= 0 && rc <= MOSQ_ERR_SUCCESS && !handle_->handshake_error()) {
      watch_socket();
      await_writable();
      return;
    }
    failure = why_no_connack(rc);
    handle_->take_events();
    drop_socket();
  }
  ++first_address_;
  connection_failed(failure);
}

/// True if the TCP connection is made. If it failed, goes on to the next address.
bool Client::Session::tcp_is_up() {
  int error_number = 0;
  socklen_t size = sizeof error_number;
  ::getsockopt(handle_->socket(), SOL_SOCKET, SO_ERROR, &error_number, &size);
  if (error_number == 0) {
    tcp_up_ = true;
    return true;
  }
  drop_socket();
  if (addresses_tried_ < addresses_.size()) {
    connect_next();
  } else {
    ++first_address_;
    connection_failed(errno_text(error_number));
  }
  return false;
}

/// The time for an attempt, or for the last DISCONNECT to leave, is over.
void Client::Session::on_timeout() {
  if (state_ == State::leaving) {
    over(left());
    return;
  }
  const char* const awaited = state_ == State::looking_up   ? "an answer to the name lookup"
                              : !tcp_up_                    ? "the TCP connection"
                              : handle_->in_tls_handshake() ? "the TLS handshake"
                                                            : "the CONNACK";
  ++first_address_;
  resolver_.cancel();
  connection_failed(
      fmt::format("gave up after {} ms waiting for {}", options_.connect_timeout.count(), awaited));
}

void Client::Session::accepted(bool session_present) {
  state_ = State::connected;
  connected_at_ = Clock::now();
  timer_.cancel();
  ++timer_round_;
  boost::asio::use_service<Ticker>(loop_).add(*this);
  // Asio goes on asking for "writable" once it was waited for, so that every wait for a packet
  // would first be woken by a writable socket. Watching anew asks for "readable" only.
  if (handle_->socket() >= 0) watch_socket();
  notices_.emplace_back(Connected{session_present});
}

/// The connection ended, or a call to libmosquitto failed: says who did it, and why.
void Client::Session::ended(int rc, std::optional<int> closed_with) {
  Disconnected how;
  if (state_ == State::leaving) {
    how = left();
  } else if (refused_code_) {
    how = said_by_peer(*refused_code_, connack_text(options_.version, *refused_code_));
  } else if (closed_with && (*closed_with >= 0x80 || (*closed_with == 0 && rc == 0))) {
    how = said_by_peer(*closed_with,
                       *closed_with == 0 ? "Normal disconnection" : reason_text(*closed_with));
  } else {
    const int cause = rc != MOSQ_ERR_SUCCESS ? rc : closed_with.value_or(0);
    if (state_ == State::connecting) return connection_failed(why_no_connack(cause));
    how.text = handle_->failure_text(cause);
  }
  over(std::move(how));
}

std::string Client::Session::why_no_connack(int rc) const {
  std::string text = handle_->failure_text(rc);
  if (!options_.certificate_file.empty() && handle_->closed_without_words(rc)) {
    // TLS 1.3 ends the client's handshake before the server has looked at its certificate.
    text += " (a server that refuses the client certificate may say no more than this)";
  }
  return text;
}

void Client::Session::connection_failed(const std::string& text) {
  over(failed(fmt::format("cannot connect to {}:{}: {}", options_.host, options_.port, text)));
}

/// Lets the connection go and plans the next one, if there is to be one.
void Client::Session::over(Disconnected how) {
  if (state_ == State::connected && Clock::now() - connected_at_ >= options_.reconnect_most) {
    backoff_.reset();
  }
  drop_socket();
  timer_.cancel();
  ++timer_round_;
  for (const int packet_id : subscribe_ids_) tokens_.erase(packet_id);
  subscribe_ids_.clear();
  if (how.by != Disconnected::By::us && options_.reconnect) {
    how.retry_in = backoff_.next();
    state_ = State::waiting;
    set_timer(*how.retry_in, &Session::begin_attempt);
  } else {
    state_ = State::idle;
  }
  notices_.emplace_back(std::move(how));
}

/// Watches libmosquitto's present socket, and nothing else any more.
void Client::Session::watch_socket() {
  ++connection_;
  awaits_readable_ = awaits_writable_ = false;
  if (descriptor_.is_open()) descriptor_.release();
  descriptor_.assign(handle_->socket());
}

/// Gives libmosquitto's socket back and closes it without a DISCONNECT, if it is still open.
void Client::Session::drop_socket() {
  ++connection_;
  awaits_readable_ = awaits_writable_ = false;
  boost::asio::use_service<Ticker>(loop_).remove(*this);
  // Never `close`: libmosquitto owns the descriptor, and may have closed it already.
  if (descriptor_.is_open()) descriptor_.release();
  if (handle_ && handle_->socket() >= 0) {
    ::shutdown(handle_->socket(), SHUT_RDWR);
    handle_->close();
  }
}

void Client::Session::disconnect(int reason_code) {
  switch (state_) {
    case State::idle:
    case State::leaving: return;
    case State::connected:
      state_ = State::leaving;
      set_timer(options_.connect_timeout, &Session::on_timeout);
      settle(handle_->disconnect(reason_code));
      break;
    case State::looking_up:
    case State::connecting:
    case State::waiting:
      resolver_.cancel();
      over(left());
      break;
  }
  deliver_later();
}

void Client::Session::cut() {
  if (state_ != State::connected && state_ != State::connecting) return;
  over(failed("the connection was cut on purpose"));
  deliver_later();
}

void Client::Session::set_timer(std::chrono::milliseconds delay, void (Session::*then)()) {
  timer_.expires_after(delay);
  timer_.async_wait([self = shared_from_this(), round = ++timer_round_,
                     then](const boost::system::error_code& error) {
    if (error || round != self->timer_round_) return;
    (self.get()->*then)();
    self->deliver();
  });
}

}  // namespace lab::mqtt
