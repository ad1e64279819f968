#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "certs/client_files.hpp"
#include "lab/base/deadline.hpp"
#include "lab/model/namespace.hpp"

namespace lab::process {

/// How to run a broker.
struct BrokerOptions {
  std::uint16_t port = 0;  ///< 0: any free port.
  std::string bind_address = "127.0.0.1";
  bool websocket = false;  ///< Serves MQTT over WebSocket too, on any free port.
  std::optional<std::filesystem::path> crl_file = {};
  std::optional<std::filesystem::path> persistence_folder = {};  ///< Kept across restarts.
  bool save_every_change = false;  ///< Nothing acknowledged is lost when it is killed.
  bool log_packets = false;        ///< Each packet becomes a log line.
  std::chrono::milliseconds start_patience{std::chrono::seconds{10}};
};

/// A Mosquitto that serves one definition on topology direct, in a run folder of its own. Ready
/// means that it has answered a CONNECT with a CONNACK. The destructor stops it.
class Broker {
 public:
  /// Compiles the definition into `folder` and starts Mosquitto there. Throws `Error` (environment)
  /// if Mosquitto or the plugin is missing, the port is taken or the folder cannot be written, and
  /// (peer) if it ends or hangs while it starts, with its last log lines. Call it, and `start`,
  /// from a thread that lives as long as this process (see `ChildProcess`).
  Broker(const model::Namespace& definition, const certs::CredentialFolder& credentials,
         std::filesystem::path folder, BrokerOptions options = {});
  Broker(Broker&&) noexcept;
  Broker& operator=(Broker&&) noexcept;
  ~Broker();

  [[nodiscard]] std::uint16_t port() const;
  /// The port of MQTT over WebSocket; nothing if it was not asked for.
  [[nodiscard]] std::optional<std::uint16_t> websocket_port() const;
  /// Its process id, or -1 after `stop` or `kill`.
  [[nodiscard]] int pid() const;
  [[nodiscard]] bool running() const;
  [[nodiscard]] const std::filesystem::path& log_file() const;

  /// Waits for a log line that contains the text, also one written before the call and not yet
  /// taken by an earlier wait; gives the line. Nothing if the deadline passes or it ends first.
  std::optional<std::string> wait_for_log(std::string_view text, Deadline deadline);

  /// The last lines of its log, for an error message.
  [[nodiscard]] std::string log_tail(std::size_t lines = 40) const;

  /// Ends it as a user would (SIGTERM).
  void stop();
  /// Ends it as a crash would (SIGKILL).
  void kill();
  /// Starts it again on the same port with the same definition, and waits until it is ready. Throws
  /// as the constructor does. Only when it does not run.
  void start();
  /// Holds it still (SIGSTOP; it stands still when this returns) and lets it go on (SIGCONT).
  void pause();
  void resume();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lab::process
