#include "lab/wire/decode_properties.hpp"

#include <bitset>
#include <cstddef>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "lab/wire/topic_rules.hpp"

namespace lab::wire {
namespace {

constexpr std::uint8_t subscribe = 8;
constexpr std::uint8_t auth = 15;

/// Where the specification says which numbers a property may have.
struct NumberRule {
  PropertyId id;
  bool is_flag;  ///< 0 or 1; else: not 0.
  std::string_view source;
  std::uint8_t reason_code = protocol_error;
};

using Id = PropertyId;

constexpr NumberRule number_rules[] = {
    {Id::payload_format_indicator, true, "MQTT 5 §3.3.2.3.2"},
    {Id::subscription_identifier, false, "MQTT 5 §3.8.2.1.2"},
    {Id::request_problem_information, true, "MQTT 5 §3.1.2.11.7"},
    {Id::request_response_information, true, "MQTT 5 §3.1.2.11.6"},
    {Id::receive_maximum, false, "MQTT 5 §3.1.2.11.3"},
    {Id::topic_alias, false, "MQTT-3.3.2-8", 0x94},
    {Id::maximum_qos, true, "MQTT 5 §3.2.2.3.4"},
    {Id::retain_available, true, "MQTT 5 §3.2.2.3.5"},
    {Id::maximum_packet_size, false, "MQTT 5 §3.1.2.11.4"},
    {Id::wildcard_subscription_available, true, "MQTT 5 §3.2.2.3.11"},
    {Id::subscription_identifier_available, true, "MQTT 5 §3.2.2.3.12"},
    {Id::shared_subscription_available, true, "MQTT 5 §3.2.2.3.13"},
};

void check_number(ByteReader& reader, const PropertyRule& rule, std::uint32_t number) {
  for (const NumberRule& one : number_rules) {
    if (one.id != rule.id) continue;
    const bool is_wrong = one.is_flag ? number > 1 : number == 0;
    if (!is_wrong) return;
    reader.fail(fmt::format("the {} is {}", rule.name, number), {one.source, ""}, one.reason_code);
  }
}

/// Reads the properties of one packet, one after the other.
class PropertyList {
 public:
  PropertyList(ByteReader& reader, std::uint8_t place) : reader_(reader), place_(place) {}

  void read_one() {
    const std::uint32_t identifier = reader_.variable_integer("a property identifier");
    const PropertyRule* rule =
        identifier < seen_.size() ? rule_of(static_cast<std::uint8_t>(identifier)) : nullptr;
    if (rule == nullptr) {
      return reader_.fail(fmt::format("there is no property 0x{:02X}", identifier),
                          {"MQTT 5 §2.2.2.2", ""});
    }
    check_place(*rule);
    read_value(*rule);
  }

  [[nodiscard]] Properties take() { return std::move(properties_); }

 private:
  void check_place(const PropertyRule& rule) {
    const bool belongs = ((rule.packets >> place_) & 1U) != 0;
    if (!belongs) {
      const std::string_view where = place_ == will_properties ? "a will" : name_of_type(place_);
      reader_.fail(fmt::format("the {} stands in {}", rule.name, where), {"MQTT 5 §2.2.2.2", ""});
    }
    const auto identifier = static_cast<std::size_t>(rule.id);
    const bool once =
        !rule.repeats || (rule.id == PropertyId::subscription_identifier && place_ == subscribe);
    if (once && seen_[identifier]) {
      reader_.fail(fmt::format("the {} stands twice", rule.name), {"MQTT 5 §2.2.2.2", ""},
                   protocol_error);
    }
    seen_.set(identifier);
  }

  void read_value(const PropertyRule& rule) {
    const std::string what = fmt::format("the {}", rule.name);
    switch (rule.layout) {
      case PropertyLayout::byte: return add_number(rule, reader_.byte(what));
      case PropertyLayout::two_bytes: return add_number(rule, reader_.two_bytes(what));
      case PropertyLayout::four_bytes: return add_number(rule, reader_.four_bytes(what));
      case PropertyLayout::variable_integer:
        return add_number(rule, reader_.variable_integer(what));
      case PropertyLayout::binary: properties_.add(rule.id, reader_.binary(what)); return;
      case PropertyLayout::text: return add_text(rule, reader_.text(what));
      case PropertyLayout::text_pair: {
        std::string name = reader_.text("a user property's name");
        properties_.add_user(std::move(name), reader_.text("a user property's value"));
        return;
      }
    }
  }

  void add_number(const PropertyRule& rule, std::uint32_t number) {
    check_number(reader_, rule, number);
    properties_.add(rule.id, number);
  }

  void add_text(const PropertyRule& rule, std::string text) {
    if (rule.id == PropertyId::response_topic) {
      check_topic_name(reader_, text, "the response topic", {"MQTT-3.3.2-14", ""});
    }
    properties_.add(rule.id, std::move(text));
  }

  ByteReader& reader_;
  std::uint8_t place_;
  std::bitset<0x2B> seen_;
  Properties properties_;
};

}  // namespace

Properties read_properties(ByteReader& reader, std::uint8_t place) {
  if (!reader.is_v5()) return {};
  const std::uint32_t length = reader.variable_integer("the property length");
  const std::size_t end = reader.narrow(length, "the properties");
  PropertyList list(reader, place);
  while (!reader.at_end()) list.read_one();
  reader.widen(end);
  Properties properties = list.take();
  const bool has_method = properties.has(PropertyId::authentication_method);
  if (place == auth) {
    reader.refuse_if(!has_method, "there is no authentication method", {"MQTT 5 §3.15.2.2.2", ""},
                     protocol_error);
  }
  reader.refuse_if(properties.has(PropertyId::authentication_data) && !has_method,
                   "there is authentication data without a method", {"MQTT 5 §3.1.2.11.10", ""},
                   protocol_error);
  return properties;
}

}  // namespace lab::wire
