// Goal: a PUBLISH, SUBSCRIBE or UNSUBSCRIBE, or an answer to one, that breaks a rule is refused
// with that rule. Method: one hand-made packet a rule.

#include <gtest/gtest.h>

#include "tests/unit/wire/bytes.hpp"

namespace lab::wire {
namespace {

TEST(MalformedPublish, Topic_IsANameThatIsThere) {
  const std::string empty = "the topic is empty and there is no topic alias";
  expect_malformed({bytes("30 03 00 00 00"), 4, empty, "MQTT 5 §3.3.2.1", 0x82}, Version::v5);
  expect_malformed({bytes("30 02 00 00"), 2, "the topic is empty", "MQTT-4.7.3-1", 0x82},
                   Version::v311);
  for (const char* topic : {"#", "a/#", "+", "a/+/b", "a+", "a#b"}) {
    const std::string body = counted(topic);
    const Bad bad{bytes("30") + static_cast<char>(body.size() + 1) + body + '\0', 2,
                  "the topic holds a wildcard", "MQTT-3.3.2-2", 0x82};
    expect_malformed(bad, Version::v5);
    expect_malformed(bad, Version::v311);
  }
}

TEST(MalformedPublish, TopicText_IsUtf8WithoutNul) {
  for (const char* topic : {"C0 80", "ED A0 80", "ED BF BF", "F4 90 80 80", "'a' 80", "C3", "FE"}) {
    const std::string raw = bytes(topic);
    std::string body = counted(raw) + '\0';
    const std::string packet = bytes("30") + static_cast<char>(body.size()) + body;
    const std::string problem = "the topic is not well-formed UTF-8";
    expect_malformed({packet, 2, problem, "MQTT-1.5.4-1"}, Version::v5);
    expect_malformed({packet, 2, problem, "MQTT-1.5.3-1"}, Version::v311);
  }
  expect_malformed(
      {bytes("30 06 00 03 'a' 00 'b' 00"), 2, "the topic holds U+0000", "MQTT-1.5.4-2"},
      Version::v5);
}

TEST(PacketIdentifierZero, IsRefusedInEveryPacket) {
  struct Row {
    const char* packet;
    std::size_t offset;
    const char* v5;
    const char* v311;
  };
  const Row table[] = {{"32 06 00 01 'a' 00 00 00", 5, "MQTT-2.2.1-3", "MQTT-2.3.1-1"},
                       {"34 06 00 01 'a' 00 00 00", 5, "MQTT-2.2.1-3", "MQTT-2.3.1-1"},
                       {"40 02 00 00", 2, "MQTT-2.2.1-5", "MQTT-2.3.1-6"},
                       {"50 02 00 00", 2, "MQTT-2.2.1-5", "MQTT-2.3.1-6"},
                       {"62 02 00 00", 2, "MQTT-2.2.1-5", "MQTT-2.3.1-6"},
                       {"70 02 00 00", 2, "MQTT-2.2.1-5", "MQTT-2.3.1-6"},
                       {"82 07 00 00 00 00 01 'a' 00", 2, "MQTT-2.2.1-3", "MQTT-2.3.1-1"},
                       {"90 04 00 00 00 00", 2, "MQTT-2.2.1-6", "MQTT-2.3.1-7"},
                       {"A2 06 00 00 00 00 01 'a'", 2, "MQTT-2.2.1-3", "MQTT-2.3.1-1"},
                       {"B0 04 00 00 00 00", 2, "MQTT-2.2.1-6", "MQTT-2.3.1-7"}};
  for (const Row& row : table) {
    const Bad bad{bytes(row.packet), row.offset, "the packet identifier is 0", row.v5, 0x82};
    expect_malformed(bad, Version::v5);
    expect_malformed({bad.packet, bad.offset, bad.problem, row.v311, 0x82}, Version::v311);
  }
}

TEST(ReasonCodes, OfEveryPacketType_AreThoseOfItsTable) {
  struct Row {
    const char* before;
    const char* behind;
    std::string legal;
  };
  const std::string puback = bytes("00 10 80 83 87 90 91 97 99");
  const std::string pubrel = bytes("00 92");
  const Row table[] = {
      {"20 03 00", "00",
       bytes("00 80 81 82 83 84 85 86 87 88 89 8A 8C 90 95 97 99 9A 9B 9C 9D 9F")},
      {"40 03 00 01", "", puback},
      {"50 03 00 01", "", puback},
      {"62 03 00 01", "", pubrel},
      {"70 03 00 01", "", pubrel},
      {"90 04 00 01 00", "", bytes("00 01 02 80 83 87 8F 91 97 9E A1 A2")},
      {"B0 04 00 01 00", "", bytes("00 11 80 83 87 8F 91")},
      {"E0 01", "",
       bytes("00 04 80 81 82 83 87 89 8B 8C 8D 8E 8F 90 93 94 95 96 97 98 99 9A 9B 9C 9D 9E 9F A0"
             " A1 A2")},
      {"F0 06", "04 15 00 01 'm'", bytes("00 18 19")}};
  for (const Row& row : table) {
    for (unsigned code = 0; code < 256; ++code) {
      const char byte = static_cast<char>(code);
      const std::string packet = bytes(row.before) + byte + bytes(row.behind);
      const bool is_legal = row.legal.find(byte) != std::string::npos;
      EXPECT_EQ(std::holds_alternative<Packet>(decode(packet, Version::v5)), is_legal)
          << hex(packet);
    }
  }
}

TEST(ReasonCodes, OfTheOldVersions_AreFew) {
  for (unsigned code = 0; code < 256; ++code) {
    const char byte = static_cast<char>(code);
    const auto is_taken = [&](const char* before, Version version) {
      return std::holds_alternative<Packet>(decode(bytes(before) + byte, version));
    };
    EXPECT_EQ(is_taken("20 02 00", Version::v311), code <= 5) << code;
    EXPECT_EQ(is_taken("20 02 00", Version::v31), code <= 5) << code;
    EXPECT_EQ(is_taken("90 03 00 01", Version::v311), code <= 2 || code == 0x80) << code;
    EXPECT_EQ(is_taken("90 03 00 01", Version::v31), code <= 2) << code;
  }
}

TEST(ReasonCodes, WrongOne_IsRefusedWithItsRule) {
  struct Row {
    const char* packet;
    const char* name;
    std::size_t offset;
    const char* source;
  };
  const Row table[] = {{"40 03 00 01 01", "PUBACK", 4, "MQTT-3.4.2-1"},
                       {"50 03 00 01 01", "PUBREC", 4, "MQTT-3.5.2-1"},
                       {"62 03 00 01 01", "PUBREL", 4, "MQTT-3.6.2-1"},
                       {"70 03 00 01 01", "PUBCOMP", 4, "MQTT-3.7.2-1"},
                       {"90 04 00 01 00 03", "SUBACK", 5, "MQTT-3.9.3-2"},
                       {"B0 04 00 01 00 01", "UNSUBACK", 5, "MQTT-3.11.3-2"}};
  for (const Row& row : table) {
    const std::string packet = bytes(row.packet);
    const std::string code = packet.back() == '\1' ? "0x01" : "0x03";
    expect_malformed(
        {packet, row.offset, code + " is no reason code of " + row.name, row.source, 0x82},
        Version::v5);
  }
  expect_malformed(
      {bytes("90 03 00 01 03"), 4, "0x03 is no reason code of SUBACK", "MQTT-3.9.3-2", 0x82},
      Version::v311);
}

TEST(ReasonCodes, AcknowledgementWithoutOne_IsRefused) {
  expect_malformed({bytes("90 03 00 01 00"), 4, "there is no reason code", "MQTT-3.8.4-6", 0x82},
                   Version::v5);
  expect_malformed({bytes("90 02 00 01"), 2, "there is no reason code", "MQTT-3.8.4-5", 0x82},
                   Version::v311);
  expect_malformed({bytes("B0 03 00 01 00"), 4, "there is no reason code", "MQTT-3.11.3-1", 0x82},
                   Version::v5);
}

TEST(MalformedSubscribe, WithoutFilters_IsRefused) {
  const std::string problem = "there is no topic filter";
  expect_malformed({bytes("82 03 00 01 00"), 4, problem, "MQTT-3.8.3-2", 0x82}, Version::v5);
  expect_malformed({bytes("82 02 00 01"), 2, problem, "MQTT-3.8.3-3", 0x82}, Version::v311);
  expect_malformed({bytes("A2 03 00 01 00"), 4, problem, "MQTT-3.10.3-2", 0x82}, Version::v5);
  expect_malformed({bytes("A2 02 00 01"), 2, problem, "MQTT-3.10.3-2", 0x82}, Version::v311);
}

TEST(MalformedSubscribe, Options_AreChecked) {
  const auto subscribe = [](const char* options) {
    return bytes("82 07 00 01 00 00 01 'a'") + bytes(options);
  };
  const auto old = [](const char* qos) { return bytes("82 06 00 01 00 01 'a'") + bytes(qos); };
  for (const char* options : {"40", "80", "C1"}) {
    expect_malformed(
        {subscribe(options), 8, "a reserved subscription option is set", "MQTT-3.8.3-5"},
        Version::v5);
  }
  expect_malformed({subscribe("03"), 8, "the QoS of a subscription is 3", "MQTT 5 §3.8.3.1", 0x82},
                   Version::v5);
  expect_malformed({subscribe("30"), 8, "the retain handling is 3", "MQTT 5 §3.8.3.1", 0x82},
                   Version::v5);
  for (const char* options : {"04", "08", "10", "80"}) {
    expect_malformed({old(options), 7, "a reserved subscription option is set", "MQTT-3.8.3-4"},
                     Version::v311);
  }
  expect_malformed({old("03"), 7, "the QoS of a subscription is 3", "MQTT-3.8.3-4", 0x82},
                   Version::v311);
  expect_malformed({bytes("82 06 00 01 00 00 01 'a'"), 8,
                    "the packet ends inside the subscription options", "MQTT 5 §3.8"},
                   Version::v5);
}

TEST(MalformedSubscribe, NoLocalOnASharedSubscription_IsRefused) {
  const std::string filter = counted("$share/g/a");
  expect_malformed({bytes("82 10 00 01 00") + filter + '\x05', 17,
                    "no local is set on a shared subscription", "MQTT-3.8.3-4", 0x82},
                   Version::v5);
  EXPECT_TRUE(std::holds_alternative<Packet>(
      decode(bytes("82 10 00 01 00") + filter + '\x01', Version::v5)));
}

/// What the decoder says of a filter in a SUBSCRIBE and in an UNSUBSCRIBE.
void expect_filter(std::string_view filter, const std::string& problem, const std::string& v5,
                   const std::string& v311) {
  const std::string body = counted(filter);
  const auto size = [&](std::size_t more) { return static_cast<char>(body.size() + more); };
  const Bad subscribe{bytes("82") + size(4) + bytes("00 01 00") + body + '\0', 5, problem, v5,
                      0x82};
  const Bad unsubscribe{bytes("A2") + size(3) + bytes("00 01 00") + body, 5, problem, v5, 0x82};
  expect_malformed(subscribe, Version::v5);
  expect_malformed(unsubscribe, Version::v5);
  const Bad old{bytes("A2") + size(2) + bytes("00 01") + body, 4, problem, v311, 0x82};
  if (v311.empty()) {
    EXPECT_TRUE(std::holds_alternative<Packet>(decode(old.packet, Version::v311))) << filter;
  } else {
    expect_malformed(old, Version::v311);
  }
}

TEST(MalformedFilter, WildcardsStandWhereTheyMay) {
  expect_filter("", "the topic filter is empty", "MQTT-4.7.3-1", "MQTT-4.7.3-1");
  for (const char* filter : {"#/a", "a#", "a/#/b", "##", "a/b#", "#a"}) {
    expect_filter(filter, "the topic filter has # elsewhere than as its last level", "MQTT-4.7.1-1",
                  "MQTT-4.7.1-2");
  }
  for (const char* filter : {"a+", "+a", "a/+b/c", "++", "a/b+"}) {
    expect_filter(filter, "the topic filter has + as a part of a level", "MQTT-4.7.1-2",
                  "MQTT-4.7.1-3");
  }
}

TEST(MalformedFilter, SharedSubscription_HasANameAndAFilter) {
  expect_filter("$share//a", "the shared subscription has no name", "MQTT-4.8.2-1", "");
  expect_filter("$share/", "the shared subscription has no name", "MQTT-4.8.2-1", "");
  expect_filter("$share/g", "the shared subscription has no topic filter", "MQTT-4.8.2-2", "");
  expect_filter("$share/g/", "the shared subscription has no topic filter", "MQTT-4.8.2-2", "");
  expect_filter("$share/+/a", "the shared subscription's name holds a wildcard", "MQTT-4.8.2-2",
                "");
  expect_filter("$share/g/a+", "the topic filter has + as a part of a level", "MQTT-4.7.1-2",
                "MQTT-4.7.1-3");
}

TEST(Filters, ThatAreLegal_AreTaken) {
  for (const char* filter : {"a", "/", "//", "a//b", "#", "/#", "a/#", "+", "+/+", "/+", "a/+/b",
                             "$share", "$shared/+", "$share/g/#", "$share/g//", "$SYS/#", " "}) {
    const std::string body = counted(filter);
    const std::string packet =
        bytes("82") + static_cast<char>(body.size() + 4) + bytes("00 01 00") + body + '\1';
    EXPECT_TRUE(std::holds_alternative<Packet>(decode(packet, Version::v5))) << filter;
  }
}

}  // namespace
}  // namespace lab::wire
