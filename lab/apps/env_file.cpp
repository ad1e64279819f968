#include "lab/apps/env_file.hpp"

#include <charconv>
#include <map>

#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"

namespace lab::apps {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 20U;

/// Where a line stands, for messages.
struct Place {
  const std::string& file_name;
  std::size_t line;
};

[[noreturn]] void refuse(const Place& place, std::string_view cause, std::string_view next) {
  throw Error(ErrorKind::definition, fmt::format("{}:{}", place.file_name, place.line), cause,
              next);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// A name as a message may show it: a stray secret on a line without `=` never gets here whole.
bool is_variable_name(std::string_view text) {
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

/// A value in quotes. Between double quotes a backslash takes the meaning from the four characters
/// that have one there, as in a shell; single quotes keep everything.
std::string quoted_value(std::string_view text, const Place& place) {
  const char quote = text.front();
  std::string value;
  std::size_t at = 1;
  for (; at < text.size() && text[at] != quote; ++at) {
    const bool escapes = quote == '"' && text[at] == '\\' && at + 1 < text.size() &&
                         std::string_view{"\"\\$`"}.find(text[at + 1]) != std::string_view::npos;
    if (escapes) ++at;
    value += text[at];
  }
  if (at >= text.size()) {
    refuse(place, fmt::format("the quote {} does not end", quote), "end the value with it");
  }
  const auto rest = trimmed(text.substr(at + 1));
  if (!rest.empty() && rest.front() != '#') {
    refuse(place, "something stands after the quoted value", "remove it, or quote all of it");
  }
  return value;
}

std::string value_of(std::string_view text, const Place& place) {
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    return quoted_value(text, place);
  }
  for (auto hash = text.find('#'); hash != std::string_view::npos;
       hash = text.find('#', hash + 1)) {
    if (hash == 0 || text[hash - 1] == ' ' || text[hash - 1] == '\t') {
      return std::string{trimmed(text.substr(0, hash))};
    }
  }
  return std::string{text};
}

void take(EnvSettings& settings, std::string_view name, std::string_view value,
          const Place& place) {
  if (value.empty()) return;
  if (name == "MQTT_HOST_NAME") settings.host = value;
  if (name == "MQTT_CLIENT_ID") settings.client_id = value;
  if (name == "MQTT_USERNAME") settings.username = value;
  if (name == "MQTT_CERT_FILE") settings.certificate_file = value;
  if (name == "MQTT_KEY_FILE") settings.key_file = value;
  if (name == "MQTT_CA_FILE") settings.ca_file = value;
  if (name == "MQTT_TCP_PORT") {
    settings.port = parse_port(value);
    if (!settings.port) {
      refuse(place, fmt::format("MQTT_TCP_PORT is \"{}\"", value.substr(0, 20)),
             "give a port from 1 to 65535");
    }
  }
}

}  // namespace

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

EnvSettings parse_env(std::string_view text, const std::string& file_name) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  EnvSettings settings;
  std::map<std::string, std::size_t, std::less<>> lines;
  Place place{.file_name = file_name, .line = 0};
  while (!text.empty()) {
    ++place.line;
    const auto end = text.find('\n');
    auto line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    if (line.find('\0') != std::string_view::npos) {
      refuse(place, "it holds a NUL byte", "write the file as plain text");
    }
    if (line.starts_with("export ")) line = trimmed(line.substr(7));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) {
      refuse(place, "the line has no \"=\"", "write NAME=value, or # before a comment");
    }
    const auto name = trimmed(line.substr(0, equals));
    if (!is_variable_name(name)) {
      refuse(place, "what stands before \"=\" is not a name", "write NAME=value");
    }
    const auto [first, is_new] = lines.emplace(name, place.line);
    if (!is_new) {
      refuse(place, fmt::format("{} is given again (first on line {})", name, first->second),
             "keep one of the two");
    }
    take(settings, name, value_of(trimmed(line.substr(equals + 1)), place), place);
  }
  return settings;
}

EnvSettings read_env_file(const std::filesystem::path& path) {
  return parse_env(read_file(path, most_bytes), path.string());
}

}  // namespace lab::apps
