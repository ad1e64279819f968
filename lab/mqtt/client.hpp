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

/// Whom to connect to, as whom, and how.
struct ConnectOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8883;
  Version version = Version::v5;
  std::string client_id;
  std::optional<std::string> username;
  std::filesystem::path ca_file;
  std::filesystem::path certificate_file;
  std::filesystem::path key_file;
  std::chrono::seconds keep_alive{60};
  bool clean_start = true;                 ///< v3.1.1: cleanSession.
  std::chrono::seconds session_expiry{0};  ///< v5 only.
  std::uint16_t receive_maximum = 100;
  std::optional<Message> will;
  bool reconnect = true;  ///< With back-off and jitter; false: one attempt.
  std::chrono::milliseconds reconnect_first{100};
  std::chrono::milliseconds reconnect_most{10'000};
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

/// What the client tells its owner. All are called on the loop's thread. Unset ones are skipped.
struct Handlers {
  std::function<void(bool session_present)> connected;
  std::function<void(int connack_code, const char* text)>
      refused;  ///< CONNACK with a code that is not 0.
  std::function<void(const Disconnected&)> disconnected;
  std::function<void(int token, const std::vector<int>& reason_codes)> subscribed;
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
  ~Client() override;

  /// Starts to connect. Throws `Error` (definition) if a certificate or key file cannot be used.
  void start();

  /// Sends SUBSCRIBE. Gives a token that `subscribed` repeats.
  int subscribe(const std::vector<std::string>& filters, int qos) override;
  int unsubscribe(const std::vector<std::string>& filters);

  /// Sends PUBLISH, now or (QoS 1) when connected again. Gives a token that `published` repeats.
  int publish(const Message& message) override;

  /// Sends DISCONNECT and does not come back.
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
