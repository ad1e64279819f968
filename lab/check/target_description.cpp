#include "lab/check/target_description.hpp"

#include <charconv>

#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/base/terminal.hpp"

namespace lab::check {
namespace {

[[noreturn]] void throw_no_target(std::string_view text, std::string_view cause) {
  throw Error(ErrorKind::usage, fmt::format("there is no target \"{}\"", printable(text, 80)),
              cause,
              "name \"direct\" (a Mosquitto of this machine), or HOST[:PORT] of a namespace "
              "elsewhere, without a scheme");
}

std::uint16_t parse_port(std::string_view text, std::string_view target) {
  std::uint16_t port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failure == std::errc{} && end == text.data() + text.size() && port != 0) return port;
  throw_no_target(target, fmt::format("\"{}\" is no TCP port", printable(text, 20)));
}

/// Where the port's colon stands, or npos.
std::size_t port_colon(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (text.starts_with('[') || colon == std::string_view::npos) {
    const std::size_t bracket = text.find(']');
    return colon != std::string_view::npos && colon > bracket ? colon : std::string_view::npos;
  }
  if (text.find(':') != colon) throw_no_target(text, "an IPv6 address stands in brackets: [::1]");
  return colon;
}

}  // namespace

std::string TargetDescription::endpoint() const {
  if (!is_elsewhere()) return {};
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return is_ipv6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

TargetDescription parse_target(std::string_view text) {
  TargetDescription target;
  if (text == "direct") {
    target.features = {"websocket", "extra-identities"};
    return target;
  }
  if (text == "frontdoor") throw_no_target(text, "eglab has no front door yet");
  if (text.find("://") != std::string_view::npos) throw_no_target(text, "it has a scheme");
  target.kind = "elsewhere";
  const std::size_t colon = port_colon(text);
  std::string_view host = text.substr(0, colon);
  if (colon != std::string_view::npos) target.port = parse_port(text.substr(colon + 1), text);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const bool is_name = host.find_first_of(" /[]\t\n\r") == std::string_view::npos;
  if (host.empty() || !is_name) throw_no_target(text, "that is no host");
  target.host = host;
  return target;
}

}  // namespace lab::check
