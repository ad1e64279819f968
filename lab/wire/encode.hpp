#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "lab/wire/packet.hpp"

namespace lab::wire {

/// The packet's bytes for a connection of this version. A CONNECT is laid out by its own `version`.
/// Writes what it is given, also what the specification forbids (a QoS of 3, a wildcard in a topic,
/// a property in the wrong packet or twice, an unknown reason code): that is how a peer is shown
/// bad input. A property is laid out by its rule; `Properties` with a value of another kind, or an
/// identifier without a rule, is our own mistake and asserts. Text and binary over 65,535 bytes are
/// cut there, since their length has two bytes. A packet over 268,435,455 bytes asserts.
std::string encode(const Packet& packet, Version version);

/// A fixed header with this first byte and this remaining length, before this body: for packets
/// whose length lies, whose flags are wrong, or whose body is no packet at all.
std::string encode_frame(std::uint8_t first_byte, std::string_view body,
                         std::size_t claimed_length);

/// A variable byte integer (MQTT 5 §1.5.5), 0 to 268,435,455. A larger one asserts.
std::string encode_variable_integer(std::uint32_t value);

}  // namespace lab::wire
