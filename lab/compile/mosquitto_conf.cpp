#include "lab/compile/mosquitto_conf.hpp"

#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/base/terminal.hpp"
#include "lab/model/utf8.hpp"

namespace lab::compile {
namespace {

/// The longest path of a unix socket: `sun_path` has 108 bytes, the last one NUL.
constexpr std::size_t longest_socket_path = 107;

[[noreturn]] void refuse(std::string_view option, std::string_view cause, std::string_view next) {
  throw Error(ErrorKind::definition, fmt::format("cannot write mosquitto.conf: {}", option), cause,
              next);
}

/// Checks that Mosquitto reads a value back as it was given. Its file has no quotes: a value is the
/// rest of its line without the blanks around it, so that a newline would begin another option.
void require_plain(std::string_view option, const std::string& value) {
  if (value.empty()) refuse(option, "it is empty", "give a value");
  if (const auto problem = model::mqtt_text_problem(value)) {
    refuse(option, fmt::format("in \"{}\", {}", printable(value), problem->cause),
           "name it otherwise");
  }
  if (value.front() == ' ' || value.back() == ' ') {
    refuse(option, fmt::format("\"{}\" begins or ends with a blank, which Mosquitto drops", value),
           "name it otherwise");
  }
}

/// Checks a value that must be one word.
void require_word(std::string_view option, const std::string& value) {
  require_plain(option, value);
  if (value.find(' ') != std::string::npos) {
    refuse(option, fmt::format("\"{}\" has a blank inside", value), "give one word");
  }
}

/// Collects lines: each option below a comment that says why it is there. (Mosquitto knows comments
/// on lines of their own only.)
class Lines {
 public:
  void section(std::string_view title) {
    text_ += fmt::format("{}# ---- {} ----\n", text_.empty() ? "" : "\n", title);
  }
  void add(std::string_view reason, std::string_view option, std::string_view value) {
    text_ += fmt::format("# {}\n{} {}\n", reason, option, value);
  }
  void add_path(std::string_view reason, std::string_view option,
                const std::filesystem::path& path) {
    require_plain(option, path.string());
    add(reason, option, path.string());
  }
  [[nodiscard]] std::string text() const { return text_; }

 private:
  std::string text_;
};

void add_access(Lines& lines, const BrokerSettings& settings) {
  lines.section("who may do what");
  lines.add("One set of rules for all listeners.", "per_listener_settings", "false");
  lines.add("Nobody without an identity.", "allow_anonymous", "false");
  lines.add_path("Deny by default, allow what the definition grants.", "plugin",
                 settings.dynamic_security_plugin);
  lines.add_path("The rights, compiled from the definition.", "plugin_opt_config_file",
                 settings.dynamic_security_file);
}

void add_limits(Lines& lines, const model::Namespace& definition) {
  lines.section("the service's limits");
  lines.add("512 KiB a packet (D14, CA-060).", "max_packet_size", "524288");
  lines.add("1,160 s keep alive at most (D16).", "max_keepalive", "1160");
  lines.add("100 unacknowledged messages each way (D22).", "max_inflight_messages", "100");
  // 0 would say "no limit" too, but with it 2.0.11 ends the connection after each refused publish.
  lines.add("As good as no limit: beyond one, what was acknowledged is dropped (D21).",
            "max_queued_messages", "2000000000");
  lines.add("No limit, for the same reason.", "max_queued_bytes", "0");
  lines.add(
      "The definition's maximumSessionExpiryInHours (D17).", "persistent_client_expiration",
      fmt::format("{}h", definition.topic_spaces_configuration.maximum_session_expiry_in_hours));
  lines.add("Retain works, as in the service (D38).", "retain_available", "true");
  lines.add("Each packet leaves at once: else QoS 1 costs 44 ms a round trip.", "set_tcp_nodelay",
            "true");
}

void add_log(Lines& lines, const BrokerSettings& settings) {
  lines.section("log");
  lines.add("To whoever started it.", "log_dest", "stderr");
  lines.add("Date and time a person can read.", "log_timestamp_format", "%Y-%m-%dT%H:%M:%S");
  lines.add("Trouble.", "log_type", "error");
  lines.add("Lesser trouble.", "log_type", "warning");
  lines.add("Who connects and leaves.", "log_type", "notice");
  lines.add("That it runs.", "log_type", "information");
  if (settings.log_packets) lines.add("Each packet.", "log_type", "debug");
  lines.add("Connects and disconnects are told.", "connection_messages", "true");
}

void add_persistence(Lines& lines, const BrokerSettings& settings) {
  lines.section("what outlives a restart");
  if (!settings.persistence_folder) {
    lines.add("Nothing: sessions and queues are kept in memory.", "persistence", "false");
    return;
  }
  lines.add("Sessions, queued and retained messages.", "persistence", "true");
  const std::filesystem::path folder =
      *settings.persistence_folder / "";  // Mosquitto takes it as a prefix of the file's name.
  lines.add_path("In this folder.", "persistence_location", folder);
  if (settings.save_every_change) {
    lines.add("Saved after every change, not only at the end.", "autosave_on_changes", "true");
    lines.add("One change is enough.", "autosave_interval", "1");
  }
}

/// Options of a listener hold for the listener they follow.
void add_shared_listener_limits(Lines& lines) {
  lines.add("QoS 0 and 1 only (D13).", "max_qos", "1");
  lines.add("10 topic aliases (D15, CA-061).", "max_topic_alias", "10");
}

void add_listener(Lines& lines, std::string_view reason, std::uint16_t port,
                  const std::string& bind_address) {
  require_word("listener", bind_address);
  if (port == 0) refuse("listener", "the port is 0", "give a port from 1 to 65535");
  lines.add(reason, "listener", fmt::format("{} {}", port, bind_address));
}

/// Who connects, and how: the same on every listener that clients reach.
void add_client_rules(Lines& lines, const BrokerSettings& settings) {
  lines.add_path("Authorities trusted to sign clients.", "cafile", settings.ca_file);
  lines.add_path("The server's certificate and chain.", "certfile", settings.certificate_file);
  lines.add_path("Its private key.", "keyfile", settings.key_file);
  if (settings.crl_file) lines.add_path("Revoked certificates.", "crlfile", *settings.crl_file);
  lines.add("TLS 1.2 or newer.", "tls_version", "tlsv1.2");
  lines.add("A client shows a certificate.", "require_certificate", "true");
  lines.add("Its common name is its authentication name (D4).", "use_identity_as_username", "true");
  add_shared_listener_limits(lines);
}

void add_client_listener(Lines& lines, const BrokerSettings& settings) {
  lines.section("where clients connect");
  add_listener(lines, "MQTT over TLS.", settings.port, settings.bind_address);
  add_client_rules(lines, settings);
}

void add_websocket_listener(Lines& lines, const BrokerSettings& settings, std::uint16_t port) {
  lines.section("where clients connect over WebSocket");
  if (port == settings.port) {
    refuse("listener", fmt::format("both listeners have port {}", port), "give two ports");
  }
  add_listener(lines, "MQTT over WebSocket over TLS (CA-004).", port, settings.bind_address);
  lines.add("This listener's language.", "protocol", "websockets");
  lines.add("Else it would listen on all addresses.", "socket_domain", "ipv4");
  add_client_rules(lines, settings);
}

void add_ready_listener(Lines& lines, const std::filesystem::path& socket) {
  lines.section("where the starter asks whether the broker is ready");
  if (socket.native().size() > longest_socket_path) {
    refuse("listener",
           fmt::format("the socket path {} is longer than {} bytes", socket.string(),
                       longest_socket_path),
           "use a shorter folder, for example below /tmp");
  }
  require_plain("listener", socket.string());
  lines.add("A unix socket; every CONNECT on it is refused, which is answer enough.", "listener",
            fmt::format("0 {}", socket.string()));
  add_shared_listener_limits(lines);
}

}  // namespace

std::string mosquitto_conf(const model::Namespace& definition, const BrokerSettings& settings) {
  Lines lines;
  if (settings.user) {
    require_word("user", *settings.user);
    lines.section("who runs it");
    lines.add("Started by root, it gives up its rights for this user's.", "user", *settings.user);
  }
  add_access(lines, settings);
  add_limits(lines, definition);
  add_log(lines, settings);
  add_persistence(lines, settings);
  add_client_listener(lines, settings);
  if (settings.websocket_port) add_websocket_listener(lines, settings, *settings.websocket_port);
  if (settings.ready_socket) add_ready_listener(lines, *settings.ready_socket);
  return lines.text();
}

}  // namespace lab::compile
