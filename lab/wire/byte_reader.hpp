#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lab/wire/decode.hpp"
#include "lab/wire/packet.hpp"

namespace lab::wire {

/// A rule of the specification, by its id (or section) in MQTT 5 and in MQTT 3.1.1. MQTT 3.1
/// numbers no rules; 3.1.1's stand for it.
struct Rule {
  std::string_view v5;
  std::string_view v311;
};

constexpr std::uint8_t malformed_packet = 0x81;
constexpr std::uint8_t protocol_error = 0x82;

/// Takes a packet apart, field by field. The first thing wrong is kept; after it every read gives
/// zero or nothing and the reader is at its end, so that a caller may go on and look once, at the
/// end.
class ByteReader {
 public:
  /// Reads a whole packet from `begin`, which is behind its fixed header.
  ByteReader(std::string_view packet, std::size_t begin, Version version);

  std::uint8_t byte(std::string_view what);
  std::uint16_t two_bytes(std::string_view what);
  std::uint32_t four_bytes(std::string_view what);
  /// MQTT 5 §1.5.5, in its shortest form only.
  std::uint32_t variable_integer(std::string_view what);
  /// A UTF-8 string (MQTT 5 §1.5.4, MQTT 3.1.1 §1.5.3): two bytes of length, well-formed, no
  /// U+0000.
  std::string text(std::string_view what);
  /// Two bytes of length, any bytes.
  std::string binary(std::string_view what);
  /// All up to the end.
  std::string rest();

  /// Ends at `length` bytes from here, and gives the former end for `widen`.
  std::size_t narrow(std::size_t length, std::string_view what);
  void widen(std::size_t end) { end_ = end; }

  /// Nothing is left, or something was wrong.
  [[nodiscard]] bool at_end() const { return failed() || at_ == end_; }
  [[nodiscard]] std::size_t left() const { return failed() ? 0 : end_ - at_; }
  void expect_end();

  /// Keeps what is wrong with the field that was read last.
  void fail(std::string problem, Rule rule, std::uint8_t reason_code = malformed_packet);
  /// The same, if it is so.
  void refuse_if(bool wrong, std::string_view problem, Rule rule,
                 std::uint8_t reason_code = malformed_packet);
  [[nodiscard]] bool failed() const { return fault_.has_value(); }
  [[nodiscard]] const std::optional<Malformed>& fault() const { return fault_; }

  /// The layout of what follows; a CONNECT changes it.
  [[nodiscard]] Version version() const { return version_; }
  void set_version(Version version) { version_ = version; }
  [[nodiscard]] bool is_v5() const { return version_ == Version::v5; }

 private:
  std::string_view take(std::size_t count, std::string_view what);
  std::string_view take_counted(std::string_view what);
  void fail_at(std::size_t offset, std::string problem, std::string source, std::uint8_t code);
  [[nodiscard]] std::string section() const;

  std::string_view packet_;
  std::size_t at_;
  std::size_t end_;
  std::size_t field_ = 0;  ///< Where the field began that was read last.
  Version version_;
  std::optional<Malformed> fault_;
};

}  // namespace lab::wire
