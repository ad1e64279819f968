#include "tests/conformance/session_return.hpp"

#include <fmt/format.h>

#include "lab/base/terminal.hpp"

namespace lab::conformance {

wire::Connect returning(wire::Connect packet) {
  packet.clean_start = false;
  return packet;
}

bool is_resumed(const probe::ConnectAnswer& answer) {
  return probe::accepted(answer) && answer.packet().session_present;
}

bool is_new(const probe::ConnectAnswer& answer) {
  return probe::accepted(answer) && !answer.packet().session_present;
}

std::string session_words(const probe::ConnectAnswer& answer, wire::Version version) {
  std::string words = probe::in_words(answer, version);
  if (!probe::accepted(answer)) return words;
  const wire::Connack& connack = answer.packet();
  if (!connack.session_present) words += ", no session present";
  const auto id = connack.properties.bytes(wire::PropertyId::assigned_client_identifier);
  if (id) words += fmt::format(", ClientId \"{}\" assigned", printable(*id));
  return words;
}

}  // namespace lab::conformance
