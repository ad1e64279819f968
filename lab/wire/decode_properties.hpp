#pragma once

#include <cstdint>

#include "lab/wire/byte_reader.hpp"
#include "lab/wire/properties.hpp"

namespace lab::wire {

/// Where properties stand that belong to a will, not to a packet type.
constexpr std::uint8_t will_properties = 0;

/// The properties of a packet type (or of a will), with their length before them. Before MQTT 5
/// there are none, and nothing is read.
Properties read_properties(ByteReader& reader, std::uint8_t place);

}  // namespace lab::wire
