#pragma once

#include <cstdint>
#include <string>

#include "lab/wire/decode.hpp"
#include "lab/wire/packet.hpp"

namespace lab::probe {

/// "0x87 Not authorized": a reason code of a packet of this type.
std::string code_words(std::uint8_t packet_type, std::uint8_t code, wire::Version version);

/// ` ("the peer's reason string")`, or nothing.
std::string reason_string_words(const wire::Properties& properties);

/// "DISCONNECT 0x9B QoS not supported".
std::string in_words(const wire::Disconnect& disconnect, wire::Version version);

/// "malformed PUBLISH: the topic holds U+0000 (MQTT-1.5.4-2)".
std::string in_words(const wire::Malformed& malformed);

}  // namespace lab::probe
