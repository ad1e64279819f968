#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "lab/mqtt/message.hpp"

namespace lab::mqtt {

/// How deep the JSON of an envelope may nest, its own object included.
inline constexpr std::size_t deepest_envelope = 64;

/// The v3.1.1 form of a request or response (the how-to's last note; CA-099): a JSON object in the
/// payload that carries what MQTT 5 has as properties:
/// `{"responseTopic": "...", "correlationData": "<base64>", "payload": <JSON>}`; a response has no
/// `responseTopic`. Every member may be absent; unknown members are ignored.
struct Envelope {
  std::optional<std::string> response_topic;
  std::optional<std::string> correlation_data;  ///< Bytes.
  /// JSON text, also for a JSON string (`"on"`, with its quotes): a text that was not JSON when it
  /// was put in comes out as the JSON string it became. Empty if there is no `payload` member.
  std::string payload;
};

/// The envelope as one line of JSON; numbers and member order of the payload stay as they are. A
/// payload that is not JSON (by `parse_envelope`'s rules) becomes a JSON string; one that is not
/// UTF-8 throws `Error` (usage), as does a response topic that is not.
std::string to_json(const Envelope& envelope);

/// Reads an envelope, or nothing if the text is none (not a JSON object, nested over
/// `deepest_envelope`, invalid UTF-8, a member of the wrong type, a repeated member at any depth, a
/// number out of range, bad base64). Never throws.
std::optional<Envelope> parse_envelope(std::string_view text);

/// The message as it goes on the wire in the v3.1.1 form: response topic and correlation data moved
/// into the payload. Throws like `to_json`.
Message pack(const Message& message);

/// The message as it was meant: the payload's envelope moved into response topic, correlation data
/// and payload, `enveloped` set. Nothing if the payload is no envelope.
std::optional<Message> unpack(const Message& message);

}  // namespace lab::mqtt
