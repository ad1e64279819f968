#include "lab/mqtt/session.hpp"

#include <limits>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <mosquitto.h>

#include "lab/base/error.hpp"
#include "lab/base/log.hpp"

namespace lab::mqtt {
namespace {

constexpr std::size_t most_queued = 10'000;

/// True if the message was refused here, before it was sent or kept for later.
bool refused_locally(int rc) {
  switch (rc) {
    case MOSQ_ERR_SUCCESS:
    case MOSQ_ERR_NO_CONN:
    case MOSQ_ERR_CONN_LOST:
    case MOSQ_ERR_ERRNO:
    case MOSQ_ERR_TLS: return false;
    default: return true;
  }
}

std::string refusal_text(int rc) {
  switch (rc) {
    case MOSQ_ERR_OVERSIZE_PACKET: return "it is larger than the broker's maximum packet size";
    case MOSQ_ERR_QOS_NOT_SUPPORTED: return "the broker does not take this QoS";
    case MOSQ_ERR_RETAIN_NOT_SUPPORTED: return "the broker does not take retained messages";
    case MOSQ_ERR_MALFORMED_UTF8: return "it is not valid UTF-8";
    default: return mosquitto_strerror(rc);
  }
}

/// The reason code a broker would give for what its CONNACK forbids (MQTT 5 §2.4).
int refusal_code(int rc) {
  switch (rc) {
    case MOSQ_ERR_OVERSIZE_PACKET: return 0x95;
    case MOSQ_ERR_QOS_NOT_SUPPORTED: return 0x9B;
    case MOSQ_ERR_RETAIN_NOT_SUPPORTED: return 0x9A;
    default: return 0x80;
  }
}

}  // namespace

void Client::Session::close() {
  const auto self = shared_from_this();
  handlers_.reset();
  notices_.clear();
  queue_.clear();
  // A DISCONNECT would take the PUBACKs of messages along that nobody has handled.
  if (state_ == State::connected && unhandled_messages_ == 0) {
    handle_->disconnect(0);
    handle_->write();
  }
  drop_socket();
  resolver_.cancel();
  timer_.cancel();
  ++timer_round_;
  state_ = State::idle;
  handle_.reset();
}

int Client::Session::subscribe(const std::vector<std::string>& filters, int qos) {
  require_connected("SUBSCRIBE");
  int packet_id = 0;
  const int rc = handle_->subscribe(filters, qos, packet_id);
  require_sent(rc, "subscribe to", filters);
  subscribe_ids_.push_back(packet_id);
  const int token = track(packet_id, next_token());
  settle(rc);
  deliver_later();
  return token;
}

int Client::Session::unsubscribe(const std::vector<std::string>& filters) {
  require_connected("UNSUBSCRIBE");
  int packet_id = 0;
  const int rc = handle_->unsubscribe(filters, packet_id);
  require_sent(rc, "unsubscribe from", filters);
  subscribe_ids_.push_back(packet_id);
  const int token = track(packet_id, next_token());
  settle(rc);
  deliver_later();
  return token;
}

int Client::Session::publish(const Message& message) {
  require_sendable(message, options_.version);
  const bool waits = state_ != State::connected || !queue_.empty();
  if (!waits) {
    const int token = next_token();
    const int rc = hand_over(message, token);
    if (refused_locally(rc)) {
      throw Error(ErrorKind::usage, fmt::format("cannot publish to \"{}\"", message.topic),
                  refusal_text(rc));
    }
    // QoS 1 stays in libmosquitto when the connection breaks in this call, and is sent again.
    deliver_later();
    if (rc != MOSQ_ERR_SUCCESS && message.qos == 0) require_connected("PUBLISH with QoS 0");
    return token;
  }
  if (message.qos == 0 && state_ != State::connected) require_connected("PUBLISH with QoS 0");
  if (queue_.size() >= most_queued) {
    throw Error(ErrorKind::peer, fmt::format("cannot publish to \"{}\"", message.topic),
                fmt::format("{} messages wait for the connection to {}:{} already", most_queued,
                            options_.host, options_.port),
                "is the broker running?");
  }
  queue_.push_back({next_token(), message, Clock::now()});
  return queue_.back().token;
}

/// Hands a message to libmosquitto, which sends it at once or, past the send maximum, later.
int Client::Session::hand_over(const Message& message, int token) {
  int packet_id = 0;
  const int rc = handle_->publish(message, packet_id);
  if (refused_locally(rc)) return rc;
  track(packet_id, token);
  settle(rc);
  return rc;
}

void Client::Session::flush_queue() {
  while (!queue_.empty() && state_ == State::connected) {
    Queued next = std::move(queue_.front());
    if (next.message.message_expiry_interval) {
      const auto waited =
          std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - next.since).count();
      std::uint32_t& left = *next.message.message_expiry_interval;
      if (waited > 0 && waited >= left) {
        log::debug("a message to {} expired before it could be sent", next.message.topic);
        queue_.pop_front();
        continue;
      }
      left -= static_cast<std::uint32_t>(waited);
    }
    queue_.pop_front();
    const int rc = hand_over(next.message, next.token);
    // `publish` saw all but what this broker's CONNACK forbids; the broker would answer as here.
    if (refused_locally(rc)) notices_.emplace_back(Published{next.token, refusal_code(rc)});
  }
}

void Client::Session::on_tick() {
  const auto self = shared_from_this();
  if (state_ != State::connected) return;
  settle(handle_->tick());
  deliver();
}

void Client::Session::await_readable() {
  if (awaits_readable_) return;
  awaits_readable_ = true;
  descriptor_.async_wait(
      boost::asio::posix::stream_descriptor::wait_read,
      [self = shared_from_this(), round = connection_](const boost::system::error_code& error) {
        if (error || round != self->connection_) return;
        self->awaits_readable_ = false;
        self->on_ready(true);
      });
}

void Client::Session::await_writable() {
  if (awaits_writable_) return;
  awaits_writable_ = true;
  descriptor_.async_wait(
      boost::asio::posix::stream_descriptor::wait_write,
      [self = shared_from_this(), round = connection_](const boost::system::error_code& error) {
        if (error || round != self->connection_) return;
        self->awaits_writable_ = false;
        self->on_ready(false);
      });
}

void Client::Session::on_ready(bool readable) {
  if (tcp_up_ || tcp_is_up()) {
    // A handshake goes on in `read`, whichever way it waits.
    settle(readable || handle_->in_tls_handshake() ? handle_->read() : MOSQ_ERR_SUCCESS);
  }
  deliver();
}

/// Whether packets may leave now. Among them may be the PUBACK of a message whose handler has not
/// returned: if this process dies in it, the broker must still have the message (MQTT 5 §4.3.2).
bool Client::Session::may_write() const {
  return !delivering_ && unhandled_messages_ == 0 && handle_->socket() >= 0;
}

/// After every call that went to libmosquitto: notes what happened, writes what may leave, and
/// either waits for the socket again or lets the connection go.
void Client::Session::settle(int rc) {
  std::optional<int> closed_with = take_events();
  if (rc == MOSQ_ERR_SUCCESS && !closed_with && may_write() && handle_->wants_write()) {
    rc = handle_->write();
    closed_with = take_events();
  }
  // A handshake that broke on the socket is no error to libmosquitto 2.0, which would retry it
  // for ever.
  const bool broke = state_ == State::connecting && handle_->handshake_error().has_value();
  if (rc != MOSQ_ERR_SUCCESS || closed_with || broke || handle_->socket() < 0) {
    ended(rc, closed_with);
  } else if (state_ != State::idle) {
    await_readable();
    if (may_write() && handle_->wants_write()) await_writable();
    if (handle_->wants_read_now()) {
      boost::asio::post(loop_, [self = shared_from_this(), round = connection_] {
        if (round == self->connection_) self->on_ready(true);
      });
    }
  }
}

/// Turns libmosquitto's events into notices. Gives the code the connection closed with, if it did.
std::optional<int> Client::Session::take_events() {
  std::optional<int> closed_with;
  for (HandleEvent& event : handle_->take_events()) {
    if (auto* connack = std::get_if<ConnackEvent>(&event)) {
      if (connack->code == 0) {
        accepted(connack->session_present);
      } else {
        refused_code_ = connack->code;
        notices_.emplace_back(Refused{connack->code});
      }
    } else if (auto* puback = std::get_if<PubackEvent>(&event)) {
      const int token = take_token(puback->packet_id);
      if (token != 0) notices_.emplace_back(Published{token, puback->reason_code});
    } else if (auto* suback = std::get_if<SubackEvent>(&event)) {
      std::erase(subscribe_ids_, suback->packet_id);
      const int token = take_token(suback->packet_id);
      if (token != 0) notices_.emplace_back(Subscribed{token, std::move(suback->reason_codes)});
    } else if (auto* unsuback = std::get_if<UnsubackEvent>(&event)) {
      std::erase(subscribe_ids_, unsuback->packet_id);
      const int token = take_token(unsuback->packet_id);
      if (token != 0) notices_.emplace_back(Unsubscribed{token});
    } else if (auto* closed = std::get_if<ClosedEvent>(&event)) {
      closed_with = closed->code;
    } else {
      ++unhandled_messages_;
      notices_.emplace_back(std::move(std::get<Message>(event)));
    }
  }
  return closed_with;
}

int Client::Session::next_token() {
  last_token_ = last_token_ == std::numeric_limits<int>::max() ? 1 : last_token_ + 1;
  return last_token_;
}

int Client::Session::track(int packet_id, int token) {
  tokens_[packet_id] = token;
  return token;
}

int Client::Session::take_token(int packet_id) {
  const auto found = tokens_.find(packet_id);
  if (found == tokens_.end()) return 0;
  const int token = found->second;
  tokens_.erase(found);
  return token;
}

void Client::Session::deliver_later() {
  if (notices_.empty() || delivering_ || delivery_posted_) return;
  delivery_posted_ = true;
  boost::asio::post(loop_, [self = shared_from_this()] {
    self->delivery_posted_ = false;
    self->deliver();
  });
}

void Client::Session::deliver() {
  if (delivering_) return;
  do {
    deliver_notices();
    // Now leaves what the handlers sent, after the PUBACKs of what they were given.
    if (handlers_ && may_write() && handle_->wants_write()) settle(MOSQ_ERR_SUCCESS);
  } while (handlers_ && !notices_.empty());
}

void Client::Session::deliver_notices() {
  delivering_ = true;
  while (handlers_ && !notices_.empty()) {
    Notice notice = std::move(notices_.front());
    notices_.pop_front();
    const auto handlers = handlers_;  // Lives through the call, also if it destroys the client.
    const bool is_message = std::holds_alternative<Message>(notice);
    try {
      tell(notice, *handlers);
    } catch (...) {
      if (is_message) --unhandled_messages_;
      delivering_ = false;
      deliver_later();
      throw;
    }
    if (is_message) --unhandled_messages_;
    // Subscriptions that the owner makes when connected go out before what waited.
    if (handlers_ && std::holds_alternative<Connected>(notice)) flush_queue();
  }
  delivering_ = false;
}

void Client::Session::tell(Notice& notice, const Handlers& handlers) {
  if (const auto* connected = std::get_if<Connected>(&notice)) {
    if (handlers.connected) handlers.connected(connected->session_present);
  } else if (const auto* refused = std::get_if<Refused>(&notice)) {
    if (handlers.refused) {
      handlers.refused(refused->code, connack_text(options_.version, refused->code));
    }
  } else if (const auto* disconnected = std::get_if<Disconnected>(&notice)) {
    if (handlers.disconnected) handlers.disconnected(*disconnected);
  } else if (const auto* subscribed = std::get_if<Subscribed>(&notice)) {
    if (handlers.subscribed) handlers.subscribed(subscribed->token, subscribed->reason_codes);
  } else if (const auto* unsubscribed = std::get_if<Unsubscribed>(&notice)) {
    if (handlers.unsubscribed) handlers.unsubscribed(unsubscribed->token, {});
  } else if (const auto* published = std::get_if<Published>(&notice)) {
    if (handlers.published) handlers.published(published->token, published->reason_code);
  } else if (handlers.message) {
    handlers.message(std::get<Message>(notice));
  }
}

void Client::Session::require_connected(const char* what) const {
  if (state_ == State::connected) return;
  throw Error(ErrorKind::peer, fmt::format("{} is not sent", what),
              fmt::format("client \"{}\" is not connected to {}:{}", options_.client_id,
                          options_.host, options_.port));
}

void Client::Session::require_sent(int rc, const char* what,
                                   const std::vector<std::string>& filters) const {
  if (!refused_locally(rc)) return;
  throw Error(ErrorKind::usage,
              fmt::format("cannot {} \"{}\"", what, filters.empty() ? "" : filters.front()),
              filters.empty() ? "no topic filter is given" : refusal_text(rc));
}

}  // namespace lab::mqtt
