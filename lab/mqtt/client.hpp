#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "lab/mqtt/message.hpp"
#include "lab/mqtt/transport.hpp"

namespace lab::mqtt {

/// Whom to connect to, as whom, and how. TLS is used if a CA or a certificate file is given.
struct ConnectOptions {
  std::string host = "127.0.0.1";  ///< A name or an address; TLS verifies that it is the server's.
  std::uint16_t port = 8883;
  Version version = Version::v5;
  std::string client_id;
  std::optional<std::string> username;
  std::filesystem::path ca_file;
  std::filesystem::path certificate_file;
  std::filesystem::path key_file;
  std::chrono::seconds keep_alive{60};     ///< 0 (none) or at least 5.
  bool clean_start = true;                 ///< v3.1.1: cleanSession.
  std::chrono::seconds session_expiry{0};  ///< v5 only.
  std::uint16_t receive_maximum = 100;
  std::optional<Message> will;
  bool reconnect = true;  ///< With back-off and jitter; false: one attempt.
  std::chrono::milliseconds reconnect_first{100};
  /// Also how long a connection must last before the back-off starts over.
  std::chrono::milliseconds reconnect_most{10'000};
  std::chrono::milliseconds connect_timeout{10'000};  ///< From the name lookup to the CONNACK.
};

/// How a connection ended. "Who said it" is kept apart: a peer's DISCONNECT or CONNACK code is its
/// answer; a network or TLS failure is ours to explain.
struct Disconnected {
  enum class By { us, peer, network };
  By by = By::network;
  std::optional<int> reason_code;  ///< Of the peer's DISCONNECT or refused CONNACK, if it sent one.
  std::string text;                ///< In words.
  std::optional<std::chrono::milliseconds>
      retry_in;  ///< When the next attempt starts, if one does.
};

/// What the client tells its owner. All are called on the loop's thread, never inside a call to the
/// client, so that a handler may do anything, also destroy the client. Unset ones are skipped.
struct Handlers {
  std::function<void(bool session_present)> connected;
  std::function<void(int connack_code, const char* text)>
      refused;  ///< CONNACK with a code that is not 0.
  std::function<void(const Disconnected&)> disconnected;
  std::function<void(int token, const std::vector<int>& reason_codes)> subscribed;
  /// UNSUBACK. The codes are empty: libmosquitto 2.0 does not tell them.
  std::function<void(int token, const std::vector<int>& reason_codes)> unsubscribed;
  /// PUBACK (QoS 1) or handed to the network (QoS 0: code 0). On v3.1.1 the code is always 0.
  std::function<void(int token, int reason_code)> published;
  std::function<void(const Message&)> message;
};

/// One MQTT client on an Asio loop, over libmosquitto's packet functions: no thread of its own, no
/// `select`, so that one process can hold ten thousand. Not thread-safe: use it on the loop's
/// thread. The owner keeps the loop alive longer than the client.
class Client final : public Transport {
 public:
  Client(boost::asio::io_context& loop, ConnectOptions options, Handlers handlers);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  /// Sends DISCONNECT if connected (what the socket takes at once), and calls no handler any more.
  ~Client() override;

  /// Starts to connect; does nothing if started already. Throws `Error`: definition if a
  /// certificate or key file cannot be used, usage if an option cannot be sent.
  void start();

  /// Sends SUBSCRIBE. Gives a token that `subscribed` repeats; a connection that ends first takes
  /// the answer with it. Throws `Error`: usage if a filter is malformed, peer if not connected.
  int subscribe(const std::vector<std::string>& filters, int qos) override;
  int unsubscribe(const std::vector<std::string>& filters);

  /// Sends PUBLISH, now or (QoS 1 and 2) when connected again, after `connected` was called. What
  /// waits keeps its order, has its message expiry lowered by the time it waited, and is dropped
  /// when that is over, as a broker would (MQTT 5 §3.3.2.3.3). Gives a token that `published`
  /// repeats.
  ///
  /// Throws `Error`: usage if the message cannot be sent on any connection (topic, properties,
  /// size), peer if it is QoS 0 and there is no connection, or if 10,000 messages wait.
  int publish(const Message& message) override;

  /// Sends DISCONNECT and does not come back until `start`.
  void disconnect(int reason_code = 0);

  /// Cuts the TCP connection without a DISCONNECT, as a network failure does; reconnects if asked
  /// to.
  void cut();

  [[nodiscard]] bool is_connected() const override;
  [[nodiscard]] Version version() const override;
  [[nodiscard]] const ConnectOptions& options() const;

 private:
  class Session;
  std::shared_ptr<Session> session_;
};

}  // namespace lab::mqtt
