// Goal: yes, no and neither are told apart as the facts' §9 does, in the words of a report.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/probe/probe.hpp"

namespace lab::probe {
namespace {

using Kind = Ending::Kind;
using wire::Version;

ConnectAnswer connack(std::uint8_t code) {
  return wire::Connack{.reason_code = code};
}
PublishAnswer puback(std::uint8_t code) {
  return wire::Puback{.packet_id = 1, .reason_code = code};
}
SubscribeAnswer suback(std::vector<std::uint8_t> codes) {
  return wire::Suback{.packet_id = 1, .properties = {}, .reason_codes = std::move(codes)};
}

TEST(Answers, Yes_IsAcceptedAndNotRefused) {
  EXPECT_TRUE(accepted(connack(0)));
  EXPECT_FALSE(refused(connack(0)));
  for (const int value : {0x00, 0x10}) {
    const auto code = static_cast<std::uint8_t>(value);
    EXPECT_TRUE(accepted(puback(code)));
    EXPECT_FALSE(refused(puback(code)));
  }
  EXPECT_TRUE(accepted(suback({0, 1, 2})));
  EXPECT_FALSE(refused(suback({0, 1, 2})));
}

TEST(Answers, No_IsRefusedAndNotAccepted) {
  for (const int value : {1, 5, 0x80, 0x87}) {
    const auto code = static_cast<std::uint8_t>(value);
    EXPECT_TRUE(refused(connack(code)));
    EXPECT_FALSE(accepted(connack(code)));
  }
  EXPECT_TRUE(refused(puback(0x80)));
  EXPECT_FALSE(accepted(puback(0x80)));
  EXPECT_TRUE(refused(suback({1, 0x87})));
  EXPECT_FALSE(accepted(suback({1, 0x87})));
  EXPECT_FALSE(accepted(suback({})));
}

TEST(Answers, Endings_AreRefusalsButForSilenceAndNonsense) {
  for (const auto& [kind, is_refusal] :
       {std::pair{Kind::closed, true}, std::pair{Kind::disconnect, true},
        std::pair{Kind::silence, false}, std::pair{Kind::malformed, false}}) {
    const Ending ending{kind, 0, "so it ended"};
    EXPECT_EQ(refused(ConnectAnswer{ending}), is_refusal);
    EXPECT_EQ(refused(PublishAnswer{ending}), is_refusal);
    EXPECT_EQ(refused(SubscribeAnswer{ending}), is_refusal);
    EXPECT_FALSE(accepted(ConnectAnswer{ending}));
    EXPECT_FALSE(accepted(PublishAnswer{ending}));
    EXPECT_FALSE(accepted(SubscribeAnswer{ending}));
    EXPECT_EQ(in_words(PublishAnswer{ending}, Version::v5), "so it ended");
  }
}

TEST(Answers, Words_NameThePacketAndItsCode) {
  EXPECT_EQ(in_words(puback(0x87), Version::v5), "PUBACK 0x87 Not authorized");
  EXPECT_EQ(in_words(connack(0), Version::v5), "CONNACK 0x00 Success");
  EXPECT_EQ(in_words(suback({1, 0x87}), Version::v5),
            "SUBACK 0x01 Granted QoS 1, 0x87 Not authorized");
  EXPECT_THAT(in_words(connack(5), Version::v311), testing::StartsWith("CONNACK 0x05 "));
}

TEST(Answers, ReasonString_IsToldWithoutItsControlCharacters) {
  wire::Puback packet{.packet_id = 1, .reason_code = 0x87};
  packet.properties.add(wire::PropertyId::reason_string, "quota\nof today");
  EXPECT_EQ(in_words(PublishAnswer{packet}, Version::v5),
            "PUBACK 0x87 Not authorized (\"quota\\x0aof today\")");
}

TEST(Answers, EndingWithoutWords_HasSomeByItsKind) {
  EXPECT_EQ(in_words(Ending{Kind::closed}), "the connection was closed");
  EXPECT_EQ(in_words(Ending{Kind::disconnect, 0x8E}), "DISCONNECT 0x8E");
  EXPECT_NE(in_words(Ending{Kind::silence}), "");
  EXPECT_NE(in_words(Ending{Kind::malformed}), "");
}

}  // namespace
}  // namespace lab::probe
