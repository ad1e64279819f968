#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "lab/model/namespace.hpp"

namespace lab::compile {

/// What a Mosquitto needs to know beside the definition: where it listens, its certificates and its
/// files. Paths are written as given.
struct BrokerSettings {
  std::string bind_address = "127.0.0.1";
  std::uint16_t port = 8883;
  /// A second port, for MQTT over WebSocket over TLS, as the service has 443 (CA-004).
  std::optional<std::uint16_t> websocket_port;
  std::filesystem::path ca_file;           ///< Certificate authorities trusted to sign clients.
  std::filesystem::path certificate_file;  ///< Server certificate, with its chain.
  std::filesystem::path key_file;
  std::optional<std::filesystem::path> crl_file;
  std::filesystem::path dynamic_security_file;
  std::filesystem::path dynamic_security_plugin;
  /// A unix socket on which the broker also listens, so that its starter can tell when it is ready.
  /// Nobody is allowed in there. 107 bytes at most.
  std::optional<std::filesystem::path> ready_socket;
  /// Where sessions and queued messages are kept across restarts; nothing is kept if absent.
  std::optional<std::filesystem::path> persistence_folder;
  /// Save after every change, so that a killed broker loses nothing it acknowledged.
  bool save_every_change = false;
  /// Write each packet to the log (`log_type debug`): tests read refusals there.
  bool log_packets = false;
  /// The `user` line; needed when started by root, since Mosquitto would drop its rights before it
  /// reads a 0600 key.
  std::optional<std::string> user;
};

/// The mosquitto.conf that serves the definition on topology direct, with the service's limits as
/// far as Mosquitto has them (facts §8, D13-D16, D21, D22). Deterministic.
std::string mosquitto_conf(const model::Namespace& definition, const BrokerSettings& settings);

}  // namespace lab::compile
