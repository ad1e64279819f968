#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lab::mqtt {

/// The MQTT protocol version a client speaks.
enum class Version { v311, v5 };

/// "3.1.1" or "5".
const char* to_text(Version version);

/// A PUBLISH, with the properties that request-response uses (MQTT 5 §3.3). On v3.1.1 only topic,
/// payload, QoS, retain, dup and packet id exist.
struct Message {
  std::string topic;
  std::string payload;
  int qos = 1;
  bool retain = false;
  bool dup = false;
  std::uint16_t packet_id = 0;  ///< 0 for QoS 0 and for a message not yet sent.
  std::optional<std::string> response_topic;
  std::optional<std::string> correlation_data;  ///< Bytes. Absent differs from empty.
  std::optional<std::string> content_type;
  std::optional<std::uint32_t> message_expiry_interval;  ///< Seconds.
  std::optional<std::uint8_t> payload_format_indicator;
  std::vector<std::pair<std::string, std::string>> user_properties;  ///< In order, duplicates kept.
  /// Response topic, correlation data and payload came, or go, in a payload envelope
  /// (`envelope.hpp`). Never part of a packet: a sender packs the envelope before it publishes.
  bool enveloped = false;
};

/// A reason code in the specification's words, for example "Not authorized" for 0x87 (MQTT 5 §2.4).
/// Codes of CONNACK v3.1.1 (1-5) have words of their own: `connack_text`.
const char* reason_text(int reason_code);

/// A CONNACK's code in words, by protocol version (MQTT 5 §3.2.2.2; MQTT 3.1.1 §3.2.2.3).
const char* connack_text(Version version, int code);

}  // namespace lab::mqtt
