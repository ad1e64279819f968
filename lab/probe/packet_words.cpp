#include "lab/probe/packet_words.hpp"

#include <fmt/format.h>

#include "lab/base/terminal.hpp"

namespace lab::probe {

std::string code_words(std::uint8_t packet_type, std::uint8_t code, wire::Version version) {
  return fmt::format("0x{:02X} {}", code, wire::reason_text(packet_type, code, version));
}

std::string reason_string_words(const wire::Properties& properties) {
  const auto reason = properties.bytes(wire::PropertyId::reason_string);
  return reason ? fmt::format(" (\"{}\")", printable(*reason)) : std::string{};
}

std::string in_words(const wire::Disconnect& disconnect, wire::Version version) {
  return fmt::format(
      "DISCONNECT {}{}",
      code_words(wire::type_of(wire::Packet{disconnect}), disconnect.reason_code, version),
      reason_string_words(disconnect.properties));
}

std::string in_words(const wire::Malformed& malformed) {
  const std::string_view name = wire::name_of_type(malformed.packet_type);
  return fmt::format("malformed {}: {} ({})", name.empty() ? "packet" : name, malformed.problem,
                     malformed.source);
}

}  // namespace lab::probe
