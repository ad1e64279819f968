#include "tests/unit/wire/bytes.hpp"

#include <charconv>
#include <cstddef>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab/base/assert.hpp"
#include "lab/wire/encode.hpp"

namespace lab::wire {
namespace {

std::string shown(const Decoded& decoded, Version version) {
  if (const auto* malformed = std::get_if<Malformed>(&decoded)) {
    return fmt::format("malformed: {} ({}, 0x{:02X}) at {}", malformed->problem, malformed->source,
                       malformed->reason_code, malformed->offset);
  }
  return describe(std::get<Packet>(decoded), version);
}

/// What the decoder gives first when the bytes come one by one.
Decoded decode_bytewise(std::string_view packet, Version version) {
  Decoder decoder(version);
  for (const char& byte : packet) {
    decoder.feed({&byte, 1});
    if (auto decoded = decoder.next()) return *decoded;
  }
  return Malformed{0, packet.size(), "nothing yet", "", 0};
}

}  // namespace

std::string bytes(std::string_view notation) {
  std::string result;
  while (!notation.empty()) {
    if (notation.front() == ' ') {
      notation.remove_prefix(1);
    } else if (notation.front() == '\'') {
      const std::size_t end = notation.find('\'', 1);
      LAB_ASSERT(end != std::string_view::npos);
      result += notation.substr(1, end - 1);
      notation.remove_prefix(end + 1);
    } else {
      unsigned number = 0;
      const char* begin = notation.data();
      const auto [end, error] = std::from_chars(begin, begin + 2, number, 16);
      LAB_ASSERT(error == std::errc{} && end == begin + 2);
      result += static_cast<char>(number);
      notation.remove_prefix(2);
    }
  }
  return result;
}

std::string frame(std::uint8_t first_byte, std::string_view body) {
  const std::string raw = bytes(body);
  return encode_frame(first_byte, raw, raw.size());
}

std::string counted(std::string_view text) {
  std::string result;
  result += static_cast<char>(text.size() >> 8U);
  result += static_cast<char>(text.size() & 0xFFU);
  result += text;
  return result;
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    text += fmt::format("{}{:02X}", text.empty() ? "" : " ", static_cast<std::uint8_t>(byte));
  }
  return text;
}

void expect_malformed(const Bad& bad, Version version) {
  SCOPED_TRACE(fmt::format("{} in MQTT {}: {}", hex(bad.packet), to_text(version), bad.problem));
  const auto type = bad.packet.empty()
                        ? std::uint8_t{0}
                        : static_cast<std::uint8_t>(static_cast<std::uint8_t>(bad.packet[0]) >> 4);
  const Malformed expected{type, bad.offset, bad.problem, bad.source, bad.reason_code};
  const Decoded decoded = decode(bad.packet, version);
  EXPECT_EQ(shown(decoded, version), shown(expected, version));
  EXPECT_TRUE(decoded == Decoded{expected});
  EXPECT_EQ(shown(decode_bytewise(bad.packet, version), version), shown(expected, version));
}

void expect_decodes(const std::string& travelled, const Packet& packet, Version version) {
  SCOPED_TRACE(fmt::format("{} in MQTT {}", hex(travelled), to_text(version)));
  const Decoded decoded = decode(travelled, version);
  EXPECT_EQ(shown(decoded, version), describe(packet, version));
  EXPECT_TRUE(decoded == Decoded{packet});
  EXPECT_TRUE(decode_bytewise(travelled, version) == Decoded{packet});
}

void expect_both_ways(const std::string& travelled, const Packet& packet, Version version) {
  expect_decodes(travelled, packet, version);
  EXPECT_EQ(hex(encode(packet, version)), hex(travelled));
}

}  // namespace lab::wire
