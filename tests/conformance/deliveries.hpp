#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/base/deadline.hpp"
#include "lab/probe/loop.hpp"
#include "lab/probe/probe.hpp"
#include "lab/wire/packet.hpp"

namespace lab::conformance {

// What has come to the receivers of a case, looked at without taking it.

/// Picks the messages on a topic, for `Probe::message` and `ConformanceCase::expect_nothing`.
std::function<bool(const wire::Publish&)> on_topic(std::string topic);
/// Picks the messages with a payload.
std::function<bool(const wire::Publish&)> with_payload(std::string payload);

/// The payloads on a topic that came and were not taken, in order of arrival.
std::vector<std::string> payloads_on(const probe::Probe& receiver, std::string_view topic);
/// How many of `payloads_on` are this one.
std::size_t copies(const probe::Probe& receiver, std::string_view topic, std::string_view payload);

/// Takes in what comes until the condition holds. False if it does not by the deadline.
bool wait_until(probe::Loop& loop, const std::function<bool()>& condition, Deadline deadline);

/// A message that came, or what came in its place, in words for a claim.
std::string in_words(const probe::Answer<wire::Publish>& answer, wire::Version version);

/// The payloads `first` to `last` of a case that sends many: `stem` and a number each.
std::vector<std::string> numbered(const std::string& stem, std::size_t count);

/// What became of messages that were sent without waiting for the PUBACK of each.
struct Burst {
  std::size_t sent = 0;
  std::size_t accepted = 0;       ///< PUBACKs below 0x80.
  std::size_t refused = 0;        ///< PUBACKs of 0x80 and above.
  std::uint8_t last_refusal = 0;  ///< The code of the last of those.
  std::string ended = {};         ///< What came in place of a PUBACK; empty if all came.
};

/// Sends the payloads on one topic, QoS 1, so that at most `window` are unacknowledged at any time:
/// the peer's Receive Maximum must not be less (MQTT 5 §3.2.2.3.3; stock Mosquitto says 20). Ends
/// with the last PUBACK, or with what came in place of one.
Burst publish_burst(probe::Probe& publisher, const std::string& topic,
                    const std::vector<std::string>& payloads, std::size_t window = 16);
std::string in_words(const Burst& burst);

}  // namespace lab::conformance
