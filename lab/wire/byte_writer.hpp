#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lab/wire/properties.hpp"

namespace lab::wire {

/// Puts a packet together, field by field.
class ByteWriter {
 public:
  ByteWriter& byte(std::uint8_t number);
  ByteWriter& two_bytes(std::uint16_t number);
  ByteWriter& four_bytes(std::uint32_t number);
  ByteWriter& variable_integer(std::uint32_t number);
  /// Text or binary behind two bytes of length, cut at 65,535.
  ByteWriter& counted(std::string_view bytes);
  /// As they are.
  ByteWriter& raw(std::string_view bytes);
  /// Behind their length. A value of another kind than its rule's, or no rule, asserts.
  ByteWriter& properties(const Properties& properties);

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  void property(const Property& property);

  std::string bytes_;
};

}  // namespace lab::wire
