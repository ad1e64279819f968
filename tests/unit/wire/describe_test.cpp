// Goal: a packet is told in one line that people can read and that no peer can forge.
// Method: the lines, written out.

#include <gtest/gtest.h>

#include "lab/base/terminal.hpp"
#include "tests/unit/wire/bytes.hpp"
#include "tests/unit/wire/random_packet.hpp"

namespace lab::wire {
namespace {

using Id = PropertyId;

TEST(Describe, Request_NamesTopicsAndFlags) {
  Publish packet{"devices/device2/desired", "", 1};
  packet.packet_id = 1;
  packet.properties = {{Id::response_topic, "devices/device2/reported"}};
  EXPECT_EQ(describe(packet, Version::v5),
            "PUBLISH devices/device2/desired  id 1 qos 1  response topic devices/device2/reported");
  packet.payload = "{}";
  packet.dup = true;
  packet.retain = true;
  packet.properties.add(Id::correlation_data, std::string{"\0", 1})
      .add(Id::message_expiry_interval, 60)
      .add_user("k", "v");
  EXPECT_EQ(describe(packet, Version::v5),
            "PUBLISH devices/device2/desired  id 1 qos 1 retain dup  response topic "
            "devices/device2/reported, correlation data 1 byte, message expiry interval 60, "
            "user property k=v  payload 2 bytes");
  EXPECT_EQ(describe(packet, Version::v311),
            "PUBLISH devices/device2/desired  id 1 qos 1 retain dup  payload 2 bytes");
}

TEST(Describe, Connect_TellsNoSecret) {
  Connect packet;
  packet.client_id = "device1";
  packet.username = "device1-auth";
  packet.password = "secret";
  packet.will = Will{"w", "secret", 1, true, {{Id::will_delay_interval, 5U}}};
  packet.properties = {{Id::session_expiry_interval, 3'600U}};
  EXPECT_EQ(
      describe(packet, Version::v5),
      "CONNECT device1  MQTT 5 clean start keep alive 60 s  user name device1-auth password 6 "
      "bytes  will w qos 1 retain payload 6 bytes (will delay interval 5)  session expiry "
      "interval 3600");
  Connect plain;
  plain.version = Version::v31;
  plain.protocol_name = "MQIsdp";
  plain.clean_start = false;
  plain.properties = packet.properties;
  EXPECT_EQ(describe(plain, Version::v5), "CONNECT (no client id)  MQIsdp 3.1 keep alive 60 s");
}

TEST(Describe, Answers_GiveTheirReasonInWords) {
  EXPECT_EQ(describe(Connack{true, 0}, Version::v5), "CONNACK Success  session present");
  EXPECT_EQ(describe(Connack{false, 0x87}, Version::v5), "CONNACK 0x87 Not authorized");
  EXPECT_EQ(describe(Connack{false, 5}, Version::v311),
            "CONNACK 0x05 Connection Refused, not authorized");
  EXPECT_EQ(describe(Puback{1, 0x10}, Version::v5), "PUBACK id 1  0x10 No matching subscribers");
  EXPECT_EQ(describe(Pubrel{2}, Version::v5), "PUBREL id 2  Success");
  EXPECT_EQ(describe(Pubcomp{2}, Version::v311), "PUBCOMP id 2");
  EXPECT_EQ(describe(Suback{3, {}, {0, 1, 0x87}}, Version::v5),
            "SUBACK id 3  Granted QoS 0, Granted QoS 1, 0x87 Not authorized");
  EXPECT_EQ(describe(Unsuback{3, {}, {0x11}}, Version::v5),
            "UNSUBACK id 3  0x11 No subscription existed");
  EXPECT_EQ(describe(Unsuback{3, {}, {}}, Version::v311), "UNSUBACK id 3");
  EXPECT_EQ(describe(Disconnect{}, Version::v5), "DISCONNECT Normal disconnection");
  EXPECT_EQ(describe(Disconnect{0x8E, {{Id::reason_string, "other"}}}, Version::v5),
            "DISCONNECT 0x8E Session taken over  reason string other");
  EXPECT_EQ(describe(Disconnect{}, Version::v311), "DISCONNECT");
  EXPECT_EQ(describe(Auth{0x18, {{Id::authentication_method, "m"}}}, Version::v5),
            "AUTH 0x18 Continue authentication  authentication method m");
  EXPECT_EQ(describe(Pingreq{}, Version::v5), "PINGREQ");
}

TEST(Describe, Subscribe_GivesFiltersAndOptions) {
  const Subscribe packet{
      7, {{Id::subscription_identifier, 2U}}, {{"a/+", 1}, {"b", 0, true, true, 2}}};
  EXPECT_EQ(describe(packet, Version::v5),
            "SUBSCRIBE a/+ qos 1, b qos 0 no local retain as published retain handling 2  id 7  "
            "subscription identifier 2");
  EXPECT_EQ(describe(packet, Version::v311), "SUBSCRIBE a/+ qos 1, b qos 0  id 7");
  EXPECT_EQ(describe(Unsubscribe{7, {}, {"a", "b"}}, Version::v5), "UNSUBSCRIBE a, b  id 7");
}

TEST(Describe, IllegalPackets_AreToldToo) {
  Publish packet{"a\n\x1b[31m\xFF", "", 3};
  packet.properties = {{Id{0x05}, 1U}, {Id::content_type, 1U}, {Id::topic_alias, "xy"}};
  EXPECT_EQ(
      describe(packet, Version::v5),
      "PUBLISH a\\x0a\\x1b[31m\\xff  id 0 qos 3  property 0x05, content type 1, topic alias 2 "
      "bytes");
  EXPECT_EQ(describe(Publish{"", "", 0}, Version::v5), "PUBLISH (no topic)  qos 0");
  EXPECT_EQ(describe(Subscribe{}, Version::v5), "SUBSCRIBE (no filter)  id 0");
  EXPECT_EQ(describe(Puback{1, 0x55}, Version::v5), "PUBACK id 1  0x55 unknown reason code");
}

TEST(Describe, AnyPacket_IsOnePrintableLine) {
  RandomPacket random(9, Version::v5);
  for (int round = 0; round < 2'000; ++round) {
    const std::string line = describe(random.next(), Version::v5);
    ASSERT_EQ(printable(line, 1'000'000), line);
  }
}

TEST(Names, OfTypesAndVersions_AreTheSpecifications) {
  EXPECT_EQ(name_of(Connect{}), "CONNECT");
  EXPECT_EQ(name_of(Auth{}), "AUTH");
  EXPECT_EQ(type_of(Publish{}), 3);
  EXPECT_EQ(type_of(Disconnect{}), 14);
  EXPECT_EQ(name_of_type(11), "UNSUBACK");
  EXPECT_EQ(name_of_type(0), "reserved");
  EXPECT_EQ(name_of_type(16), "reserved");
  EXPECT_EQ(to_text(Version::v31), "3.1");
  EXPECT_EQ(to_text(Version::v311), "3.1.1");
  EXPECT_EQ(to_text(Version::v5), "5");
}

TEST(ReasonText, IsThatOfThePacketThatCarriesIt) {
  EXPECT_EQ(reason_text(9, 0, Version::v5), "Granted QoS 0");
  EXPECT_EQ(reason_text(9, 0x80, Version::v311), "Failure");
  EXPECT_EQ(reason_text(14, 4, Version::v5), "Disconnect with Will Message");
  EXPECT_EQ(reason_text(4, 4, Version::v5), "unknown reason code");
  EXPECT_EQ(reason_text(2, 4, Version::v311), "Connection Refused, bad user name or password");
  EXPECT_EQ(reason_text(2, 6, Version::v311), "unknown reason code");
  EXPECT_EQ(reason_text(2, 1, Version::v5), "unknown reason code");
  EXPECT_EQ(reason_text(14, 0x95, Version::v5), "Packet too large");
}

}  // namespace
}  // namespace lab::wire
