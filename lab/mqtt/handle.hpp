#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lab/mqtt/client.hpp"
#include "lab/mqtt/message.hpp"
#include "lab/mqtt/tls_context.hpp"

struct mosquitto;
struct mosquitto_message;

namespace lab::mqtt {

// What libmosquitto's callbacks tell. They are kept in order and taken by `Handle::take_events`
// after the call that caused them, so that no owner's code runs inside libmosquitto.
struct ConnackEvent {
  int code;
  bool session_present;
};
struct SubackEvent {
  int packet_id;
  std::vector<int> reason_codes;
};
struct UnsubackEvent {
  int packet_id;
};
struct PubackEvent {
  int packet_id;
  int reason_code;
};
/// The connection is closed. `code` is a reason code of the peer's DISCONNECT if it is 0x80 or
/// more, else one of libmosquitto's own.
struct ClosedEvent {
  int code;
};
using HandleEvent =
    std::variant<ConnackEvent, SubackEvent, UnsubackEvent, PubackEvent, ClosedEvent, Message>;

/// libmosquitto's client object: owns it, drives it without ever blocking, and turns its
/// callbacks into events. Knows nothing of loops and of reconnecting.
///
/// The functions that give an int give libmosquitto's MOSQ_ERR code; anything but 0 from `read`,
/// `write` or `tick` means that the connection is lost, with or without a `ClosedEvent`.
class Handle {
 public:
  /// Throws `Error` (usage) if an option cannot be sent, (definition) if a file cannot be used.
  explicit Handle(const ConnectOptions& options);
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle();

  /// Starts a TCP connection to a numeric address and queues CONNECT. Never blocks: the connection
  /// is under way when it returns.
  int connect(const std::string& address, std::uint16_t port);

  /// Closes the connection without a DISCONNECT, as if the network had failed. No event follows.
  void close();

  /// The connected socket, owned by libmosquitto, or -1. Changes with every `connect`.
  [[nodiscard]] int socket() const;

  int read();
  int write();
  int tick();  ///< Keep alive; once a second.

  /// True if `write` has something to do that only waits for the socket.
  [[nodiscard]] bool wants_write() const;
  /// True if `read` has something to do although the socket may never become readable.
  [[nodiscard]] bool wants_read_now() const;
  [[nodiscard]] bool in_tls_handshake() const;

  int publish(const Message& message, int& packet_id);
  int subscribe(const std::vector<std::string>& filters, int qos, int& packet_id);
  int unsubscribe(const std::vector<std::string>& filters, int& packet_id);
  int disconnect(int reason_code);

  std::vector<HandleEvent> take_events();

  /// Why the connection failed, in words: the TLS trouble if there is one, else what `rc` and the
  /// `errno` of the latest call mean.
  [[nodiscard]] std::string failure_text(int rc) const;
  /// True if the peer closed the connection and said nothing about why.
  [[nodiscard]] bool closed_without_words(int rc) const;
  /// The `errno` that broke the TLS handshake unseen by libmosquitto, if one did.
  [[nodiscard]] std::optional<int> handshake_error() const;

 private:
  struct Callbacks;
  struct Destroy {
    void operator()(mosquitto* handle) const noexcept;
  };

  int noted(int rc);
  void set_options(const ConnectOptions& options);
  void set_will(const Message& will);
  void set_connect_properties(const ConnectOptions& options);

  Version version_;
  int keep_alive_;
  int error_number_ = 0;  // What `errno` was after the latest call.
  std::unique_ptr<TlsContext> tls_;
  std::vector<HandleEvent> events_;
  std::unique_ptr<mosquitto, Destroy> mosquitto_;
};

/// Throws `Error` (usage) if the message could not be sent on any connection of this version: its
/// topic, its properties, its size.
void require_sendable(const Message& message, Version version);

}  // namespace lab::mqtt
