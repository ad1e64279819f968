#include "lab/mqtt/envelope.hpp"

#include <utility>

#include "lab/base/base64.hpp"
#include "lab/mqtt/strict_json.hpp"

namespace lab::mqtt {
namespace {

constexpr std::string_view response_topic_member = "responseTopic";
constexpr std::string_view correlation_data_member = "correlationData";
constexpr std::string_view payload_member = "payload";

std::string payload_as_json(const std::string& payload) {
  // One level is the envelope's own object.
  if (std::optional<std::string> json = compact_json(payload, deepest_envelope - 1)) return *json;
  return json_string(payload, "a payload for the v3.1.1 envelope");
}

}  // namespace

std::string to_json(const Envelope& envelope) {
  std::string json;
  const auto add = [&json](std::string_view name, std::string_view value) {
    json.append(json.empty() ? "{\"" : ",\"").append(name).append("\":").append(value);
  };
  if (envelope.response_topic) {
    add(response_topic_member, json_string(*envelope.response_topic, "a response topic"));
  }
  if (envelope.correlation_data) {
    add(correlation_data_member, '"' + base64_encode(*envelope.correlation_data) + '"');
  }
  if (!envelope.payload.empty()) add(payload_member, payload_as_json(envelope.payload));
  return json.empty() ? "{}" : json + '}';
}

std::optional<Envelope> parse_envelope(std::string_view text) {
  auto members = json_members(text, deepest_envelope);
  if (!members) return std::nullopt;
  Envelope envelope;
  for (auto& [name, value] : *members) {
    if (name == payload_member) {
      envelope.payload = std::move(value);
    } else if (name == response_topic_member) {
      envelope.response_topic = text_of_json_string(value);
      if (!envelope.response_topic) return std::nullopt;
    } else if (name == correlation_data_member) {
      const std::optional<std::string> base64 = text_of_json_string(value);
      if (base64) envelope.correlation_data = base64_decode(*base64);
      if (!envelope.correlation_data) return std::nullopt;
    }
  }
  return envelope;
}

Message pack(const Message& message) {
  Message packed = message;
  packed.payload =
      to_json(Envelope{message.response_topic, message.correlation_data, message.payload});
  packed.response_topic.reset();
  packed.correlation_data.reset();
  packed.content_type = "application/json";
  packed.payload_format_indicator = 1;
  packed.enveloped = false;
  return packed;
}

std::optional<Message> unpack(const Message& message) {
  std::optional<Envelope> envelope = parse_envelope(message.payload);
  if (!envelope) return std::nullopt;
  Message unpacked = message;
  unpacked.response_topic = std::move(envelope->response_topic);
  unpacked.correlation_data = std::move(envelope->correlation_data);
  unpacked.payload = std::move(envelope->payload);
  unpacked.enveloped = true;
  return unpacked;
}

}  // namespace lab::mqtt
