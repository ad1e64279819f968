#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lab::mqtt {

/// The v3.1.1 form of a request or response (the how-to's last note; CA-099): a JSON object in the
/// payload that carries what MQTT 5 has as properties:
/// `{"responseTopic": "...", "correlationData": "<base64>", "payload": <JSON>}`; a response has no
/// `responseTopic`.
struct Envelope {
  std::optional<std::string> response_topic;
  std::optional<std::string> correlation_data;  ///< Bytes.
  std::string payload;                          ///< JSON text.
};

/// The envelope as one line of JSON. A payload that is not JSON becomes a JSON string; one that is
/// not UTF-8 throws `Error` (usage).
std::string to_json(const Envelope& envelope);

/// Reads an envelope, or nothing if the text is none (not a JSON object, nested over 64 deep, a
/// member of the wrong type, a repeated member, bad base64). Never throws.
std::optional<Envelope> parse_envelope(std::string_view text);

}  // namespace lab::mqtt
