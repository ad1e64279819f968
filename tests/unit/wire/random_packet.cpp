#include "tests/unit/wire/random_packet.hpp"

#include <iterator>
#include <string_view>

#include "lab/wire/reason_rules.hpp"

namespace lab::wire {
namespace {

constexpr std::string_view characters[] = {
    "a", "Z", "/", "$", " ", "\n", "\x7F", "ü", "✓", "🚗", "\xEF\xBB\xBF", "\xEF\xBF\xBF"};

}  // namespace

std::string RandomPacket::text(std::uint32_t least) {
  std::string text;
  for (std::uint32_t count = least + below(12); count > 0; --count) {
    text += characters[below(std::size(characters))];
  }
  return text;
}

std::string RandomPacket::topic() {
  return text(1);
}

std::string RandomPacket::filter() {
  constexpr std::string_view shapes[] = {"#", "+", "a/+/b", "a/#", "/", "+/+", "$share/g/a/#"};
  return chance() ? text(1) : std::string{shapes[below(std::size(shapes))]};
}

std::string RandomPacket::binary() {
  std::string bytes;
  for (std::uint32_t count = below(300); count > 0; --count) {
    bytes += static_cast<char>(below(256));
  }
  return bytes;
}

std::uint32_t RandomPacket::number_for(const PropertyRule& rule) {
  const auto number = static_cast<std::uint32_t>(random_());
  switch (rule.layout) {
    case PropertyLayout::byte: return number % 2;
    case PropertyLayout::two_bytes: return 1 + number % 0xFFFF;
    case PropertyLayout::variable_integer: return 1 + number % (1U << below(28));
    default: return number | 1U;
  }
}

void RandomPacket::add_property(Properties& properties, const PropertyRule& rule) {
  switch (rule.layout) {
    case PropertyLayout::text:
      properties.add(rule.id, rule.id == PropertyId::response_topic ? topic() : text());
      return;
    case PropertyLayout::binary: properties.add(rule.id, binary()); return;
    case PropertyLayout::text_pair: {
      std::string name = text();
      properties.add_user(std::move(name), text());
      return;
    }
    default: properties.add(rule.id, number_for(rule)); return;
  }
}

Properties RandomPacket::properties(unsigned place) {
  Properties properties;
  if (!is_v5()) return properties;
  constexpr unsigned subscribe = 8;
  for (unsigned identifier = 1; identifier < 0x2B; ++identifier) {
    const PropertyRule* rule = rule_of(static_cast<std::uint8_t>(identifier));
    if (rule == nullptr || ((rule->packets >> place) & 1U) == 0 || chance()) continue;
    const bool once =
        !rule->repeats || (rule->id == PropertyId::subscription_identifier && place == subscribe);
    for (std::uint32_t count = once ? 1 : 1 + below(3); count > 0; --count) {
      add_property(properties, *rule);
    }
  }
  const bool has_method = properties.has(PropertyId::authentication_method);
  if (properties.has(PropertyId::authentication_data) && !has_method) {
    properties.add(PropertyId::authentication_method, text());
  }
  return properties;
}

std::uint8_t RandomPacket::reason_code(std::uint8_t packet_type) {
  for (;;) {
    const auto code = static_cast<std::uint8_t>(below(256));
    if (may_carry(packet_type, code, version_)) return code;
  }
}

std::vector<std::uint8_t> RandomPacket::reason_codes(std::uint8_t packet_type) {
  std::vector<std::uint8_t> codes;
  for (std::uint32_t count = 1 + below(4); count > 0; --count) {
    codes.push_back(reason_code(packet_type));
  }
  return codes;
}

Connect RandomPacket::connect() {
  Connect packet;
  packet.version = version_;
  if (version_ == Version::v31) packet.protocol_name = "MQIsdp";
  packet.clean_start = chance();
  packet.keep_alive = static_cast<std::uint16_t>(below(0x10000));
  packet.properties = properties(1);
  packet.client_id = text();
  if (chance()) {
    packet.will = Will{topic(), binary(), static_cast<std::uint8_t>(below(3)), chance()};
    packet.will->properties = properties(0);
  }
  if (chance()) packet.username = text();
  if (chance() && (is_v5() || packet.username)) packet.password = binary();
  return packet;
}

Connack RandomPacket::connack() {
  Connack packet;
  packet.reason_code = chance() ? std::uint8_t{0} : reason_code(2);
  packet.session_present = packet.reason_code == 0 && version_ != Version::v31 && chance();
  packet.properties = properties(2);
  return packet;
}

Publish RandomPacket::publish() {
  Publish packet;
  packet.properties = properties(3);
  const bool by_alias = packet.properties.has(PropertyId::topic_alias) && chance();
  if (!by_alias) packet.topic = topic();
  packet.payload = binary();
  packet.qos = static_cast<std::uint8_t>(below(3));
  packet.retain = chance();
  if (packet.qos > 0) {
    packet.dup = chance();
    packet.packet_id = packet_id();
  }
  return packet;
}

template <int Type>
PublishAnswer<Type> RandomPacket::answer() {
  PublishAnswer<Type> packet;
  packet.packet_id = packet_id();
  if (is_v5() && chance()) packet.reason_code = reason_code(Type);
  if (chance()) packet.properties = properties(Type);
  return packet;
}

Subscribe RandomPacket::subscribe() {
  Subscribe packet{packet_id(), properties(8), {}};
  for (std::uint32_t count = 1 + below(4); count > 0; --count) {
    Subscription one{filter(), static_cast<std::uint8_t>(below(3))};
    if (is_v5()) {
      one.no_local = chance() && !one.filter.starts_with("$share/");
      one.retain_as_published = chance();
      one.retain_handling = static_cast<std::uint8_t>(below(3));
    }
    packet.subscriptions.push_back(one);
  }
  return packet;
}

Packet RandomPacket::of_type(std::uint32_t type) {
  switch (type) {
    case 1: return connect();
    case 2: return connack();
    case 3: return publish();
    case 4: return answer<4>();
    case 5: return answer<5>();
    case 6: return answer<6>();
    case 7: return answer<7>();
    case 8: return subscribe();
    case 9: return Suback{packet_id(), properties(9), reason_codes(9)};
    case 10: return Unsubscribe{packet_id(), properties(10), {filter(), filter()}};
    case 11:
      if (!is_v5()) return Unsuback{packet_id(), {}, {}};
      return Unsuback{packet_id(), properties(11), reason_codes(11)};
    case 12: return Pingreq{};
    case 13: return Pingresp{};
    case 14:
      if (!is_v5()) return Disconnect{};
      return Disconnect{reason_code(14), properties(14)};
    default: {
      Auth packet{reason_code(15), properties(15)};
      const bool has_method = packet.properties.has(PropertyId::authentication_method);
      if (!has_method) packet.properties.add(PropertyId::authentication_method, text());
      return packet;
    }
  }
}

Packet RandomPacket::next() {
  return of_type(1 + below(is_v5() ? 15 : 14));
}

}  // namespace lab::wire
