#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "lab/mqtt/message.hpp"

namespace lab::apps {

/// A PUBLISH as an event shows it (docs/events.md, `request`). `direction` is "sent" or "received".
/// Properties that the message lacks are left out, and so is a packet id that is not known (0).
nlohmann::ordered_json message_members(const mqtt::Message& message, const char* direction);

/// Adds `correlation_data` (base64) and, if it is printable UTF-8, `correlation_text`.
void add_correlation(nlohmann::ordered_json& members, const std::optional<std::string>& bytes);

/// Adds `<name>`: the JSON value that the bytes are, or else the text; or `<name>_base64` if they
/// are not UTF-8. JSON that `state::read_strict_json` refuses is shown as text.
void add_payload(nlohmann::ordered_json& members, const char* name, std::string_view bytes);

/// Adds `reason_code` and `reason`, the specification's words (MQTT 5 §2.4).
void add_reason(nlohmann::ordered_json& members, int reason_code);

/// UTF-8 without control characters (RFC 3629; Unicode C0, DEL, C1).
[[nodiscard]] bool is_printable_utf8(std::string_view bytes);

}  // namespace lab::apps
