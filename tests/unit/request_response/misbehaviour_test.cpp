// Goal: each deliberate fault does what its name says, and nothing else.
// Method: one request to a misbehaving responder; what it published is read.

#include "lab/mqtt/misbehaviour.hpp"

#include <gmock/gmock.h>

#include "lab/base/error.hpp"
#include "lab/mqtt/envelope.hpp"
#include "tests/unit/request_response/responder_fixture.hpp"

namespace lab::mqtt {
namespace {

using Kind = Responder::Misbehaviour::Kind;
using testing::HasSubstr;
using testing::SizeIs;

TEST(MisbehaviourName, EachReadsBackAsItself) {
  for (int i = 0; i <= static_cast<int>(Kind::ignore_redelivery); ++i) {
    const auto kind = static_cast<Kind>(i);
    EXPECT_EQ(parse_misbehaviour(to_text(kind)), kind);
  }
}

TEST(MisbehaviourName, Unknown_NamesTheNearestOrAll) {
  const auto text_for = [](const char* name) -> std::string {
    try {
      parse_misbehaviour(name);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      return error.what();
    }
    return "accepted";
  };
  EXPECT_THAT(text_for("wrong_corelation"), HasSubstr("did you mean 'wrong_correlation'?"));
  EXPECT_THAT(text_for("Mute"), HasSubstr("did you mean 'mute'?"));
  EXPECT_THAT(text_for("dance_a_tango_now"), HasSubstr("one of none mute slow twice"));
  EXPECT_THAT(text_for(""), HasSubstr("one of none mute"));
}

TEST_F(ResponderTest, Mute_ExecutesAndStaysSilent) {
  start();
  misbehave(Kind::mute);
  responder->on_message(a_request());
  EXPECT_THAT(executed, SizeIs(1));
  EXPECT_EQ(publications(), 0U);
  misbehave(Kind::none);
  responder->on_message(a_request());
  EXPECT_THAT(executed, SizeIs(1)) << "it was executed before";
  EXPECT_EQ(publications(), 1U);
}

TEST_F(ResponderTest, Slow_TakesTheRequestUpLaterAndOnce) {
  start();
  misbehave(Kind::slow);
  responder->on_message(a_request());
  responder->on_message(a_request());
  misbehave(Kind::none);
  EXPECT_THAT(executed, SizeIs(0));
  ASSERT_TRUE(run_until(loop, [this] { return publications() == 2; }));
  EXPECT_THAT(executed, SizeIs(1));
  EXPECT_EQ(responder->counters().answered_again, 1U);
}

TEST_F(ResponderTest, SlowBeyondTheExpiry_DoesNotExecute) {
  start();
  Responder::Misbehaviour how;
  how.kind = Kind::slow;
  how.delay = std::chrono::milliseconds{1'001};
  responder->misbehave(how);
  Message request = a_request();
  request.message_expiry_interval = 1;
  responder->on_message(request);
  ASSERT_TRUE(run_until(loop, [this] { return !ignored.empty(); }));
  EXPECT_EQ(ignored.at(0), "expired");
  EXPECT_EQ(responder->counters().expired, 1U);
  EXPECT_THAT(executed, SizeIs(0));
  EXPECT_EQ(publications(), 0U);
}

TEST_F(ResponderTest, SlowAndDestroyed_IsForgotten) {
  start();
  misbehave(Kind::slow);
  responder->on_message(a_request());
  responder.reset();
  EXPECT_EQ(loop.run_for(std::chrono::seconds{5}), 1U) << "the wait ends as cancelled";
  EXPECT_THAT(executed, SizeIs(0));
}

TEST_F(ResponderTest, Twice_PublishesTwoEqualAnswersAndCountsOne) {
  start();
  misbehave(Kind::twice);
  responder->on_message(a_request());
  ASSERT_EQ(publications(), 2U);
  EXPECT_EQ(published(0).payload, published(1).payload);
  EXPECT_EQ(published(0).correlation_data, published(1).correlation_data);
  EXPECT_THAT(executed, SizeIs(1));
  EXPECT_EQ(responder->counters().answered, 1U);
}

TEST_F(ResponderTest, CorrelationFaultsOfEmptyCorrelation_StayWithinBounds) {
  start();
  misbehave(Kind::wrong_correlation);
  responder->on_message(a_request(""));
  misbehave(Kind::truncated_correlation);
  responder->on_message(a_request(""));
  EXPECT_EQ(published(0).correlation_data, "wrong");
  EXPECT_EQ(published(1).correlation_data, "") << "there is nothing to cut off";
}

TEST_F(ResponderTest, WrongTruncatedAndMissingCorrelation_AreWhatTheyAreCalled) {
  start();
  misbehave(Kind::wrong_correlation);
  responder->on_message(a_request("ab"));
  misbehave(Kind::truncated_correlation);
  responder->on_message(a_request("cd"));
  misbehave(Kind::no_correlation);
  responder->on_message(a_request("ef"));
  EXPECT_EQ(published(0).correlation_data, "\x9E\x9D");
  EXPECT_EQ(published(1).correlation_data, "c");
  EXPECT_EQ(published(2).correlation_data, std::nullopt);
  misbehave(Kind::none);
  responder->on_message(a_request("ab"));
  EXPECT_EQ(published(3).correlation_data, "ab") << "the kept answer is the right one";
}

TEST_F(ResponderTest, CorrelationFaultInAnEnvelope_IsInsideIt) {
  start(Version::v311);
  misbehave(Kind::truncated_correlation);
  responder->on_message(pack(a_request("ab")));
  EXPECT_EQ(parse_envelope(published(0).payload).value().correlation_data, "a");
}

TEST_F(ResponderTest, WrongResponseTopic_IsTheOneGivenOrOneBeside) {
  start();
  misbehave(Kind::wrong_response_topic);
  responder->on_message(a_request("one"));
  Responder::Misbehaviour how;
  how.kind = Kind::wrong_response_topic;
  how.wrong_topic = "devices/device1/reported";
  responder->misbehave(how);
  responder->on_message(a_request("two"));
  EXPECT_EQ(published(0).topic, "devices/device2/reported/wrong");
  EXPECT_EQ(published(1).topic, "devices/device1/reported");
}

TEST_F(ResponderTest, CrashBeforeAnswer_ComesAfterExecutingAndBeforePublishing) {
  start();
  misbehave(Kind::crash_before_answer);
  responder->on_message(a_request());
  EXPECT_THAT(executed, SizeIs(1));
  EXPECT_EQ(publications(), 0U);
  EXPECT_EQ(crashes, 1);
}

TEST_F(ResponderTest, CrashAfterAnswer_ComesWithThePubackOfTheResponse) {
  start();
  responder->on_message(a_request("before"));
  misbehave(Kind::crash_after_answer);
  responder->on_message(a_request("one"));
  EXPECT_EQ(publications(), 2U);
  responder->on_published(transport->published.at(0).token, 0);
  EXPECT_EQ(crashes, 0);
  responder->on_published(transport->published.at(1).token, 0);
  EXPECT_EQ(crashes, 1);
}

TEST_F(ResponderTest, IgnoreRedelivery_ExecutesAgain) {
  start();
  misbehave(Kind::ignore_redelivery);
  responder->on_message(a_request());
  responder->on_message(a_request());
  EXPECT_THAT(executed, SizeIs(2));
  EXPECT_EQ(responder->counters().answered, 2U);
  EXPECT_EQ(responder->counters().answered_again, 0U);
}

}  // namespace
}  // namespace lab::mqtt
