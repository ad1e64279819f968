#include "lab/wire/byte_reader.hpp"

#include <utility>

#include <fmt/format.h>

#include "lab/base/utf8.hpp"
#include "lab/wire/fixed_header.hpp"

namespace lab::wire {

ByteReader::ByteReader(std::string_view packet, std::size_t begin, Version version)
    : packet_(packet), at_(begin), end_(packet.size()), field_(begin), version_(version) {}

std::string_view ByteReader::take(std::size_t count, std::string_view what) {
  if (failed()) return {};
  if (count > end_ - at_) {
    const char* whole = end_ < packet_.size() ? "the properties end" : "the packet ends";
    fail_at(at_, fmt::format("{} inside {}", whole, what), section(), malformed_packet);
    return {};
  }
  const std::string_view bytes = packet_.substr(at_, count);
  at_ += count;
  return bytes;
}

std::uint8_t ByteReader::byte(std::string_view what) {
  field_ = at_;
  const std::string_view bytes = take(1, what);
  return bytes.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(bytes[0]);
}

std::uint16_t ByteReader::two_bytes(std::string_view what) {
  field_ = at_;
  std::uint16_t number = 0;
  for (const char byte : take(2, what)) {
    number = static_cast<std::uint16_t>((number << 8U) | static_cast<std::uint8_t>(byte));
  }
  return number;
}

std::uint32_t ByteReader::four_bytes(std::string_view what) {
  field_ = at_;
  std::uint32_t number = 0;
  for (const char byte : take(4, what)) number = (number << 8U) | static_cast<std::uint8_t>(byte);
  return number;
}

std::uint32_t ByteReader::variable_integer(std::string_view what) {
  field_ = at_;
  if (failed()) return 0;
  const VariableInteger integer = read_variable_integer(packet_.substr(at_, end_ - at_));
  if (integer.form == VariableInteger::Form::incomplete) {
    take(end_ - at_ + 1, what);
    return 0;
  }
  at_ += integer.bytes;
  if (integer.form == VariableInteger::Form::too_long) {
    fail(fmt::format("{} has more than four bytes", what), {"MQTT 5 §1.5.5", ""});
  } else if (!integer.is_shortest) {
    fail(fmt::format("{} is not in its shortest form", what), {"MQTT-1.5.5-1", ""});
  }
  return failed() ? 0 : integer.value;
}

std::string_view ByteReader::take_counted(std::string_view what) {
  const std::size_t begin = at_;
  const std::uint16_t size = two_bytes(what);
  const std::string_view bytes = take(size, what);
  field_ = begin;
  return bytes;
}

std::string ByteReader::text(std::string_view what) {
  const std::string_view bytes = take_counted(what);
  if (!is_utf8(bytes)) {
    fail(fmt::format("{} is not well-formed UTF-8", what), {"MQTT-1.5.4-1", "MQTT-1.5.3-1"});
  } else if (bytes.find('\0') != std::string_view::npos) {
    fail(fmt::format("{} holds U+0000", what), {"MQTT-1.5.4-2", "MQTT-1.5.3-2"});
  }
  return failed() ? std::string{} : std::string{bytes};
}

std::string ByteReader::binary(std::string_view what) {
  return std::string{take_counted(what)};
}

std::string ByteReader::rest() {
  field_ = at_;
  return std::string{take(left(), "its rest")};
}

std::size_t ByteReader::narrow(std::size_t length, std::string_view what) {
  const std::size_t end = end_;
  if (failed()) return end;
  if (length > end_ - at_) {
    fail(fmt::format("{} are said to have {} bytes where {} are left", what, length, end_ - at_),
         {"MQTT 5 §2.2.2.1", ""});
    return end;
  }
  end_ = at_ + length;
  return end;
}

void ByteReader::expect_end() {
  if (at_end()) return;
  fail_at(at_, fmt::format("{} bytes follow the last field", end_ - at_), section(),
          malformed_packet);
}

void ByteReader::fail(std::string problem, Rule rule, std::uint8_t reason_code) {
  fail_at(field_, std::move(problem), std::string{is_v5() ? rule.v5 : rule.v311}, reason_code);
}

void ByteReader::refuse_if(bool wrong, std::string_view problem, Rule rule,
                           std::uint8_t reason_code) {
  if (wrong) fail(std::string{problem}, rule, reason_code);
}

void ByteReader::fail_at(std::size_t offset, std::string problem, std::string source,
                         std::uint8_t code) {
  if (failed()) return;
  const auto type = static_cast<std::uint8_t>(static_cast<std::uint8_t>(packet_[0]) >> 4U);
  fault_ = Malformed{type, offset, std::move(problem), std::move(source), code};
}

std::string ByteReader::section() const {
  // Packet type N is section 3.N of both specifications.
  return fmt::format("{} §3.{}", is_v5() ? "MQTT 5" : "MQTT 3.1.1",
                     static_cast<std::uint8_t>(packet_[0]) >> 4U);
}

}  // namespace lab::wire
