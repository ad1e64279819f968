// Goal: each expectation says yes to what it is about and no to everything else, and shows what
// came. Method: answers made by hand; for `expect_nothing`, a target that nobody serves.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/conformance/played_case.hpp"

namespace lab::conformance {
namespace {

using probe::Ending;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// The only claim of a case with this body.
check::Verdict claim_of(const PlayedCase::Body& body) {
  const CaseReport report = played(body);
  EXPECT_FALSE(report.broken_off) << *report.broken_off;
  EXPECT_EQ(report.claims.size(), 1U);
  return report.claims.empty() ? check::Verdict{} : report.claims.front();
}

template <typename Answer>
bool is_accepted(const Answer& answer) {
  return claim_of([&](PlayedCase& it) { it.expect_accepted(answer, "yes"); }).holds;
}

template <typename Answer>
bool is_refused(const Answer& answer) {
  return claim_of([&](PlayedCase& it) { it.expect_refused(answer, "no"); }).holds;
}

const Ending silence{Ending::Kind::silence, 0, "nothing in 5 s"};
const Ending closed{Ending::Kind::closed, 0, "the connection was closed"};
const Ending disconnect{Ending::Kind::disconnect, 0x87, "DISCONNECT 0x87"};
const Ending malformed{Ending::Kind::malformed, 0, "a topic with U+0000"};

wire::Suback suback(std::vector<std::uint8_t> codes) {
  return {.packet_id = 1, .properties = {}, .reason_codes = std::move(codes)};
}

TEST(ExpectAccepted, HoldsForAYesOnly) {
  EXPECT_TRUE(is_accepted(probe::ConnectAnswer{wire::Connack{.reason_code = 0}}));
  EXPECT_FALSE(is_accepted(probe::ConnectAnswer{wire::Connack{.reason_code = 0x87}}));
  EXPECT_TRUE(is_accepted(probe::PublishAnswer{wire::Puback{.reason_code = 0x10}}));
  EXPECT_FALSE(is_accepted(probe::PublishAnswer{wire::Puback{.reason_code = 0x87}}));
  EXPECT_TRUE(is_accepted(probe::SubscribeAnswer{suback({0, 1})}));
  EXPECT_FALSE(is_accepted(probe::SubscribeAnswer{suback({1, 0x87})}));
  for (const Ending& ending : {silence, closed, disconnect, malformed}) {
    EXPECT_FALSE(is_accepted(probe::PublishAnswer{ending})) << ending.text;
  }
}

TEST(ExpectRefused, HoldsForANoOrAnEndButNeverForSilence) {
  EXPECT_TRUE(is_refused(probe::ConnectAnswer{wire::Connack{.reason_code = 0x87}}));
  EXPECT_FALSE(is_refused(probe::ConnectAnswer{wire::Connack{.reason_code = 0}}));
  EXPECT_TRUE(is_refused(probe::PublishAnswer{wire::Puback{.reason_code = 0x87}}));
  EXPECT_FALSE(is_refused(probe::PublishAnswer{wire::Puback{.reason_code = 0x10}}));
  EXPECT_TRUE(is_refused(probe::SubscribeAnswer{suback({1, 0x87})}));
  EXPECT_FALSE(is_refused(probe::SubscribeAnswer{suback({0, 1})}));
  EXPECT_TRUE(is_refused(probe::PublishAnswer{closed}));
  EXPECT_TRUE(is_refused(probe::SubscribeAnswer{disconnect}));
  EXPECT_FALSE(is_refused(probe::PublishAnswer{silence}));
}

TEST(ExpectRefused, RecordsTheCodeUnderItsClaim) {
  const CaseReport report = played([](PlayedCase& it) {
    it.expect_refused(probe::PublishAnswer{wire::Puback{.reason_code = 0x87}}, "it is refused");
  });

  ASSERT_THAT(report.recorded, SizeIs(1));
  EXPECT_EQ(report.recorded[0].first, "it is refused");
  EXPECT_THAT(report.recorded[0].second, HasSubstr("0x87 Not authorized"));
}

TEST(ExpectEnded, HoldsForAnEndOnly) {
  const auto is_ended = [](const Ending& ending) {
    return claim_of([&](PlayedCase& it) { it.expect_ended(ending, "it ends"); }).holds;
  };
  EXPECT_TRUE(is_ended(closed));
  EXPECT_TRUE(is_ended(disconnect));
  EXPECT_FALSE(is_ended(silence));
  EXPECT_FALSE(is_ended(malformed));
}

TEST(ExpectMessage, HoldsForThatTopicAndPayloadOnly) {
  const auto holds = [](const probe::Answer<wire::Publish>& answer) {
    return claim_of([&](PlayedCase& it) { it.expect_message(answer, "a", "x", "it comes"); }).holds;
  };
  EXPECT_TRUE(holds(wire::Publish{.topic = "a", .payload = "x"}));
  EXPECT_FALSE(holds(wire::Publish{.topic = "b", .payload = "x"}));
  EXPECT_FALSE(holds(wire::Publish{.topic = "a", .payload = "y"}));
  EXPECT_FALSE(holds(silence));
}

TEST(ExpectMessage, ShowsWhatCameSafely) {
  const check::Verdict claim = claim_of([](PlayedCase& it) {
    it.expect_message(wire::Publish{.topic = "a", .payload = "x\x1b[2J"}, "a", "x", "it comes");
  });

  EXPECT_THAT(claim.evidence, HasSubstr("\\x1b[2J"));
  EXPECT_THAT(claim.evidence, HasSubstr("payload 5 bytes"));
}

TEST(ExpectNothing, WithoutTheMessageThatIsSentAfterIt_DoesNotHold) {
  const check::Verdict claim = claim_of([](PlayedCase& it) {
    it.expect_nothing(
        it.probe("device1"), [](const wire::Publish&) { return true; }, it.probe("device2"),
        it.topic("sentinel"), "nothing comes");
  });

  EXPECT_FALSE(claim.holds);
  EXPECT_THAT(claim.evidence, HasSubstr("did not come either"));
}

TEST(Expect, OfWhatDoesNotHold_GivesFalseAndMarksTheTranscript) {
  const CaseReport report = played([](PlayedCase& it) {
    EXPECT_TRUE(it.expect(true, "the first", "a"));
    EXPECT_FALSE(it.expect(false, "the second", "b\x07"));
  });

  ASSERT_THAT(report.claims, SizeIs(2));
  EXPECT_EQ(report.claims[1].evidence, "b\\x07");
  ASSERT_THAT(report.transcript, SizeIs(1));
  EXPECT_EQ(report.transcript[0].text, "expected: the second; came: b\\x07");
}

TEST(Record, IsKeptInOrderAndJudgesNothing) {
  const CaseReport report = played([](PlayedCase& it) {
    it.record("second", "2");
    it.record("first", "1\n");
  });

  const std::vector<std::pair<std::string, std::string>> expected{{"second", "2"},
                                                                  {"first", "1\\x0a"}};
  EXPECT_EQ(report.recorded, expected);
  EXPECT_THAT(report.claims, IsEmpty());
}

}  // namespace
}  // namespace lab::conformance
