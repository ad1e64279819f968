// Goal: what is encoded decodes to the same, for every legal packet; what is illegal on purpose
// does not decode. Method: packets made at random with a fixed seed; packets with one thing wrong.

#include <array>

#include <gtest/gtest.h>

#include "lab/wire/encode.hpp"
#include "tests/unit/wire/bytes.hpp"
#include "tests/unit/wire/random_packet.hpp"

namespace lab::wire {
namespace {

class RoundTrip : public testing::TestWithParam<Version> {};

TEST_P(RoundTrip, LegalPacket_DecodesToItself) {
  RandomPacket random(2'026, GetParam());
  std::array<int, 16> seen{};
  for (int round = 0; round < 6'000; ++round) {
    const Packet packet = random.next();
    ++seen.at(type_of(packet));
    const std::string travelled = encode(packet, GetParam());
    ASSERT_EQ(decode(travelled, GetParam()), Decoded{packet})
        << describe(packet, GetParam()) << "\n"
        << hex(travelled);
  }
  for (std::size_t type = 1; type <= (GetParam() == Version::v5 ? 15 : 14); ++type) {
    EXPECT_GT(seen.at(type), 100) << type;
  }
}

TEST_P(RoundTrip, DamagedPacket_DecodesToAPacketThatDecodesToItself) {
  RandomPacket random(7, GetParam());
  std::mt19937 damage(8);
  int refused = 0;
  for (int round = 0; round < 6'000; ++round) {
    std::string travelled = encode(random.next(), GetParam());
    travelled[damage() % travelled.size()] = static_cast<char>(damage());
    const Decoded decoded = decode(travelled, GetParam());
    const auto* packet = std::get_if<Packet>(&decoded);
    if (packet == nullptr) {
      const auto& problem = std::get<Malformed>(decoded);
      ASSERT_FALSE(problem.problem.empty());
      ASSERT_FALSE(problem.source.empty()) << problem.problem;
      ASSERT_LE(problem.offset, travelled.size());
      ++refused;
      continue;
    }
    ASSERT_EQ(decode(encode(*packet, GetParam()), GetParam()), decoded) << hex(travelled);
  }
  EXPECT_GT(refused, 500);
}

INSTANTIATE_TEST_SUITE_P(Versions, RoundTrip,
                         testing::Values(Version::v31, Version::v311, Version::v5),
                         [](const auto& version) {
                           return "V" + std::to_string(static_cast<int>(version.param));
                         });

/// The problem that the decoder finds in what the encoder wrote.
std::string problem_of(const Packet& packet, Version version = Version::v5) {
  const Decoded decoded = decode(encode(packet, version), version);
  const auto* malformed = std::get_if<Malformed>(&decoded);
  return malformed != nullptr ? malformed->problem : "nothing";
}

using Id = PropertyId;

TEST(IllegalOnPurpose, Publish_IsWrittenAndRefused) {
  Publish packet{"a", "", 1};
  EXPECT_EQ(problem_of(packet), "the packet identifier is 0");
  packet.packet_id = 1;
  EXPECT_EQ(problem_of(packet), "nothing");
  packet.properties = {{Id::topic_alias, 0U}};
  EXPECT_EQ(problem_of(packet), "the topic alias is 0");
  packet.properties = {{Id::receive_maximum, 1U}};
  EXPECT_EQ(problem_of(packet), "the receive maximum stands in PUBLISH");
  packet.properties = {{Id::content_type, "a"}, {Id::content_type, "b"}};
  EXPECT_EQ(problem_of(packet), "the content type stands twice");
  packet.properties = {};
  packet.qos = 3;
  EXPECT_EQ(problem_of(packet), "the QoS is 3");
  packet.qos = 0;
  packet.dup = true;
  EXPECT_EQ(problem_of(packet), "DUP is set with QoS 0");
  packet.dup = false;
  packet.topic = "a/#";
  EXPECT_EQ(problem_of(packet), "the topic holds a wildcard");
  packet.topic = "";
  EXPECT_EQ(problem_of(packet), "the topic is empty and there is no topic alias");
  packet.topic = std::string{"a\0b", 3};
  EXPECT_EQ(problem_of(packet), "the topic holds U+0000");
  packet.topic = "\xFF";
  EXPECT_EQ(problem_of(packet), "the topic is not well-formed UTF-8");
}

TEST(IllegalOnPurpose, Subscribe_IsWrittenAndRefused) {
  Subscribe packet{1, {}, {}};
  EXPECT_EQ(problem_of(packet), "there is no topic filter");
  packet.subscriptions = {{"a", 3}};
  EXPECT_EQ(problem_of(packet), "the QoS of a subscription is 3");
  packet.subscriptions = {{"a", 1, false, false, 3}};
  EXPECT_EQ(problem_of(packet), "the retain handling is 3");
  packet.subscriptions = {{"$share/g/a", 1, true}};
  EXPECT_EQ(problem_of(packet), "no local is set on a shared subscription");
  packet.subscriptions = {{"a/#/b", 1}};
  EXPECT_EQ(problem_of(packet), "the topic filter has # elsewhere than as its last level");
}

TEST(IllegalOnPurpose, Connect_IsWrittenAndRefused) {
  Connect packet;
  packet.protocol_name = "MQXX";
  EXPECT_EQ(problem_of(packet), "the protocol name is unknown");
  packet = {};
  packet.version = Version{6};
  EXPECT_EQ(problem_of(packet), "the protocol level is 6");
  packet = {};
  packet.version = Version::v311;
  packet.password = "p";
  EXPECT_EQ(problem_of(packet, Version::v311), "there is a password without a user name");
  packet = {};
  packet.will = Will{"w", "", 3};
  EXPECT_EQ(problem_of(packet), "the will QoS is 3");
  packet.will = Will{"w", "", 0};
  packet.will->properties = {{Id::topic_alias, 1U}};
  EXPECT_EQ(problem_of(packet), "the topic alias stands in a will");
}

TEST(IllegalOnPurpose, AnswersAndEnds_AreWrittenAndRefused) {
  EXPECT_EQ(problem_of(Puback{1, 0x01}), "0x01 is no reason code of PUBACK");
  EXPECT_EQ(problem_of(Connack{true, 0x87}), "session present is set with a refusal");
  EXPECT_EQ(problem_of(Suback{1, {}, {0x55}}), "0x55 is no reason code of SUBACK");
  EXPECT_EQ(problem_of(Disconnect{0x10}), "0x10 is no reason code of DISCONNECT");
  EXPECT_EQ(problem_of(Auth{0x18}), "there is no authentication method");
  EXPECT_EQ(problem_of(Auth{}, Version::v311), "packet type 15 is reserved");
}

TEST(IllegalOnPurpose, FramesLie) {
  EXPECT_EQ(hex(encode_frame(0x35, "abc", 200)), "35 C8 01 61 62 63");
  EXPECT_EQ(hex(encode_frame(0x00, "", 0)), "00 00");
}

TEST(Encode, TextTooLongForItsLength_IsCut) {
  const std::string longest(65'535, 'x');
  const std::string packet = encode(Publish{longest + "y", "", 0}, Version::v311);
  EXPECT_EQ(decode(packet, Version::v311), Decoded(Packet{Publish{longest, "", 0}}));
  Publish longer{"a", "", 0};
  longer.properties = {{Id::correlation_data, longest + "y"}};
  const Decoded decoded = decode(encode(longer, Version::v5), Version::v5);
  ASSERT_TRUE(std::holds_alternative<Packet>(decoded));
  EXPECT_EQ(std::get<Publish>(std::get<Packet>(decoded)).properties.bytes(Id::correlation_data),
            longest);
}

TEST(EncodeDeathTest, OurOwnMistakes_Assert) {
  const auto with = [](Property property) {
    Publish packet{"a", "", 0};
    packet.properties = {std::move(property)};
    return Packet{packet};
  };
  EXPECT_DEATH(encode(with({Id::content_type, 1U}), Version::v5), "mistake");
  EXPECT_DEATH(encode(with({Id::topic_alias, "x"}), Version::v5), "mistake");
  EXPECT_DEATH(encode(with({Id::user_property, "x"}), Version::v5), "mistake");
  EXPECT_DEATH(encode(with({Id{0x05}, 1U}), Version::v5), "mistake");
  EXPECT_DEATH(encode_variable_integer(268'435'456), "mistake");
}

}  // namespace
}  // namespace lab::wire
