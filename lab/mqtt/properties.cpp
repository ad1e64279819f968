#include "lab/mqtt/properties.hpp"

#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <mqtt_protocol.h>

#include "lab/base/error.hpp"
#include "lab/mqtt/private_layout.hpp"

namespace lab::mqtt {
namespace {

using CString = std::unique_ptr<char, decltype(&std::free)>;

constexpr std::size_t most_bytes = 65'535;  // A property's length is a two byte integer (§1.5).

/// Throws if libmosquitto would not take the property.
void require(int rc, const char* property) {
  if (rc == MOSQ_ERR_SUCCESS) return;
  throw Error(ErrorKind::usage, fmt::format("the {} cannot be sent", property),
              rc == MOSQ_ERR_MALFORMED_UTF8 ? "it is not valid UTF-8 (MQTT 5 §1.5.4)"
                                            : mosquitto_strerror(rc));
}

void require_length(const std::string& bytes, const char* property) {
  if (bytes.size() <= most_bytes) return;
  throw Error(ErrorKind::usage, fmt::format("the {} cannot be sent", property),
              fmt::format("it has {} bytes, the most is {}", bytes.size(), most_bytes));
}

void require_empty_text(PropertyList& list, int identifier, const char* property) {
  if (make_empty_text_safe(*list.place(), identifier)) return;
  throw Error(ErrorKind::usage, fmt::format("the {} cannot be sent", property),
              "this libmosquitto cannot send an empty text");
}

void add_text(PropertyList& list, int identifier, const std::optional<std::string>& text,
              const char* property) {
  if (!text) return;
  require_length(*text, property);
  require_no_nul(*text, property);
  require(mosquitto_property_add_string(list.place(), identifier, text->c_str()), property);
  if (text->empty()) require_empty_text(list, identifier, property);
}

std::optional<std::string> read_text(const mosquitto_property* list, int identifier) {
  char* text = nullptr;
  if (!mosquitto_property_read_string(list, identifier, &text, false)) return std::nullopt;
  const CString owner{text, &std::free};
  return std::string{text ? text : ""};
}

std::optional<std::string> read_bytes(const mosquitto_property* list, int identifier) {
  void* bytes = nullptr;
  std::uint16_t length = 0;
  if (!mosquitto_property_read_binary(list, identifier, &bytes, &length, false)) {
    return std::nullopt;
  }
  const CString owner{static_cast<char*>(bytes), &std::free};
  return length == 0 ? std::string{} : std::string(owner.get(), length);
}

int command_of(PropertyOwner owner) {
  return owner == PropertyOwner::will ? CMD_WILL : CMD_PUBLISH;
}

}  // namespace

void require_no_nul(const std::string& text, const char* what) {
  if (text.find('\0') == std::string::npos) return;
  throw Error(ErrorKind::usage, fmt::format("the {} cannot be sent", what),
              "it holds a NUL character, which MQTT text may not (MQTT 5 §1.5.4)");
}

PropertyList to_properties(const Message& message, PropertyOwner owner) {
  PropertyList list;
  if (message.payload_format_indicator) {
    require(mosquitto_property_add_byte(list.place(), MQTT_PROP_PAYLOAD_FORMAT_INDICATOR,
                                        *message.payload_format_indicator),
            "payload format indicator");
  }
  if (message.message_expiry_interval) {
    require(mosquitto_property_add_int32(list.place(), MQTT_PROP_MESSAGE_EXPIRY_INTERVAL,
                                         *message.message_expiry_interval),
            "message expiry interval");
  }
  add_text(list, MQTT_PROP_CONTENT_TYPE, message.content_type, "content type");
  add_text(list, MQTT_PROP_RESPONSE_TOPIC, message.response_topic, "response topic");
  if (message.correlation_data) {
    require_length(*message.correlation_data, "correlation data");
    require(mosquitto_property_add_binary(
                list.place(), MQTT_PROP_CORRELATION_DATA, message.correlation_data->data(),
                static_cast<std::uint16_t>(message.correlation_data->size())),
            "correlation data");
  }
  for (const auto& [name, value] : message.user_properties) {
    for (const std::string* text : {&name, &value}) {
      require_length(*text, "user property");
      require_no_nul(*text, "user property");
    }
    require(mosquitto_property_add_string_pair(list.place(), MQTT_PROP_USER_PROPERTY, name.c_str(),
                                               value.c_str()),
            "user property");
    if (name.empty() || value.empty()) {
      require_empty_text(list, MQTT_PROP_USER_PROPERTY, "user property");
    }
  }
  require(mosquitto_property_check_all(command_of(owner), list.get()),
          "message's set of properties");
  return list;
}

void read_properties(const mosquitto_property* list, Message& message) {
  message.content_type = read_text(list, MQTT_PROP_CONTENT_TYPE);
  message.response_topic = read_text(list, MQTT_PROP_RESPONSE_TOPIC);
  message.correlation_data = read_bytes(list, MQTT_PROP_CORRELATION_DATA);
  std::uint32_t seconds = 0;
  if (mosquitto_property_read_int32(list, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, &seconds, false)) {
    message.message_expiry_interval = seconds;
  }
  std::uint8_t format = 0;
  if (mosquitto_property_read_byte(list, MQTT_PROP_PAYLOAD_FORMAT_INDICATOR, &format, false)) {
    message.payload_format_indicator = format;
  }
  bool skip_first = false;
  for (const mosquitto_property* at = list; at; skip_first = true) {
    char* name = nullptr;
    char* value = nullptr;
    at =
        mosquitto_property_read_string_pair(at, MQTT_PROP_USER_PROPERTY, &name, &value, skip_first);
    if (!at) break;
    const CString name_owner{name, &std::free};
    const CString value_owner{value, &std::free};
    message.user_properties.emplace_back(name ? name : "", value ? value : "");
  }
}

}  // namespace lab::mqtt
