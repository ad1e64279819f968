#include "lab/apps/app_options.hpp"

#include <filesystem>
#include <iostream>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "lab/apps/env_file.hpp"
#include "lab/base/error.hpp"

namespace lab::apps {
namespace {

std::uint16_t port_of(const std::string& text) {
  const auto port = parse_port(text);
  if (!port) {
    throw Error(ErrorKind::usage, fmt::format("--port {}", text), "it is not a TCP port",
                "give a port from 1 to 65535");
  }
  return *port;
}

/// An option whose value may be empty: `CLI::App::add_option` takes an empty text for none.
void add_text(CLI::App& app, const char* name, std::optional<std::string>& target,
              const char* about, const char* type) {
  app.add_option_function<std::string>(
         name, [&target](const std::string& value) { target = value; }, about)
      ->option_text(type);
}

/// The first that was given.
template <typename Value>
std::optional<Value> first_of(std::optional<Value> first, std::optional<Value> second) {
  return first ? std::move(first) : std::move(second);
}

/// An empty value says "none" on purpose, for example `--username ""`.
std::optional<std::string> not_empty(std::optional<std::string> text) {
  if (text && text->empty()) text.reset();
  return text;
}

void set_files(mqtt::ConnectOptions& connect, const CommonOptions& options, const EnvSettings& env,
               bool needs_identity) {
  if (options.without_tls) return;
  const auto chosen = [](const std::optional<std::string>& option,
                         const std::optional<std::filesystem::path>& setting) {
    return option ? std::filesystem::path{*option} : setting.value_or(std::filesystem::path{});
  };
  connect.ca_file = chosen(options.ca, env.ca_file);
  connect.certificate_file = chosen(options.certificate, env.certificate_file);
  connect.key_file = chosen(options.key, env.key_file);
  if (connect.ca_file.empty() && connect.certificate_file.empty() && needs_identity) {
    throw Error(ErrorKind::usage, "no certificates were named",
                "without --ca the broker's certificate would not be verified",
                "give --ca FILE, or --env FILE that has MQTT_CA_FILE, or --without-tls for a "
                "broker that speaks plain TCP");
  }
  if (connect.certificate_file.empty() != connect.key_file.empty()) {
    throw Error(ErrorKind::usage, "certificate and key go together",
                connect.key_file.empty() ? "the key is missing" : "the certificate is missing",
                "give both --cert FILE and --key FILE");
  }
}

}  // namespace

void add_common_options(CLI::App& app, CommonOptions& options) {
  app.set_help_flag("-h,--help", "This text");
  app.add_option("--env", options.env_file,
                 "A .env file with MQTT_HOST_NAME MQTT_TCP_PORT MQTT_CLIENT_ID\nMQTT_USERNAME "
                 "MQTT_CERT_FILE MQTT_KEY_FILE MQTT_CA_FILE;\nthe options below win over it")
      ->option_text("FILE");
  add_text(app, "--host", options.host, "The broker's name or address (127.0.0.1)", "NAME");
  add_text(app, "--port", options.port, "Its port (8883)", "NUMBER");
  add_text(app, "--ca", options.ca,
           "CA certificates that the broker's must lead to (PEM;\nwith --cert alone: those of this "
           "machine)",
           "FILE");
  add_text(app, "--cert", options.certificate, "This client's certificate chain (PEM)", "FILE");
  add_text(app, "--key", options.key, "Its private key (PEM)", "FILE");
  add_text(app, "--authentication-name", options.authentication_name,
           "Who this client is (the username, or the client id)", "NAME");
  add_text(app, "--client-id", options.client_id, "MQTT client id (the authentication name)",
           "TEXT");
  add_text(app, "--username", options.username,
           "MQTT username (the authentication name); \"\" sends none", "TEXT");
  app.add_option("--protocol", options.protocol, "MQTT version: 5 or 3.1.1 (5)")
      ->check(CLI::IsMember({"5", "3.1.1"}))
      ->option_text("VERSION");
  app.add_option("--keep-alive", options.keep_alive, "Seconds between signs of life (60)")
      ->option_text("SECONDS");
  app.add_option_function<std::uint32_t>(
         "--session-expiry",
         [&options](const std::uint32_t& value) { options.session_expiry = value; },
         "How long the broker keeps the session of a client\nthat is gone (MQTT 5)")
      ->option_text("SECONDS");
  auto* clean = app.add_flag_callback(
      "--clean-start", [&options] { options.clean_start = true; }, "Begin a new session");
  app.add_flag_callback(
         "--keep-session", [&options] { options.clean_start = false; },
         "Go on with the session that the broker has")
      ->excludes(clean)
      ->option_text(" ");  // Not the generated "Excludes: …".
  clean->option_text(" ");
  app.add_flag("--no-reconnect", options.no_reconnect,
               "End (exit code 5) when the connection cannot be made,\nor is lost");
  app.add_flag("--without-tls", options.without_tls, "Plain TCP, for a broker made so on purpose");
  app.add_flag("--commands", options.commands,
               "Read commands from standard input, one JSON object a\nline; end when it is closed");
}

bool read_command_line(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
    return true;
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help() << std::flush;
    return false;
  } catch (const CLI::ParseError& error) {
    throw Error(ErrorKind::usage, error.what(), {}, fmt::format("see {} --help", app.get_name()));
  }
}

Identity resolve(const CommonOptions& options, const SessionDefaults& session,
                 bool needs_identity) {
  const auto env = options.env_file.empty() ? EnvSettings{} : read_env_file(options.env_file);
  Identity identity;
  auto& connect = identity.connect;
  connect.host = first_of(not_empty(options.host), env.host).value_or(connect.host);
  if (env.port) connect.port = *env.port;
  if (options.port) connect.port = port_of(*options.port);
  connect.version = options.protocol == "5" ? mqtt::Version::v5 : mqtt::Version::v311;
  set_files(connect, options, env, needs_identity);

  auto username = first_of(options.username, env.username);
  auto client_id = first_of(options.client_id, env.client_id);
  const auto name = first_of(first_of(not_empty(options.authentication_name), not_empty(username)),
                             not_empty(client_id));
  if (!name && needs_identity) {
    throw Error(ErrorKind::usage, "nobody said who this client is", {},
                "give --authentication-name NAME, or --env FILE that has MQTT_USERNAME");
  }
  identity.authentication_name = name.value_or(std::string{});
  connect.client_id = client_id.value_or(identity.authentication_name);
  connect.username = not_empty(username ? username : identity.authentication_name);

  connect.keep_alive = std::chrono::seconds{options.keep_alive};
  connect.clean_start = options.clean_start.value_or(session.clean_start);
  connect.session_expiry = options.session_expiry ? std::chrono::seconds{*options.session_expiry}
                                                  : session.session_expiry;
  connect.reconnect = !options.no_reconnect;
  return identity;
}

}  // namespace lab::apps
