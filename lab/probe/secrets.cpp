#include "lab/probe/secrets.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <variant>

namespace lab::probe {
namespace {

using wire::PropertyId;
using wire::PropertyLayout;

/// More of an unfinished packet is not kept: its length lies.
constexpr std::size_t most_begun = 1U << 20U;

constexpr std::uint8_t type_connect = 1;
constexpr std::uint8_t type_connack = 2;
constexpr std::uint8_t type_auth = 15;

/// Walks one packet, as far as it has come, and stars its secrets.
class Walk {
 public:
  Walk(std::string& bytes, std::size_t begin) : bytes_(bytes), at_(begin), end_(bytes.size()) {}

  void star_secrets() {
    const auto type = static_cast<std::uint8_t>(byte() >> 4U);
    variable_integer();
    if (type == type_connect) connect();
    if (type == type_connack) {
      skip(2);
      properties();
    }
    if (type == type_auth) {
      skip(1);
      properties();
    }
  }

 private:
  [[nodiscard]] std::size_t left() const { return end_ - at_; }
  void skip(std::size_t count) { at_ += std::min(count, left()); }

  std::uint8_t byte() { return left() == 0 ? 0 : static_cast<std::uint8_t>(bytes_[at_++]); }

  std::size_t two_bytes() {
    const std::size_t high = byte();
    return high * 256 + byte();
  }

  std::size_t variable_integer() {
    std::size_t value = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
      const std::uint8_t next = byte();
      value |= static_cast<std::size_t>(next & 0x7FU) << shift;
      if ((next & 0x80U) == 0) break;
    }
    return value;
  }

  void star(std::size_t count) {
    count = std::min(count, left());
    std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at_), count, '*');
    at_ += count;
  }

  void skip_text() { skip(two_bytes()); }
  void star_text() { star(two_bytes()); }

  /// MQTT 5 §3.1; MQTT 3.1.1 §3.1.
  void connect() {
    skip_text();
    const bool has_properties = byte() >= 5;
    const std::uint8_t flags = byte();
    skip(2);  // keep alive
    if (has_properties) properties();
    skip_text();  // client id
    if ((flags & 0x04U) != 0) {
      if (has_properties) properties();
      skip_text();  // will topic
      skip_text();  // will payload
    }
    if ((flags & 0x80U) != 0) skip_text();  // username
    if ((flags & 0x40U) != 0) star_text();
  }

  void properties() {
    const std::size_t size = variable_integer();
    const std::size_t end = at_ + std::min(size, left());
    while (at_ < end) {
      const std::uint8_t identifier = byte();
      const wire::PropertyRule* rule = wire::rule_of(identifier);
      if (!rule) {
        star(end - at_);  // Nobody can say where the next property begins.
      } else if (rule->id == PropertyId::authentication_data) {
        star_text();
      } else {
        skip_value(rule->layout);
      }
    }
  }

  void skip_value(PropertyLayout layout) {
    switch (layout) {
      case PropertyLayout::byte: return skip(1);
      case PropertyLayout::two_bytes: return skip(2);
      case PropertyLayout::four_bytes: return skip(4);
      case PropertyLayout::variable_integer: variable_integer(); return;
      case PropertyLayout::text:
      case PropertyLayout::binary: return skip_text();
      case PropertyLayout::text_pair:
        skip_text();
        skip_text();
        return;
    }
  }

  std::string& bytes_;
  std::size_t at_;
  std::size_t end_;
};

/// How long the packet at the beginning is by its own words; nothing if they are not all there, or
/// are no length.
std::optional<std::size_t> claimed_size(std::string_view bytes) {
  std::size_t value = 0;
  for (std::size_t index = 1; index < std::min<std::size_t>(bytes.size(), 5); ++index) {
    const auto byte = static_cast<unsigned char>(bytes[index]);
    value |= static_cast<std::size_t>(byte & 0x7FU) << (7 * (index - 1));
    if ((byte & 0x80U) == 0) return index + 1 + value;
  }
  return std::nullopt;
}

bool may_hold_secrets(std::string_view packet) {
  const int type = static_cast<unsigned char>(packet.front()) >> 4U;
  return type == type_connect || type == type_connack || type == type_auth;
}

void star_authentication_data(wire::Properties& properties) {
  wire::Properties kept;
  for (const wire::Property& property : properties) {
    if (property.id == PropertyId::authentication_data) {
      kept.add(property.id, "***");
    } else if (const auto* number = std::get_if<std::uint32_t>(&property.value)) {
      kept.add(property.id, *number);
    } else if (const auto* bytes = std::get_if<std::string>(&property.value)) {
      kept.add(property.id, *bytes);
    } else {
      const auto& [name, value] = std::get<wire::TextPair>(property.value);
      kept.add_user(name, value);
    }
  }
  properties = std::move(kept);
}

}  // namespace

bool has_secrets(const wire::Packet& packet) {
  const auto* connect = std::get_if<wire::Connect>(&packet);
  if (connect && connect->password) return true;
  return std::visit(
      [](const auto& one) {
        if constexpr (requires { one.properties; }) {
          return one.properties.has(PropertyId::authentication_data);
        } else {
          return false;
        }
      },
      packet);
}

wire::Packet starred(wire::Packet packet) {
  auto* connect = std::get_if<wire::Connect>(&packet);
  if (connect && connect->password) connect->password = "***";
  std::visit(
      [](auto& one) {
        if constexpr (requires { one.properties; }) star_authentication_data(one.properties);
      },
      packet);
  return packet;
}

std::string SecretFilter::starred(std::string_view chunk) {
  if (begun_.empty() && claimed_size(chunk) == chunk.size() && !may_hold_secrets(chunk)) {
    return std::string{chunk};
  }
  const std::size_t known = begun_.size();
  const std::string all = begun_.append(chunk);
  std::string kept = all;
  std::size_t at = 0;
  while (at < all.size()) {
    // Up to the end of what is there: a packet that says it is shorter may hide a secret behind.
    Walk{kept, at}.star_secrets();
    const auto size = claimed_size(std::string_view{all}.substr(at));
    if (!size || *size > all.size() - at) break;
    at += *size;
  }
  begun_ = all.size() - at > most_begun ? std::string{} : all.substr(at);
  return kept.substr(known);
}

}  // namespace lab::probe
