#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "lab/wire/decode.hpp"
#include "lab/wire/packet.hpp"

namespace lab::wire {

/// A variable byte integer at the start of some bytes (MQTT 5 §1.5.5; MQTT 3.1.1 §2.2.3).
struct VariableInteger {
  enum class Form { complete, incomplete, too_long };
  Form form = Form::incomplete;
  std::uint32_t value = 0;
  std::size_t bytes = 0;
  bool is_shortest = true;
};

VariableInteger read_variable_integer(std::string_view bytes);

/// What every packet begins with (MQTT 5 §2.1).
struct FixedHeader {
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
  std::size_t bytes = 0;  ///< Its own size.
  std::size_t body = 0;   ///< The remaining length.
  bool is_shortest = true;
};

/// The fixed header at the start of some bytes: type, flags and remaining length are checked for
/// this version, each as soon as its byte is there. Nothing (monostate) while bytes are missing.
std::variant<std::monostate, FixedHeader, Malformed> read_fixed_header(std::string_view bytes,
                                                                       Version version);

/// What is wrong with a remaining length that MQTT 5 wants shorter (MQTT-1.5.5-1).
Malformed longer_than_needed(std::uint8_t type);

}  // namespace lab::wire
