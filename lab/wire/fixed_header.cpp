#include "lab/wire/fixed_header.hpp"

#include <optional>
#include <string>

#include <fmt/format.h>

#include "lab/wire/byte_reader.hpp"

namespace lab::wire {
namespace {

constexpr unsigned publish = 3;

Malformed wrong(std::uint8_t first, std::size_t offset, std::string problem, Rule rule,
                Version version) {
  return {static_cast<std::uint8_t>(first >> 4U), offset, std::move(problem),
          std::string{version == Version::v5 ? rule.v5 : rule.v311}, malformed_packet};
}

/// The rule that fixes a packet type's flags.
Rule rule_of_flags(unsigned type) {
  switch (type) {
    case 6: return {"MQTT-3.6.1-1", "MQTT-3.6.1-1"};
    case 8: return {"MQTT-3.8.1-1", "MQTT-3.8.1-1"};
    case 10: return {"MQTT-3.10.1-1", "MQTT-3.10.1-1"};
    case 14: return {"MQTT-3.14.1-1", "MQTT-3.14.1-1"};
    case 15: return {"MQTT-3.15.1-1", ""};
    default: return {"MQTT-2.1.3-1", "MQTT-2.2.2-2"};
  }
}

std::optional<Malformed> problem_of_publish_flags(std::uint8_t first, Version version) {
  const unsigned qos = (first >> 1U) & 3U;
  if (qos == 3) {
    return wrong(first, 0, "the QoS is 3", {"MQTT-3.3.1-4", "MQTT-3.3.1-4"}, version);
  }
  const bool dup = (first & 8U) != 0;
  if (dup && qos == 0) {
    return wrong(first, 0, "DUP is set with QoS 0", {"MQTT-3.3.1-2", "MQTT-3.3.1-2"}, version);
  }
  return std::nullopt;
}

std::optional<Malformed> problem_of_first_byte(std::uint8_t first, Version version) {
  const unsigned type = first >> 4U;
  const unsigned flags = first & 0x0FU;
  if (type == 0 || (type == 15 && version != Version::v5)) {
    return wrong(first, 0, fmt::format("packet type {} is reserved", type),
                 {"MQTT 5 §2.1.2", "MQTT 3.1.1 §2.2.1"}, version);
  }
  if (type == publish) return problem_of_publish_flags(first, version);
  const bool has_qos_bit = type == 6 || type == 8 || type == 10;
  const unsigned expected = has_qos_bit ? 2 : 0;
  // MQTT 3.1 sends these three again with DUP set (MQTT 3.1 §2.1); later versions do not.
  const unsigned also = has_qos_bit && version == Version::v31 ? 8 : 0;
  if ((flags & ~also) == expected) return std::nullopt;
  return wrong(first, 0, fmt::format("the flags are 0x{:X}, not 0x{:X}", flags, expected),
               rule_of_flags(type), version);
}

}  // namespace

VariableInteger read_variable_integer(std::string_view bytes) {
  VariableInteger integer;
  for (const char next : bytes) {
    const auto byte = static_cast<std::uint8_t>(next);
    integer.value |= (byte & 0x7FU) << (7U * integer.bytes);
    ++integer.bytes;
    if ((byte & 0x80U) == 0) {
      integer.form = VariableInteger::Form::complete;
      integer.is_shortest = byte != 0 || integer.bytes == 1;
      return integer;
    }
    if (integer.bytes == 4) {
      integer.form = VariableInteger::Form::too_long;
      return integer;
    }
  }
  return integer;
}

Malformed longer_than_needed(std::uint8_t type) {
  return {type, 1, "the remaining length is not in its shortest form", "MQTT-1.5.5-1",
          malformed_packet};
}

std::variant<std::monostate, FixedHeader, Malformed> read_fixed_header(std::string_view bytes,
                                                                       Version version) {
  if (bytes.empty()) return {};
  const auto first = static_cast<std::uint8_t>(bytes[0]);
  if (const auto problem = problem_of_first_byte(first, version)) return *problem;
  const VariableInteger length = read_variable_integer(bytes.substr(1));
  if (length.form == VariableInteger::Form::incomplete) return {};
  const Rule rule{"MQTT 5 §1.5.5", "MQTT 3.1.1 §2.2.3"};
  if (length.form == VariableInteger::Form::too_long) {
    return wrong(first, 1, "the remaining length has more than four bytes", rule, version);
  }
  const auto type = static_cast<std::uint8_t>(first >> 4U);
  // A CONNECT says its version later; `decode` looks then. MQTT 3.1.1 asks for no shortest form.
  if (!length.is_shortest && type != 1 && version == Version::v5) {
    return longer_than_needed(type);
  }
  return FixedHeader{type, static_cast<std::uint8_t>(first & 0x0FU), 1 + length.bytes, length.value,
                     length.is_shortest};
}

}  // namespace lab::wire
