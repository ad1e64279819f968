#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lab::wire {

/// Property identifiers (MQTT 5 §2.2.2.2).
enum class PropertyId : std::uint8_t {
  payload_format_indicator = 0x01,
  message_expiry_interval = 0x02,
  content_type = 0x03,
  response_topic = 0x08,
  correlation_data = 0x09,
  subscription_identifier = 0x0B,
  session_expiry_interval = 0x11,
  assigned_client_identifier = 0x12,
  server_keep_alive = 0x13,
  authentication_method = 0x15,
  authentication_data = 0x16,
  request_problem_information = 0x17,
  will_delay_interval = 0x18,
  request_response_information = 0x19,
  response_information = 0x1A,
  server_reference = 0x1C,
  reason_string = 0x1F,
  receive_maximum = 0x21,
  topic_alias_maximum = 0x22,
  topic_alias = 0x23,
  maximum_qos = 0x24,
  retain_available = 0x25,
  user_property = 0x26,
  maximum_packet_size = 0x27,
  wildcard_subscription_available = 0x28,
  subscription_identifier_available = 0x29,
  shared_subscription_available = 0x2A,
};

/// How a property's value is laid out (MQTT 5 §2.2.2.2, column Type).
enum class PropertyLayout {
  byte,
  two_bytes,
  four_bytes,
  variable_integer,
  text,
  binary,
  text_pair
};

/// What the specification says of one property: its name in words, its layout, in which packets it
/// may stand (bit N: packet type N; bit 0: a will), and whether it may stand more than once.
struct PropertyRule {
  PropertyId id;
  std::string_view name;  ///< "response topic"
  PropertyLayout layout;
  std::uint16_t packets;
  bool repeats = false;  ///< A subscription identifier does so in PUBLISH only.
};

/// The rule of an identifier; null for one that the specification does not have.
const PropertyRule* rule_of(std::uint8_t identifier);

using TextPair = std::pair<std::string, std::string>;

/// Numbers of all widths, text and binary alike as bytes, and user properties.
using PropertyValue = std::variant<std::uint32_t, std::string, TextPair>;

struct Property {
  PropertyId id;
  PropertyValue value;
  friend bool operator==(const Property&, const Property&) = default;
};

/// The properties of one packet, in the order in which they travel. Duplicates are kept, so that an
/// illegal packet can be written and a peer's order be judged.
class Properties {
 public:
  Properties() = default;
  Properties(std::initializer_list<Property> all) : all_{all} {}

  Properties& add(PropertyId id, std::uint32_t number);
  Properties& add(PropertyId id, std::string bytes);
  /// Adds a user property.
  Properties& add_user(std::string name, std::string value);

  /// The first one with this identifier. Nothing if it is absent or has another layout.
  [[nodiscard]] std::optional<std::uint32_t> number(PropertyId id) const;
  [[nodiscard]] std::optional<std::string> bytes(PropertyId id) const;
  /// All user properties, in order.
  [[nodiscard]] std::vector<TextPair> user_properties() const;
  /// All numbers with this identifier, in order (a PUBLISH may carry several subscription
  /// identifiers).
  [[nodiscard]] std::vector<std::uint32_t> numbers(PropertyId id) const;

  [[nodiscard]] bool has(PropertyId id) const;
  void remove(PropertyId id);

  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] std::size_t size() const { return all_.size(); }
  [[nodiscard]] auto begin() const { return all_.begin(); }
  [[nodiscard]] auto end() const { return all_.end(); }

  friend bool operator==(const Properties&, const Properties&) = default;

 private:
  Properties& add_value(PropertyId id, PropertyValue value);

  std::vector<Property> all_;
};

}  // namespace lab::wire
