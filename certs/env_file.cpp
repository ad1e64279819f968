#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "certs/client_files.hpp"
#include "lab/base/error.hpp"
#include "lab/base/file.hpp"

namespace lab::certs {
namespace {

namespace fs = std::filesystem;

/// Whether a shell takes the character as it is, anywhere in a value. Bytes of UTF-8 are.
bool is_plain(char character) {
  constexpr std::string_view harmless = "-_./:@%+,=";
  const auto byte = static_cast<unsigned char>(character);
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || byte >= 0x80 ||
         harmless.find(character) != std::string_view::npos;
}

std::string quoted(const std::string& value) {
  if (value.find('\'') == std::string::npos) return fmt::format("'{}'", value);
  std::string text = "\"";
  for (const char character : value) {
    if (std::string_view{"\"\\$`"}.find(character) != std::string_view::npos) text += '\\';
    text += character;
  }
  return text + '"';
}

std::string line(std::string_view variable, const std::string& value, const std::string& client) {
  const bool has_control_character = std::any_of(value.begin(), value.end(), [](char character) {
    const auto byte = static_cast<unsigned char>(character);
    return byte < 0x20 || byte == 0x7F;
  });
  if (has_control_character) {
    throw Error(ErrorKind::definition,
                fmt::format("cannot write the .env file of client {}", client),
                fmt::format("the value of {} holds a control character", variable),
                "choose a name and a folder without one");
  }
  const bool plain = std::all_of(value.begin(), value.end(), is_plain);
  return fmt::format("{}={}\n", variable, plain ? value : quoted(value));
}

std::string env_text(const model::Client& client, const IdentityFiles& files,
                     const fs::path& ca_file, const EndpointNames& endpoint) {
  const auto absolute = [](const fs::path& path) {
    return fs::absolute(path).lexically_normal().string();
  };
  // The client id is the authentication name: Event Grid wants it unique among sessions, and one
  // session per client is its default.
  const std::array<std::pair<std::string_view, std::string>, 7> settings{{
      {"MQTT_HOST_NAME", endpoint.host},
      {"MQTT_TCP_PORT", std::to_string(endpoint.port)},
      {"MQTT_CLIENT_ID", client.authentication_name},
      {"MQTT_USERNAME", client.authentication_name},
      {"MQTT_CERT_FILE", absolute(files.certificate_file)},
      {"MQTT_KEY_FILE", absolute(files.key_file)},
      {"MQTT_CA_FILE", absolute(ca_file)},
  }};
  std::string text;
  for (const auto& [variable, value] : settings) text += line(variable, value, client.name);
  return text;
}

}  // namespace

std::map<std::string, fs::path, std::less<>> write_env_files(const CredentialFolder& credentials,
                                                             const model::Namespace& definition,
                                                             const EndpointNames& endpoint) {
  std::map<std::string, fs::path, std::less<>> paths;
  for (const model::Client& client : definition.clients) {
    const auto files = credentials.clients.find(client.name);
    if (files == credentials.clients.end()) continue;
    const fs::path path = files->second.certificate_file.parent_path() /
                          (file_name_of(client.authentication_name) + ".env");
    write_file(path, env_text(client, files->second, credentials.ca_file, endpoint));
    paths.emplace(client.name, path);
  }
  return paths;
}

}  // namespace lab::certs
