#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace lab::apps {

/// What a `.env` file of Microsoft's MqttApplicationSamples says about one client. `certs` writes
/// such files.
struct EnvSettings {
  std::optional<std::string> host;                        ///< MQTT_HOST_NAME
  std::optional<std::uint16_t> port;                      ///< MQTT_TCP_PORT
  std::optional<std::string> client_id;                   ///< MQTT_CLIENT_ID
  std::optional<std::string> username;                    ///< MQTT_USERNAME
  std::optional<std::filesystem::path> certificate_file;  ///< MQTT_CERT_FILE
  std::optional<std::filesystem::path> key_file;          ///< MQTT_KEY_FILE
  std::optional<std::filesystem::path> ca_file;           ///< MQTT_CA_FILE
};

/// Reads `NAME=value` lines: `#` starts a comment line (or, after a space, ends a value), quotes
/// around a value are taken off as a shell does, `export ` before a name and CRLF line ends are
/// accepted, an empty value counts as not given, names not listed above are for other programs.
/// Throws `Error` (definition) with file and line for a line without `=`, a name given twice, a
/// quote that does not end, a NUL byte, a bad port.
EnvSettings parse_env(std::string_view text, const std::string& file_name);

/// `parse_env` of a file. Throws `Error` (definition) if it cannot be read or is over 1 MiB.
EnvSettings read_env_file(const std::filesystem::path& path);

/// A TCP port, 1 to 65535, or nothing.
std::optional<std::uint16_t> parse_port(std::string_view text);

}  // namespace lab::apps
