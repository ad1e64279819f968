#include "lab/wire/byte_writer.hpp"

#include <cstddef>
#include <variant>

#include "lab/base/assert.hpp"
#include "lab/wire/encode.hpp"

namespace lab::wire {
namespace {

/// The value as the rule has it. Another kind is our own mistake.
template <typename Value>
const Value& value_of(const Property& property) {
  const auto* value = std::get_if<Value>(&property.value);
  LAB_ASSERT(value != nullptr);
  return *value;
}

}  // namespace

ByteWriter& ByteWriter::byte(std::uint8_t number) {
  bytes_ += static_cast<char>(number);
  return *this;
}

ByteWriter& ByteWriter::two_bytes(std::uint16_t number) {
  byte(static_cast<std::uint8_t>(number >> 8U));
  return byte(static_cast<std::uint8_t>(number & 0xFFU));
}

ByteWriter& ByteWriter::four_bytes(std::uint32_t number) {
  two_bytes(static_cast<std::uint16_t>(number >> 16U));
  return two_bytes(static_cast<std::uint16_t>(number & 0xFFFFU));
}

ByteWriter& ByteWriter::variable_integer(std::uint32_t number) {
  return raw(encode_variable_integer(number));
}

ByteWriter& ByteWriter::counted(std::string_view bytes) {
  constexpr std::size_t most = 65'535;
  bytes = bytes.substr(0, most);
  return two_bytes(static_cast<std::uint16_t>(bytes.size())).raw(bytes);
}

ByteWriter& ByteWriter::raw(std::string_view bytes) {
  bytes_ += bytes;
  return *this;
}

ByteWriter& ByteWriter::properties(const Properties& properties) {
  ByteWriter inner;
  for (const Property& one : properties) inner.property(one);
  const std::string& bytes = inner.bytes();
  return variable_integer(static_cast<std::uint32_t>(bytes.size())).raw(bytes);
}

void ByteWriter::property(const Property& property) {
  const auto id = static_cast<std::uint8_t>(property.id);
  const PropertyRule* rule = rule_of(id);
  LAB_ASSERT(rule != nullptr);
  byte(id);
  const auto number = [&] { return value_of<std::uint32_t>(property); };
  switch (rule->layout) {
    case PropertyLayout::byte: byte(static_cast<std::uint8_t>(number())); return;
    case PropertyLayout::two_bytes: two_bytes(static_cast<std::uint16_t>(number())); return;
    case PropertyLayout::four_bytes: four_bytes(number()); return;
    case PropertyLayout::variable_integer: variable_integer(number()); return;
    case PropertyLayout::text:
    case PropertyLayout::binary: counted(value_of<std::string>(property)); return;
    case PropertyLayout::text_pair: {
      const auto& [name, value] = value_of<TextPair>(property);
      counted(name).counted(value);
      return;
    }
  }
}

}  // namespace lab::wire
