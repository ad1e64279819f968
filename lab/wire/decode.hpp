#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "lab/wire/packet.hpp"

namespace lab::wire {

/// Bytes that are no legal packet, and which rule they break.
struct Malformed {
  std::uint8_t packet_type = 0;  ///< What the first byte claims it is; 0 is reserved.
  std::size_t offset = 0;        ///< Where in the packet, from its first byte.
  std::string problem;           ///< "the topic holds U+0000", in words, nothing unescaped.
  /// "MQTT-1.5.4-2", or a section, of the connection's version (of MQTT 3.1.1 for 3.1, which
  /// numbers no rules).
  std::string source;
  /// What a receiver answers with (MQTT 5 §4.13): 0x81 malformed packet, 0x82 protocol error, or a
  /// more exact one (0x84 unsupported version, 0x95 packet too large, 0x9B, …).
  std::uint8_t reason_code = 0x81;
  friend bool operator==(const Malformed&, const Malformed&) = default;
};

using Decoded = std::variant<Packet, Malformed>;

/// Decodes one whole packet: fixed header, body, and not one byte more. Strict: every length, flag,
/// UTF-8 string, reserved bit, topic name, topic filter, reason code, property place, value and
/// multiplicity of the specification is checked, for packets from clients and from servers alike.
/// What only one side may send, or what depends on earlier packets, is for the caller to judge; so
/// are an empty client identifier and a payload that is not of its format. Says all it has to say
/// in its result: it throws nothing.
Decoded decode(std::string_view packet, Version version);

/// Cuts a stream of bytes into packets. One for each direction of a connection.
class Decoder {
 public:
  /// Packets of a `version` connection; a CONNECT decides the version itself and for what follows.
  /// One longer than `most_bytes` is malformed (0x95) as soon as its length is known, so that what
  /// is kept stays bounded.
  explicit Decoder(Version version, std::size_t most_bytes = 268'435'460);

  /// What came from the network.
  void feed(std::string_view bytes);

  /// The next packet, or what is wrong with it; nothing until more bytes come. After a malformed
  /// one the stream has no meaning any more: every later call gives nothing.
  std::optional<Decoded> next();

  /// The bytes of what `next` gave last, as they travelled (for a malformed one: as far as they had
  /// come).
  [[nodiscard]] const std::string& last_bytes() const { return last_bytes_; }

  [[nodiscard]] Version version() const { return version_; }
  /// Bytes that came and are not yet a whole packet.
  [[nodiscard]] std::size_t waiting_bytes() const { return buffer_.size() - begin_; }

 private:
  Version version_;
  std::size_t most_bytes_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::string last_bytes_;
  bool broken_ = false;
};

}  // namespace lab::wire
