#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "lab/mqtt/client.hpp"

namespace CLI {
class App;
}

namespace lab::apps {

/// What both programs can be told on the command line, as it was written.
struct CommonOptions {
  std::string env_file;
  std::optional<std::string> host, port, ca, certificate, key;
  std::optional<std::string> authentication_name, client_id, username;
  std::string protocol = "5";
  std::uint16_t keep_alive = 60;
  std::optional<std::uint32_t> session_expiry;
  std::optional<bool> clean_start;
  bool no_reconnect = false;
  bool without_tls = false;
  bool commands = false;
};

/// The session that a program keeps unless told otherwise.
struct SessionDefaults {
  bool clean_start = false;
  std::chrono::seconds session_expiry{0};
};

/// Adds the options that both programs have.
void add_common_options(CLI::App& app, CommonOptions& options);

/// Reads the command line. False if it asked for help, which then stands on standard output. Throws
/// `Error` (usage).
bool read_command_line(CLI::App& app, int argc, const char* const* argv);

/// Whom to connect to, as whom. Explicit options win over the env file, whose values win over the
/// defaults; client id and username default to the authentication name, and the other way round.
/// Throws `Error`: usage if nobody said who the client is or no certificates were named, definition
/// if the env file is wrong. `needs_identity` is false if names and certificates come from
/// elsewhere.
struct Identity {
  std::string authentication_name;
  mqtt::ConnectOptions connect;
};
Identity resolve(const CommonOptions& options, const SessionDefaults& session,
                 bool needs_identity = true);

}  // namespace lab::apps
