// Goal: a fixed header that breaks a rule is refused with that rule, as soon as its byte is there.
// Method: one hand-made packet a rule.

#include <gtest/gtest.h>

#include "tests/unit/wire/bytes.hpp"

namespace lab::wire {
namespace {

constexpr Version versions[] = {Version::v31, Version::v311, Version::v5};

TEST(MalformedFrame, ReservedPacketTypes_AreRefused) {
  expect_malformed({bytes("00 00"), 0, "packet type 0 is reserved", "MQTT 5 §2.1.2"}, Version::v5);
  expect_malformed({bytes("00 00"), 0, "packet type 0 is reserved", "MQTT 3.1.1 §2.2.1"},
                   Version::v311);
  expect_malformed({bytes("F0 00"), 0, "packet type 15 is reserved", "MQTT 3.1.1 §2.2.1"},
                   Version::v311);
}

struct Flags {
  std::uint8_t first_byte;
  const char* v5;
  const char* v311;
};

TEST(MalformedFrame, FlagsOfEveryType_AreFixed) {
  const Flags table[] = {
      {0x10, "MQTT-2.1.3-1", "MQTT-2.2.2-2"},   {0x20, "MQTT-2.1.3-1", "MQTT-2.2.2-2"},
      {0x40, "MQTT-2.1.3-1", "MQTT-2.2.2-2"},   {0x50, "MQTT-2.1.3-1", "MQTT-2.2.2-2"},
      {0x62, "MQTT-3.6.1-1", "MQTT-3.6.1-1"},   {0x70, "MQTT-2.1.3-1", "MQTT-2.2.2-2"},
      {0x82, "MQTT-3.8.1-1", "MQTT-3.8.1-1"},   {0x90, "MQTT-2.1.3-1", "MQTT-2.2.2-2"},
      {0xA2, "MQTT-3.10.1-1", "MQTT-3.10.1-1"}, {0xB0, "MQTT-2.1.3-1", "MQTT-2.2.2-2"},
      {0xC0, "MQTT-2.1.3-1", "MQTT-2.2.2-2"},   {0xD0, "MQTT-2.1.3-1", "MQTT-2.2.2-2"},
      {0xE0, "MQTT-3.14.1-1", "MQTT-3.14.1-1"}, {0xF0, "MQTT-3.15.1-1", nullptr}};
  for (const Flags& one : table) {
    for (unsigned flags = 0; flags < 16; ++flags) {
      const unsigned expected = one.first_byte & 0x0FU;
      if (flags == expected) continue;
      const std::string packet{static_cast<char>((one.first_byte & 0xF0U) | flags), 0};
      const char digits[] = "0123456789ABCDEF";
      const std::string problem =
          std::string{"the flags are 0x"} + digits[flags] + ", not 0x" + digits[expected];
      expect_malformed({packet, 0, problem, one.v5}, Version::v5);
      if (one.v311 != nullptr) expect_malformed({packet, 0, problem, one.v311}, Version::v311);
    }
  }
}

TEST(MalformedFrame, PublishFlags_AreChecked) {
  for (const Version version : versions) {
    for (const char* packet : {"36 03 00 01 'a'", "37 00", "3E 00", "3F 00"}) {
      expect_malformed({bytes(packet), 0, "the QoS is 3", "MQTT-3.3.1-4"}, version);
    }
    for (const char* packet : {"38 03 00 01 'a'", "39 00"}) {
      expect_malformed({bytes(packet), 0, "DUP is set with QoS 0", "MQTT-3.3.1-2"}, version);
    }
  }
}

TEST(MalformedFrame, LengthOfFiveBytes_IsRefusedAtTheFourth) {
  expect_malformed({bytes("C0 80 80 80 80"), 1, "the remaining length has more than four bytes",
                    "MQTT 5 §1.5.5"},
                   Version::v5);
  expect_malformed({bytes("10 FF FF FF FF"), 1, "the remaining length has more than four bytes",
                    "MQTT 3.1.1 §2.2.3"},
                   Version::v311);
}

TEST(MalformedFrame, LengthOfV5NotInItsShortestForm_IsRefused) {
  expect_malformed(
      {bytes("C0 80 00"), 1, "the remaining length is not in its shortest form", "MQTT-1.5.5-1"},
      Version::v5);
  // A CONNECT tells its version behind the length.
  expect_malformed({bytes("10 8D 00 00 04 'MQTT' 05 02 00 3C 00 00 00"), 1,
                    "the remaining length is not in its shortest form", "MQTT-1.5.5-1"},
                   Version::v5);
  EXPECT_TRUE(std::holds_alternative<Packet>(
      decode(bytes("10 8C 00 00 04 'MQTT' 04 02 00 3C 00 00"), Version::v5)));
}

TEST(MalformedFrame, LengthThatLies_IsRefused) {
  const auto problem_of = [](const char* packet, Version version) {
    const Decoded decoded = decode(bytes(packet), version);
    return std::holds_alternative<Malformed>(decoded) ? std::get<Malformed>(decoded) : Malformed{};
  };
  EXPECT_EQ(problem_of("", Version::v5),
            (Malformed{0, 0, "the packet ends inside its fixed header", "MQTT 5 §2.1.4", 0x81}));
  EXPECT_EQ(
      problem_of("C0", Version::v311),
      (Malformed{12, 1, "the packet ends inside its fixed header", "MQTT 3.1.1 §2.2.3", 0x81}));
  EXPECT_EQ(
      problem_of("40 03 00 01", Version::v5),
      (Malformed{4, 4, "the remaining length is 3; 2 bytes follow it", "MQTT 5 §2.1.4", 0x81}));
  EXPECT_EQ(
      problem_of("C0 00 00", Version::v5),
      (Malformed{12, 3, "the remaining length is 0; 1 bytes follow it", "MQTT 5 §2.1.4", 0x81}));
}

TEST(MalformedFrame, BytesBehindTheLastField_AreRefused) {
  const std::pair<const char*, const char*> packets[] = {
      {"C0 01 00", "MQTT 5 §3.12"},
      {"D0 01 00", "MQTT 5 §3.13"},
      {"20 04 00 00 00 00", "MQTT 5 §3.2"},
      {"40 05 00 01 00 00 00", "MQTT 5 §3.4"},
      {"E0 03 00 00 00", "MQTT 5 §3.14"},
      {"10 0E 00 04 'MQTT' 05 02 00 3C 00 00 00 00", "MQTT 5 §3.1"}};
  for (const auto& [packet, section] : packets) {
    const std::string all = bytes(packet);
    expect_malformed({all, all.size() - 1, "1 bytes follow the last field", section}, Version::v5);
  }
  expect_malformed({bytes("E0 01 00"), 2, "1 bytes follow the last field", "MQTT 3.1.1 §3.14"},
                   Version::v311);
  expect_malformed({bytes("40 03 00 01 00"), 4, "1 bytes follow the last field", "MQTT 3.1.1 §3.4"},
                   Version::v311);
  expect_malformed(
      {bytes("B0 03 00 01 00"), 4, "1 bytes follow the last field", "MQTT 3.1.1 §3.11"},
      Version::v311);
}

TEST(MalformedFrame, PacketCutInsideAField_IsRefused) {
  const Bad table[] = {
      {bytes("40 00"), 2, "the packet ends inside the packet identifier", "MQTT 5 §3.4"},
      {bytes("40 01 00"), 2, "the packet ends inside the packet identifier", "MQTT 5 §3.4"},
      {bytes("20 00"), 2, "the packet ends inside the connect acknowledge flags", "MQTT 5 §3.2"},
      {bytes("20 01 00"), 3, "the packet ends inside the reason code", "MQTT 5 §3.2"},
      {bytes("20 02 00 00"), 4, "the packet ends inside the property length", "MQTT 5 §3.2"},
      {bytes("20 03 00 00 80"), 4, "the packet ends inside the property length", "MQTT 5 §3.2"},
      {bytes("30 02 00 05"), 4, "the packet ends inside the topic", "MQTT 5 §3.3"},
      {bytes("F0 01 18"), 3, "the packet ends inside the property length", "MQTT 5 §3.15"},
      {bytes("10 00"), 2, "the packet ends inside the protocol name", "MQTT 5 §3.1"}};
  for (const Bad& bad : table) expect_malformed(bad, Version::v5);
}

TEST(MalformedFrame, ConnectCutAnywhere_IsRefused) {
  const std::string whole = frame(0x10,
                                  "00 04 'MQTT' 05 CE 00 0A 05 11 00 00 00 0A 00 02 'c1' 05 18 00 "
                                  "00 00 05 00 01 'w' 00 03 'bye'"
                                  " 00 01 'u' 00 01 'p'");
  ASSERT_TRUE(std::holds_alternative<Packet>(decode(whole, Version::v5)));
  for (std::size_t size = 2; size < whole.size(); ++size) {
    std::string cut = whole.substr(0, size);
    cut[1] = static_cast<char>(size - 2);
    EXPECT_TRUE(std::holds_alternative<Malformed>(decode(cut, Version::v5))) << size;
  }
}

}  // namespace
}  // namespace lab::wire
