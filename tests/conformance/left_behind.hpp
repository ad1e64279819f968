#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lab/probe/probe.hpp"
#include "lab/probe/recording.hpp"
#include "lab/wire/packet.hpp"

namespace lab::conformance {

/// Something that a case may have left on the broker, by what it sent: a session that outlives its
/// connection, or a retained message.
struct LeftBehind {
  std::string who;        ///< The probe that left it.
  wire::Connect connect;  ///< How that client connects and leaves nothing: clean, without a will.
  std::optional<std::string> retained_topic;  ///< Absent: it is the session of that ClientId.
};

/// What the packets of a transcript have left. What a later packet took away (a clean CONNECT of
/// the same ClientId, an empty retained message) is not among it; what an unreadable packet did is
/// not known.
std::vector<LeftBehind> left_behind_in(const std::vector<probe::Record>& transcript);

/// Takes it away, on a new connection of `owner`. What fails becomes a line of the log: it must not
/// hide how the case ended.
void take_away(const LeftBehind& left, probe::Probe& owner);

}  // namespace lab::conformance
