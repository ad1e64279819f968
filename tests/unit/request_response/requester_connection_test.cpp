// Goal: refusals end requests at once, and a lost connection loses none (faults F1-F4, F10,
// F21-F23). Method: the test plays the broker's packets; no real time passes but the pause before a
// resend.

#include <gmock/gmock.h>

#include "tests/unit/request_response/requester_fixture.hpp"

namespace lab::mqtt {
namespace {

using testing::SizeIs;

class RefusedPublish : public RequesterTest, public testing::WithParamInterface<int> {};

TEST_P(RefusedPublish, EndsTheRequestAtOnceWithItsCode) {
  start();
  ask(to_device2("refused"));
  ask(to_device2("fine"));
  acknowledge(0, GetParam());
  acknowledge(1, 0);
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].outcome, Outcome::refused);
  EXPECT_EQ(ends[0].refused_by, "PUBACK");
  EXPECT_EQ(ends[0].reason_code, GetParam());
  EXPECT_EQ(ends[0].correlation_data, "refused");
  EXPECT_EQ(requester->pending(), 1U);
  requester->on_message(answer_to(0));
  EXPECT_EQ(requester->counters().late, 1U);
}

INSTANTIATE_TEST_SUITE_P(Codes, RefusedPublish, testing::Values(0x10, 0x80, 0x83, 0x87, 0x97));

TEST_F(RequesterTest, SubackRefused_EndsAllThatWaitsAndTheNextRequestTriesAgain) {
  open(Version::v5, true);
  ask(to_device2("one"));
  ask(to_device2("two"));
  grant(0x87);
  ASSERT_THAT(ends, SizeIs(2));
  for (const Completion& end : ends) {
    EXPECT_EQ(end.outcome, Outcome::refused);
    EXPECT_EQ(end.refused_by, "SUBACK");
    EXPECT_EQ(end.reason_code, 0x87);
  }
  EXPECT_THAT(transport->published, SizeIs(0));

  ask(to_device2("three"));
  ask(to_device2("four"));
  EXPECT_THAT(transport->subscribed, SizeIs(2)) << "one SUBSCRIBE for both";
  grant();
  EXPECT_THAT(transport->published, SizeIs(2));
}

TEST_F(RequesterTest, SubackWithoutACode_IsARefusal) {
  open(Version::v311, true);
  ask(to_device2("one"));
  requester->on_subscribed(transport->subscribed.back().token, {});
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].refused_by, "SUBACK");
}

TEST_F(RequesterTest, SubackOfAnotherSubscribe_ChangesNothing) {
  open(Version::v5, true);
  ask(to_device2("one"));
  requester->on_subscribed(transport->subscribed.back().token + 100, {0x87});
  EXPECT_THAT(ends, SizeIs(0));
  grant();
  requester->on_subscribed(transport->subscribed.back().token, {0x87});  // A second one.
  EXPECT_THAT(ends, SizeIs(0));
}

TEST_F(RequesterTest, RequestBeforeTheConnection_WaitsForConnackAndSuback) {
  open(Version::v5, false);
  EXPECT_THAT(transport->subscribed, SizeIs(0));
  ask(to_device2("one"));
  transport->set_connected(true);
  requester->on_connected(false);
  EXPECT_THAT(transport->published, SizeIs(0));
  grant();
  EXPECT_THAT(transport->published, SizeIs(1));
}

TEST_F(RequesterTest, ConnackThatRefusesForGood_EndsWhatWaits) {
  open(Version::v5, false);
  ask(to_device2("one"));
  requester->on_refused(0x87);
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].refused_by, "CONNACK");
  EXPECT_EQ(ends[0].reason_code, 0x87);
}

TEST_F(RequesterTest, ConnackThatTimeMayHeal_LeavesRequestsWaiting) {
  open(Version::v5, false);
  ask(to_device2("one"));
  for (const int code : {0x88, 0x89, 0x97, 0x9F}) requester->on_refused(code);
  EXPECT_THAT(ends, SizeIs(0));

  open(Version::v311, false);
  ends.clear();
  ask(to_device2("two"));
  requester->on_refused(3);
  EXPECT_THAT(ends, SizeIs(0));
  requester->on_refused(5);
  EXPECT_THAT(ends, SizeIs(1));
}

TEST_F(RequesterTest, SessionKept_NeitherSubscribesNorSendsAgain) {
  start();
  ask(to_device2("one"));
  acknowledge(0);
  reconnect(true);
  EXPECT_THAT(transport->subscribed, SizeIs(1));
  EXPECT_THAT(transport->published, SizeIs(1));
  requester->on_message(answer_to(0));
  EXPECT_THAT(ends, SizeIs(1));
}

TEST_F(RequesterTest, SessionKeptButItsSubackNeverCame_SubscribesAgain) {
  open(Version::v5, true);
  reconnect(true);
  EXPECT_THAT(transport->subscribed, SizeIs(2));
}

TEST_F(RequesterTest, RequestWhileDisconnected_WaitsForTheConnection) {
  start();
  requester->on_disconnected();
  ask(to_device2("one"));
  EXPECT_THAT(transport->published, SizeIs(0));
  requester->on_connected(true);
  EXPECT_THAT(transport->published, SizeIs(1));
}

TEST_F(RequesterTest, SessionLost_AcknowledgedRequestIsSentAgainUnchangedAfterTheSuback) {
  start();
  ask(to_device2("one"));
  acknowledge(0);
  reconnect(false);
  EXPECT_THAT(transport->subscribed, SizeIs(2));
  EXPECT_THAT(transport->published, SizeIs(1)) << "not before the SUBACK";
  grant();
  ASSERT_THAT(transport->published, SizeIs(2));
  const Message& first = transport->published[0].message;
  const Message& second = transport->published[1].message;
  EXPECT_EQ(second.topic, first.topic);
  EXPECT_EQ(second.payload, first.payload);
  EXPECT_EQ(second.response_topic, first.response_topic);
  EXPECT_EQ(second.correlation_data, first.correlation_data);
  EXPECT_EQ(requester->counters().sent, 1U);

  requester->on_message(answer_to(0));
  requester->on_message(answer_to(1));
  EXPECT_THAT(ends, SizeIs(1));
  EXPECT_EQ(requester->counters().duplicate, 1U);
}

TEST_F(RequesterTest, SessionLost_UnacknowledgedRequestIsLeftToTheConnection) {
  start();
  ask(to_device2("one"));
  reconnect(false);
  grant();
  EXPECT_THAT(transport->published, SizeIs(1)) << "the connection resends QoS 1 itself";
  acknowledge(0);
  EXPECT_THAT(transport->published, SizeIs(1));
  requester->on_message(answer_to(0));
  EXPECT_THAT(ends, SizeIs(1));
}

TEST_F(RequesterTest, SessionLost_AcknowledgedBeforeTheNewSuback_IsSentAgain) {
  // Its response may have gone out before the subscription was back.
  start();
  ask(to_device2("one"));
  reconnect(false);
  acknowledge(0);
  EXPECT_THAT(transport->published, SizeIs(1));
  grant();
  EXPECT_THAT(transport->published, SizeIs(2));
}

TEST_F(RequesterTest, SentAgainAndNobodyThere_TriesUntilTheResponderIsBack) {
  start();
  ask(to_device2("one"));
  acknowledge(0);
  reconnect(false);
  grant();
  acknowledge(1, 0x10);
  EXPECT_THAT(ends, SizeIs(0)) << "the responder may be on its way back";
  ASSERT_TRUE(run_until(loop, [this] { return transport->published.size() == 3; }));
  acknowledge(2, 0);
  requester->on_message(answer_to(2));
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].outcome, Outcome::answered);
}

TEST_F(RequesterTest, SentAgainAndNobodyEverThere_TimesOutOnce) {
  start();
  Request request = to_device2("one");
  request.timeout = std::chrono::milliseconds{150};
  ask(request);
  acknowledge(0);
  reconnect(false);
  grant();
  acknowledge(1, 0x10);
  ASSERT_TRUE(run_until(loop, [this] { return !ends.empty(); }));
  EXPECT_EQ(ends[0].outcome, Outcome::timed_out);
  EXPECT_EQ(requester->pending(), 0U);
}

TEST_F(RequesterTest, PauseEndsWhileDisconnected_SendsWithTheNextConnection) {
  start();
  ask(to_device2("one"));
  acknowledge(0);
  reconnect(false);
  grant();
  acknowledge(1, 0x10);
  requester->on_disconnected();
  ASSERT_EQ(loop.run_one_for(std::chrono::seconds{5}), 1U);
  EXPECT_THAT(transport->published, SizeIs(2));
  requester->on_connected(true);
  EXPECT_THAT(transport->published, SizeIs(3));
}

TEST_F(RequesterTest, TransportThatFailsLater_CancelsThatRequestOnly) {
  open(Version::v5, true);
  ask(to_device2("one"));
  transport->refuses_to_publish = true;
  grant();
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].outcome, Outcome::cancelled);
  transport->refuses_to_publish = false;
  ask(to_device2("two"));
  EXPECT_THAT(transport->published, SizeIs(1));
}

TEST_F(RequesterTest, ConnectionLostBeforeItsNewsIsHeard_SubscribesWithTheNextOne) {
  open(Version::v5, false);
  ask(to_device2("one"));
  transport->refuses_to_subscribe = true;
  requester->on_connected(false);
  requester->on_disconnected();
  transport->refuses_to_subscribe = false;
  requester->on_connected(true);
  grant();
  EXPECT_THAT(transport->published, SizeIs(1));
  EXPECT_THAT(ends, SizeIs(0));
}

TEST_F(RequesterTest, TokenUsedAgain_BelongsToTheNewPublish) {
  // Packet identifiers come round again; a PUBACK of somebody else's PUBLISH is not ours.
  start();
  ask(to_device2("one"));
  acknowledge(0);
  acknowledge(0, 0x87);
  EXPECT_THAT(ends, SizeIs(0));
}

TEST_F(RequesterTest, SharedResponseFilter_MatchesTheTopicsOfItsInnerFilter) {
  transport = std::make_unique<RecordingTransport>();
  Requester shared(loop, *transport, "$share/apps/devices/+/reported");
  Message response;
  response.topic = "devices/device2/reported";
  EXPECT_TRUE(shared.on_message(response));
}

}  // namespace
}  // namespace lab::mqtt
