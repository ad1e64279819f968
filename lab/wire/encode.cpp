#include "lab/wire/encode.hpp"

#include <cstddef>
#include <variant>

#include "lab/base/assert.hpp"
#include "lab/wire/byte_writer.hpp"

namespace lab::wire {
namespace {

constexpr std::uint32_t largest_variable_integer = 268'435'455;

std::uint8_t bits(bool is_set, unsigned shift) {
  return static_cast<std::uint8_t>(is_set ? 1U << shift : 0U);
}

std::uint8_t two_bits(std::uint8_t number, unsigned shift) {
  return static_cast<std::uint8_t>((number & 3U) << shift);
}

/// Writes the bodies of packets: all behind the fixed header.
class BodyWriter {
 public:
  explicit BodyWriter(Version version)
      : has_properties_(version >= Version::v5), version_(version) {}

  void operator()(const Connect& packet);
  void operator()(const Connack& packet);
  void operator()(const Publish& packet);
  template <int Type>
  void operator()(const PublishAnswer<Type>& packet);
  void operator()(const Subscribe& packet);
  void operator()(const Suback& packet);
  void operator()(const Unsubscribe& packet);
  void operator()(const Unsuback& packet);
  void operator()(const Pingreq&) {}
  void operator()(const Pingresp&) {}
  void operator()(const Disconnect& packet);
  void operator()(const Auth& packet);

  [[nodiscard]] const std::string& bytes() const { return out_.bytes(); }

 private:
  void properties(const Properties& properties) {
    if (has_properties_) out_.properties(properties);
  }
  void will(const Will& will);
  void reason_codes(const std::vector<std::uint8_t>& codes);

  ByteWriter out_;
  bool has_properties_;
  Version version_;
};

std::uint8_t connect_flags(const Connect& packet) {
  unsigned flags = bits(packet.username.has_value(), 7) | bits(packet.password.has_value(), 6) |
                   bits(packet.clean_start, 1);
  if (packet.will) {
    flags |= bits(packet.will->retain, 5) | two_bits(packet.will->qos, 3) | bits(true, 2);
  }
  return static_cast<std::uint8_t>(flags);
}

void BodyWriter::operator()(const Connect& packet) {
  out_.counted(packet.protocol_name).byte(static_cast<std::uint8_t>(packet.version));
  out_.byte(connect_flags(packet)).two_bytes(packet.keep_alive);
  properties(packet.properties);
  out_.counted(packet.client_id);
  if (packet.will) will(*packet.will);
  if (packet.username) out_.counted(*packet.username);
  if (packet.password) out_.counted(*packet.password);
}

void BodyWriter::will(const Will& will) {
  properties(will.properties);
  out_.counted(will.topic).counted(will.payload);
}

void BodyWriter::operator()(const Connack& packet) {
  const bool has_session_present = version_ != Version::v31;
  out_.byte(bits(packet.session_present && has_session_present, 0)).byte(packet.reason_code);
  properties(packet.properties);
}

void BodyWriter::operator()(const Publish& packet) {
  out_.counted(packet.topic);
  if (packet.qos > 0) out_.two_bytes(packet.packet_id);
  properties(packet.properties);
  out_.raw(packet.payload);
}

template <int Type>
void BodyWriter::operator()(const PublishAnswer<Type>& packet) {
  out_.two_bytes(packet.packet_id);
  if (!has_properties_) return;
  // Success without properties is left out, and properties alone too (MQTT 5 §3.4.2.1).
  if (packet.reason_code == 0 && packet.properties.empty()) return;
  out_.byte(packet.reason_code);
  if (!packet.properties.empty()) properties(packet.properties);
}

void BodyWriter::operator()(const Subscribe& packet) {
  out_.two_bytes(packet.packet_id);
  properties(packet.properties);
  for (const Subscription& one : packet.subscriptions) {
    unsigned options = two_bits(one.qos, 0);
    if (has_properties_) {
      options |= bits(one.no_local, 2) | bits(one.retain_as_published, 3) |
                 two_bits(one.retain_handling, 4);
    }
    out_.counted(one.filter).byte(static_cast<std::uint8_t>(options));
  }
}

void BodyWriter::reason_codes(const std::vector<std::uint8_t>& codes) {
  for (const std::uint8_t code : codes) out_.byte(code);
}

void BodyWriter::operator()(const Suback& packet) {
  out_.two_bytes(packet.packet_id);
  properties(packet.properties);
  reason_codes(packet.reason_codes);
}

void BodyWriter::operator()(const Unsubscribe& packet) {
  out_.two_bytes(packet.packet_id);
  properties(packet.properties);
  for (const std::string& filter : packet.filters) out_.counted(filter);
}

void BodyWriter::operator()(const Unsuback& packet) {
  out_.two_bytes(packet.packet_id);
  properties(packet.properties);
  if (has_properties_) reason_codes(packet.reason_codes);
}

void BodyWriter::operator()(const Disconnect& packet) {
  if (!has_properties_) return;
  if (packet.reason_code == 0 && packet.properties.empty()) return;
  out_.byte(packet.reason_code);
  if (!packet.properties.empty()) properties(packet.properties);
}

void BodyWriter::operator()(const Auth& packet) {
  // Success without properties is left out; a reason code alone is not allowed (MQTT 5 §3.15.2).
  if (packet.reason_code == 0 && packet.properties.empty()) return;
  out_.byte(packet.reason_code).properties(packet.properties);
}

std::uint8_t first_byte(const Packet& packet) {
  const std::uint8_t type = type_of(packet);
  unsigned flags = type == 6 || type == 8 || type == 10 ? 2U : 0U;
  if (const auto* publish = std::get_if<Publish>(&packet)) {
    flags = bits(publish->dup, 3) | two_bits(publish->qos, 1) | bits(publish->retain, 0);
  }
  return static_cast<std::uint8_t>(unsigned{type} << 4U | flags);
}

}  // namespace

std::string encode(const Packet& packet, Version version) {
  const auto* connect = std::get_if<Connect>(&packet);
  BodyWriter writer(connect != nullptr ? connect->version : version);
  std::visit(writer, packet);
  return encode_frame(first_byte(packet), writer.bytes(), writer.bytes().size());
}

std::string encode_frame(std::uint8_t first_byte, std::string_view body,
                         std::size_t claimed_length) {
  LAB_ASSERT(claimed_length <= largest_variable_integer);
  std::string packet(1, static_cast<char>(first_byte));
  packet += encode_variable_integer(static_cast<std::uint32_t>(claimed_length));
  packet += body;
  return packet;
}

std::string encode_variable_integer(std::uint32_t value) {
  LAB_ASSERT(value <= largest_variable_integer);
  std::string bytes;
  do {
    const std::uint32_t next = value & 0x7FU;
    value >>= 7U;
    bytes += static_cast<char>(value > 0 ? next | 0x80U : next);
  } while (value > 0);
  return bytes;
}

}  // namespace lab::wire
