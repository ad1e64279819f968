#include "lab/apps/message_members.hpp"

#include <cstddef>
#include <utility>

#include <nlohmann/json.hpp>

#include "lab/base/base64.hpp"
#include "lab/base/utf8.hpp"
#include "lab/state/strict_json.hpp"

namespace lab::apps {
namespace {

using nlohmann::ordered_json;

}  // namespace

bool is_printable_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::optional<CodePoint> next = first_code_point(bytes);
    if (!next || is_control(next->value)) return false;
    bytes.remove_prefix(next->bytes);
  }
  return true;
}

void add_correlation(ordered_json& members, const std::optional<std::string>& bytes) {
  if (!bytes) return;
  members["correlation_data"] = base64_encode(*bytes);
  if (is_printable_utf8(*bytes)) members["correlation_text"] = *bytes;
}

void add_payload(ordered_json& members, const char* name, std::string_view bytes) {
  if (nlohmann::json value; state::read_strict_json(bytes, value).empty()) {
    members[name] = std::move(value);
  } else if (is_utf8(bytes)) {
    members[name] = bytes;
  } else {
    members[std::string{name} + "_base64"] = base64_encode(bytes);
  }
}

void add_reason(ordered_json& members, int reason_code) {
  members["reason_code"] = reason_code;
  members["reason"] = mqtt::reason_text(reason_code);
}

ordered_json message_members(const mqtt::Message& message, const char* direction) {
  ordered_json members{{"direction", direction}, {"topic", message.topic}};
  if (message.response_topic) members["response_topic"] = *message.response_topic;
  add_correlation(members, message.correlation_data);
  if (message.message_expiry_interval) {
    members["message_expiry_interval"] = *message.message_expiry_interval;
  }
  add_payload(members, "payload", message.payload);
  if (message.content_type) members["content_type"] = *message.content_type;
  if (message.payload_format_indicator) {
    members["payload_format_indicator"] = *message.payload_format_indicator;
  }
  if (!message.user_properties.empty()) {
    auto& properties = members["user_properties"] = ordered_json::array();
    for (const auto& [name, value] : message.user_properties) {
      properties.push_back(ordered_json::array({name, value}));
    }
  }
  members["qos"] = message.qos;
  members["retain"] = message.retain;
  if (message.packet_id != 0) members["packet_id"] = message.packet_id;
  members["dup"] = message.dup;
  members["enveloped"] = message.enveloped;
  return members;
}

}  // namespace lab::apps
