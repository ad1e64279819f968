#pragma once

#include <cstddef>
#include <string>

#include "lab/probe/recording.hpp"
#include "lab/wire/packet.hpp"

namespace lab::probe {

/// A packet that travelled. `bytes` are its bytes, already without secrets; `size` is how many
/// travelled.
Record packet_record(Record::Kind kind, const wire::Packet& packet, std::string bytes,
                     std::size_t size, wire::Version version);

/// Bytes that are no legal packet, or only a part of one; `problem` says why.
Record bytes_record(Record::Kind kind, std::string problem, std::string bytes, std::size_t size,
                    wire::Version version);

/// Whether a packet says no: a reason code of 0x80 and above, or a CONNACK other than 0.
bool is_refusal(const wire::Packet& packet);

}  // namespace lab::probe
