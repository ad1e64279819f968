#pragma once

#include <cstdint>

#include "lab/wire/packet.hpp"

namespace lab::wire {

/// Whether a packet of this type may carry this reason code (MQTT 5 §2.4 and the tables of §3;
/// MQTT 3.1.1 tables 3.1 and §3.9.3; MQTT 3.1 has no refusal in SUBACK). Packets that carry none
/// before MQTT 5 may carry 0 there.
bool may_carry(std::uint8_t packet_type, std::uint8_t code, Version version);

}  // namespace lab::wire
