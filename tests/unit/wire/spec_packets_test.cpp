// Goal: packets look as the specifications draw them. Method: bytes written out by hand from the
// figures and tables of MQTT 5, 3.1.1 and 3.1; each is decoded and encoded.

#include <gtest/gtest.h>

#include "lab/wire/encode.hpp"
#include "tests/unit/wire/bytes.hpp"

namespace lab::wire {
namespace {

using Id = PropertyId;

Connect connect_of(Version version) {
  Connect packet;
  packet.version = version;
  packet.protocol_name = version == Version::v31 ? "MQIsdp" : "MQTT";
  packet.keep_alive = 10;
  packet.client_id = "c1";
  packet.will = Will{"w", "bye", 1};
  packet.username = "u";
  packet.password = "p";
  return packet;
}

TEST(SpecPackets, ConnectOfV5_IsAsInFigure36) {
  Connect packet = connect_of(Version::v5);
  packet.properties = {{Id::session_expiry_interval, 10U}};
  packet.will->properties = {{Id::will_delay_interval, 5U}};
  expect_both_ways(frame(0x10,
                         "00 04 'MQTT' 05 CE 00 0A  05 11 00 00 00 0A  00 02 'c1'"
                         "  05 18 00 00 00 05  00 01 'w' 00 03 'bye'  00 01 'u'  00 01 'p'"),
                   packet, Version::v5);
}

TEST(SpecPackets, ConnectOfV311_IsAsInFigure36) {
  expect_both_ways(frame(0x10,
                         "00 04 'MQTT' 04 CE 00 0A  00 02 'c1'  00 01 'w' 00 03 'bye'"
                         "  00 01 'u'  00 01 'p'"),
                   connect_of(Version::v311), Version::v311);
}

TEST(SpecPackets, ConnectOfV31_HasItsOwnName) {
  expect_both_ways(frame(0x10,
                         "00 06 'MQIsdp' 03 CE 00 0A  00 02 'c1'  00 01 'w' 00 03 'bye'"
                         "  00 01 'u'  00 01 'p'"),
                   connect_of(Version::v31), Version::v31);
}

TEST(SpecPackets, Connect_DecidesItsVersionItself) {
  const Connect packet = connect_of(Version::v311);
  EXPECT_EQ(encode(packet, Version::v5), encode(packet, Version::v311));
  EXPECT_EQ(decode(encode(packet, Version::v5), Version::v5), Decoded{packet});
}

TEST(SpecPackets, WillQosAndRetain_HaveTheirBits) {
  Connect packet;
  packet.clean_start = false;
  packet.keep_alive = 0;
  packet.will = Will{"w", "", 2, true};
  expect_both_ways(frame(0x10, "00 04 'MQTT' 05 34 00 00 00 00 00 00 00 01 'w' 00 00"), packet,
                   Version::v5);
}

TEST(SpecPackets, PasswordWithoutUserName_IsLegalInV5) {
  Connect packet;
  packet.password = std::string{"\0\xFF", 2};
  expect_both_ways(frame(0x10, "00 04 'MQTT' 05 42 00 3C 00 00 00 00 02 00 FF"), packet,
                   Version::v5);
}

TEST(SpecPackets, EmptyClientIdentifierWithoutACleanSession_IsTheServersDecision) {
  Connect packet;
  packet.clean_start = false;
  expect_both_ways(frame(0x10, "00 04 'MQTT' 05 00 00 3C 00 00 00"), packet, Version::v5);
  packet.version = Version::v311;
  expect_both_ways(frame(0x10, "00 04 'MQTT' 04 00 00 3C 00 00"), packet, Version::v311);
}

TEST(SpecPackets, V31MayLeaveOutUserNameAndPassword) {
  Connect packet;
  packet.version = Version::v31;
  packet.protocol_name = "MQIsdp";
  packet.client_id = "c";
  const std::string head = "00 06 'MQIsdp' 03 C2 00 3C 00 01 'c'";
  expect_decodes(frame(0x10, head), packet, Version::v31);
  packet.username = "u";
  expect_decodes(frame(0x10, head + " 00 01 'u'"), packet, Version::v31);
}

TEST(SpecPackets, Connack_HasFlagCodeAndProperties) {
  expect_both_ways(bytes("20 02 01 00"), Connack{true, 0}, Version::v311);
  expect_both_ways(bytes("20 02 00 05"), Connack{false, 5}, Version::v311);
  expect_both_ways(bytes("20 02 00 02"), Connack{false, 2}, Version::v31);
  expect_both_ways(bytes("20 03 01 00 00"), Connack{true, 0}, Version::v5);
  Connack packet{false, 0x87, {{Id::reason_string, "no"}}};
  expect_both_ways(bytes("20 08 00 87 05 1F 00 02 'no'"), packet, Version::v5);
}

TEST(SpecPackets, Publish_IsAsInFigure39) {
  Publish packet{"a/b", "hi", 1};
  packet.packet_id = 10;
  expect_both_ways(bytes("32 0A 00 03 'a/b' 00 0A 00 'hi'"), packet, Version::v5);
  expect_both_ways(bytes("32 09 00 03 'a/b' 00 0A 'hi'"), packet, Version::v311);
}

TEST(SpecPackets, Publish_HasQosRetainAndDupInItsFirstByte) {
  expect_both_ways(bytes("30 04 00 01 'a' 00"), Publish{"a", "", 0}, Version::v5);
  expect_both_ways(bytes("31 04 00 01 'a' 00"), Publish{"a", "", 0, true}, Version::v5);
  expect_both_ways(bytes("3A 05 00 01 'a' 00 01"), Publish{"a", "", 1, false, true, 1},
                   Version::v311);
  expect_both_ways(bytes("3D 05 00 01 'a' FF FF"), Publish{"a", "", 2, true, true, 0xFFFF},
                   Version::v31);
}

TEST(SpecPackets, PublishOfARequest_CarriesItsProperties) {
  Publish packet{"t", "21", 1};
  packet.packet_id = 1;
  packet.properties.add(Id::payload_format_indicator, 1)
      .add(Id::message_expiry_interval, 60)
      .add(Id::response_topic, "r")
      .add(Id::correlation_data, std::string{"\0\1", 2})
      .add_user("k", "v")
      .add(Id::content_type, "c");
  expect_both_ways(frame(0x32,
                         "00 01 't' 00 01  1B  01 01  02 00 00 00 3C  08 00 01 'r'"
                         "  09 00 02 00 01  26 00 01 'k' 00 01 'v'  03 00 01 'c'  '21'"),
                   packet, Version::v5);
}

TEST(SpecPackets, PublishByAlias_NeedsNoTopic) {
  Publish packet{"", "x", 0};
  packet.properties = {{Id::topic_alias, 3U}};
  expect_both_ways(bytes("30 07 00 00 03 23 00 03 'x'"), packet, Version::v5);
}

TEST(SpecPackets, PublishMayCarrySeveralSubscriptionIdentifiers) {
  Publish packet{"a", "", 0};
  packet.properties = {{Id::subscription_identifier, 1U}, {Id::subscription_identifier, 300U}};
  expect_both_ways(bytes("30 09 00 01 'a' 05 0B 01 0B AC 02"), packet, Version::v5);
}

TEST(SpecPackets, AnswersToPublish_LeaveOutWhatSaysNothing) {
  expect_both_ways(bytes("40 02 00 01"), Puback{1}, Version::v5);
  expect_both_ways(bytes("40 02 00 01"), Puback{1}, Version::v311);
  expect_both_ways(bytes("50 03 12 34 10"), Pubrec{0x1234, 0x10}, Version::v5);
  expect_both_ways(bytes("62 03 00 01 92"), Pubrel{1, 0x92}, Version::v5);
  expect_both_ways(bytes("70 0B 00 01 00 07 26 00 01 'k' 00 01 'v'"),
                   Pubcomp{1, 0, Properties{}.add_user("k", "v")}, Version::v5);
  expect_decodes(bytes("40 03 00 01 00"), Puback{1}, Version::v5);
  expect_decodes(bytes("40 04 00 01 87 00"), Puback{1, 0x87}, Version::v5);
}

TEST(SpecPackets, Subscribe_IsAsInFigure323) {
  Subscribe packet;
  packet.packet_id = 10;
  packet.subscriptions = {{"a/b", 1}, {"c/d", 2}};
  expect_both_ways(bytes("82 0E 00 0A 00 03 'a/b' 01 00 03 'c/d' 02"), packet, Version::v311);
  expect_both_ways(bytes("82 0F 00 0A 00 00 03 'a/b' 01 00 03 'c/d' 02"), packet, Version::v5);
}

TEST(SpecPackets, SubscriptionOptions_HaveTheirBits) {
  Subscribe packet;
  packet.packet_id = 1;
  packet.properties = {{Id::subscription_identifier, 268'435'455U}};
  packet.subscriptions = {{"$share/g/#", 0, false, true, 2}, {"+/a/+", 2, true, false, 1}};
  expect_both_ways(frame(0x82,
                         "00 01  05 0B FF FF FF 7F  00 0A '$share/g/#' 28"
                         "  00 05 '+/a/+' 16"),
                   packet, Version::v5);
}

TEST(SpecPackets, Suback_HasOneCodeAFilter) {
  expect_both_ways(bytes("90 05 00 0A 00 02 80"), Suback{10, {}, {0, 2, 0x80}}, Version::v311);
  expect_both_ways(bytes("90 05 00 0A 00 01 87"), Suback{10, {}, {1, 0x87}}, Version::v5);
}

TEST(SpecPackets, UnsubscribeAndUnsuback_AreAsInFigures328And332) {
  const Unsubscribe packet{10, {}, {"a/b", "c/d"}};
  expect_both_ways(bytes("A2 0C 00 0A 00 03 'a/b' 00 03 'c/d'"), packet, Version::v311);
  expect_both_ways(bytes("A2 0D 00 0A 00 00 03 'a/b' 00 03 'c/d'"), packet, Version::v5);
  expect_both_ways(bytes("B0 02 00 0A"), Unsuback{10, {}, {}}, Version::v311);
  expect_both_ways(bytes("B0 05 00 0A 00 00 11"), Unsuback{10, {}, {0, 0x11}}, Version::v5);
}

TEST(SpecPackets, Pings_AreTwoBytes) {
  for (const Version version : {Version::v31, Version::v311, Version::v5}) {
    expect_both_ways(bytes("C0 00"), Pingreq{}, version);
    expect_both_ways(bytes("D0 00"), Pingresp{}, version);
  }
}

TEST(SpecPackets, Disconnect_LeavesOutWhatSaysNothing) {
  expect_both_ways(bytes("E0 00"), Disconnect{}, Version::v311);
  expect_both_ways(bytes("E0 00"), Disconnect{}, Version::v5);
  expect_both_ways(bytes("E0 01 8E"), Disconnect{0x8E}, Version::v5);
  expect_both_ways(bytes("E0 07 00 05 11 00 00 00 00"),
                   Disconnect{0, {{Id::session_expiry_interval, 0U}}}, Version::v5);
  expect_decodes(bytes("E0 01 00"), Disconnect{}, Version::v5);
  expect_decodes(bytes("E0 02 04 00"), Disconnect{4}, Version::v5);
}

TEST(SpecPackets, Auth_IsEmptyOrNamesItsMethod) {
  expect_both_ways(bytes("F0 00"), Auth{}, Version::v5);
  const Properties method{{Id::authentication_method, "m"}, {Id::authentication_data, "\xFF"}};
  expect_both_ways(bytes("F0 0A 18 08 15 00 01 'm' 16 00 01 FF"), Auth{0x18, method}, Version::v5);
}

TEST(SpecPackets, VariableByteIntegers_AreAsInTable11) {
  const std::pair<std::uint32_t, const char*> table[] = {{0, "00"},
                                                         {127, "7F"},
                                                         {128, "80 01"},
                                                         {16'383, "FF 7F"},
                                                         {16'384, "80 80 01"},
                                                         {2'097'151, "FF FF 7F"},
                                                         {2'097'152, "80 80 80 01"},
                                                         {268'435'455, "FF FF FF 7F"}};
  for (const auto& [number, form] : table) {
    EXPECT_EQ(hex(encode_variable_integer(number)), form) << number;
  }
}

TEST(SpecPackets, LongPacket_HasALongLength) {
  const std::string payload(200'000, 'x');
  const Publish packet{"a", payload, 0};
  expect_both_ways(bytes("30 C4 9A 0C 00 01 'a' 00") + payload, packet, Version::v5);
}

TEST(SpecPackets, LengthOfV311MayBeLongerThanNeeded) {
  // MQTT 5 forbids it (MQTT-1.5.5-1); MQTT 3.1.1 §2.2.3 says nothing of it.
  expect_decodes(bytes("40 82 80 00 00 01"), Puback{1}, Version::v311);
}

TEST(SpecPackets, TextOfSection154_Travels) {
  const Publish packet{"A\xF0\xAA\x9B\x94", "", 0};
  expect_both_ways(bytes("30 08 00 05 41 F0 AA 9B 94 00"), packet, Version::v5);
  // U+FEFF is a character like others (MQTT-1.5.4-3).
  expect_both_ways(bytes("30 07 00 04 EF BB BF 'a' 00"),
                   Publish{"\xEF\xBB\xBF"
                           "a",
                           "", 0},
                   Version::v5);
}

TEST(SpecPackets, V31SendsAgainWithDup) {
  expect_decodes(bytes("6A 02 00 01"), Pubrel{1}, Version::v31);
  expect_decodes(bytes("8A 06 00 01 00 01 'a' 01"), Subscribe{1, {}, {{"a", 1}}}, Version::v31);
  expect_decodes(bytes("AA 05 00 01 00 01 'a'"), Unsubscribe{1, {}, {"a"}}, Version::v31);
}

TEST(SpecPackets, WhatAVersionDoesNotHave_IsNotWritten) {
  const Properties some = Properties{}.add_user("k", "v");
  EXPECT_EQ(hex(encode(Puback{1, 0x87, some}, Version::v311)), "40 02 00 01");
  EXPECT_EQ(hex(encode(Disconnect{0x87, some}, Version::v311)), "E0 00");
  EXPECT_EQ(hex(encode(Unsuback{1, some, {0}}, Version::v311)), "B0 02 00 01");
  EXPECT_EQ(hex(encode(Connack{true, 0, some}, Version::v31)), "20 02 00 00");
  EXPECT_EQ(hex(encode(Subscribe{1, some, {{"a", 1, true, true, 2}}}, Version::v311)),
            "82 06 00 01 00 01 61 01");
}

}  // namespace
}  // namespace lab::wire
