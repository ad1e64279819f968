// Goal: a response resolves the request it belongs to, once, and nothing else resolves anything.
// Method: the test is the broker and the responder; it hands in each packet in each order.

#include <set>

#include <gmock/gmock.h>

#include "lab/base/error.hpp"
#include "lab/mqtt/correlation.hpp"
#include "tests/unit/request_response/requester_fixture.hpp"

namespace lab::mqtt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST_F(RequesterTest, RequestBeforeTheSuback_IsSentOnlyAfterIt) {
  open(Version::v5, true);
  ASSERT_THAT(transport->subscribed, SizeIs(1));
  EXPECT_THAT(transport->subscribed[0].filters, ElementsAre("devices/+/reported"));
  EXPECT_EQ(transport->subscribed[0].qos, 1);

  ask(to_device2("first"));
  ask(to_device2("second"));
  EXPECT_THAT(transport->published, SizeIs(0));
  EXPECT_EQ(requester->pending(), 2U);

  grant();
  ASSERT_THAT(transport->published, SizeIs(2));
  EXPECT_EQ(transport->published[0].message.correlation_data, "first");
  EXPECT_EQ(transport->published[1].message.correlation_data, "second");
}

TEST_F(RequesterTest, RequestOnV5_CarriesEverythingAsProperties) {
  start();
  Request request = to_device2("device2-tempupdate1");
  request.content_type = "application/json";
  request.user_properties = {{"a", "1"}, {"a", "2"}};

  ask(request);

  const Message& message = transport->published.at(0).message;
  EXPECT_EQ(message.topic, "devices/device2/desired");
  EXPECT_EQ(message.payload, R"({"temperature":21})");
  EXPECT_EQ(message.qos, 1);
  EXPECT_FALSE(message.retain);
  EXPECT_EQ(message.response_topic, "devices/device2/reported");
  EXPECT_EQ(message.correlation_data, "device2-tempupdate1");
  EXPECT_EQ(message.content_type, "application/json");
  EXPECT_EQ(message.payload_format_indicator, 1);
  EXPECT_THAT(message.user_properties,
              ElementsAre(testing::Pair("a", "1"), testing::Pair("a", "2")));
}

TEST_F(RequesterTest, PayloadThatIsNotUtf8_IsNotCalledText) {
  start();
  Request request = to_device2();
  request.payload = "\xFF\xFE";
  ask(request);
  EXPECT_EQ(transport->published.at(0).message.payload_format_indicator, std::nullopt);
}

TEST_F(RequesterTest, MessageExpiry_IsTheTimeLeftInWholeSecondsRoundedUp) {
  start();
  Request request = to_device2();
  request.timeout = std::chrono::milliseconds{4'500};
  ask(request);
  request.timeout = std::chrono::milliseconds{100};
  ask(request);
  EXPECT_EQ(transport->published.at(0).message.message_expiry_interval, 5U);
  EXPECT_EQ(transport->published.at(1).message.message_expiry_interval, 1U);
}

TEST_F(RequesterTest, CorrelationDataNotGiven_IsSixteenBytesThatNeverRepeat) {
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) {
    const std::string bytes = random_correlation_data();
    ASSERT_EQ(bytes.size(), 16U);
    ASSERT_TRUE(seen.insert(bytes).second);
  }
  start();
  ask(to_device2());
  EXPECT_THAT(transport->published.at(0).message.correlation_data.value(), SizeIs(16));
}

TEST_F(RequesterTest, Response_ResolvesItsRequestOnce) {
  start();
  ask(to_device2("one"));
  acknowledge(0);
  EXPECT_TRUE(requester->on_message(answer_to(0)));
  EXPECT_TRUE(requester->on_message(answer_to(0)));

  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].outcome, Outcome::answered);
  EXPECT_EQ(ends[0].response.value().payload, R"({"temperature":21,"applied":true})");
  EXPECT_EQ(ends[0].correlation_data, "one");
  EXPECT_EQ(requester->counters().duplicate, 1U);
  EXPECT_THAT(ignored, ElementsAre("duplicate"));
  EXPECT_EQ(requester->pending(), 0U);
}

TEST_F(RequesterTest, ResponseBeforeThePuback_ResolvesAndThePubackChangesNothing) {
  start();
  ask(to_device2("one"));
  requester->on_message(answer_to(0));
  acknowledge(0, 0x10);
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].outcome, Outcome::answered);
}

TEST_F(RequesterTest, CorrelationData_IsComparedByteForByte) {
  start();
  const std::string nul{"a\0b", 3};
  const std::vector<std::string> all{
      "",     "a",  nul,  std::string{"a\0c", 3}, "A",
      "\xFF", "a ", "aa", std::string(256, '\0'), std::string(256, '\xFF')};
  for (const std::string& correlation : all) ask(to_device2(correlation));
  for (std::size_t i = all.size(); i-- > 0;) requester->on_message(answer_to(i));
  ASSERT_THAT(ends, SizeIs(all.size()));
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(ends[i].correlation_data, all[all.size() - 1 - i]);
    EXPECT_EQ(ends[i].outcome, Outcome::answered);
  }
}

TEST_F(RequesterTest, ResponsesThatAreNotTheAnswer_AreCountedAndResolveNothing) {
  start();
  ask(to_device2("mine"));
  const auto hand_in = [this](const std::function<void(Message&)>& change) {
    Message response = answer_to(0);
    change(response);
    EXPECT_TRUE(requester->on_message(response));
  };

  hand_in([](Message& m) { m.correlation_data = "other"; });
  hand_in([](Message& m) { m.correlation_data = "min"; });
  hand_in([](Message& m) { m.correlation_data = ""; });
  hand_in([](Message& m) { m.topic = "devices/device1/reported"; });
  hand_in([](Message& m) { m.correlation_data.reset(); });
  hand_in([](Message& m) { m.retain = true; });

  EXPECT_THAT(ends, SizeIs(0));
  EXPECT_EQ(requester->pending(), 1U);
  EXPECT_THAT(ignored,
              ElementsAre("unknown_correlation", "unknown_correlation", "unknown_correlation",
                          "wrong_topic", "no_correlation", "retained"));
  const RequesterCounters& counters = requester->counters();
  EXPECT_EQ(counters.unknown_correlation, 3U);
  EXPECT_EQ(counters.wrong_topic, 1U);
  EXPECT_EQ(counters.no_correlation, 1U);
  EXPECT_EQ(counters.retained, 1U);

  requester->on_message(answer_to(0));
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].outcome, Outcome::answered);
}

TEST_F(RequesterTest, MessageOutsideTheResponseFilter_IsNotTaken) {
  start();
  Message elsewhere;
  elsewhere.topic = "devices/device2/telemetry";
  EXPECT_FALSE(requester->on_message(elsewhere));
  elsewhere.topic = "$SYS/reported";
  EXPECT_FALSE(requester->on_message(elsewhere));
  EXPECT_THAT(ignored, SizeIs(0));
}

TEST_F(RequesterTest, SameCorrelationOnTwoResponseTopics_AreTwoRequests) {
  start();
  Request other = to_device2("same");
  other.topic = "devices/device1/desired";
  other.response_topic = "devices/device1/reported";
  ask(to_device2("same"));
  ask(other);
  requester->on_message(answer_to(1));
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].response.value().topic, "devices/device1/reported");
  EXPECT_EQ(requester->pending(), 1U);
}

TEST_F(RequesterTest, SameCorrelationAndTopicInFlight_IsRefusedAsUsage) {
  start();
  ask(to_device2("same"));
  try {
    ask(to_device2("same"));
    FAIL() << "the second request was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr("same response topic and correlation data"));
  }
  EXPECT_THAT(transport->published, SizeIs(1));
  requester->on_message(answer_to(0));
  ask(to_device2("same"));  // Free again.
  EXPECT_THAT(transport->published, SizeIs(2));
}

TEST_F(RequesterTest, RequestsThatCannotBeSent_AreRefusedAsUsageAndLeaveNothing) {
  start();
  Request wildcard = to_device2();
  wildcard.topic = "devices/+/desired";
  EXPECT_THROW(ask(wildcard), Error);
  Request empty = to_device2();
  empty.topic.clear();
  EXPECT_THROW(ask(empty), Error);
  EXPECT_THROW(ask(to_device2(std::string(65'536, 'x'))), Error);
  Request binary_envelope = to_device2();
  binary_envelope.use_envelope = true;
  binary_envelope.payload = "\xFF";
  EXPECT_THROW(ask(binary_envelope), Error);
  transport->refuses_to_publish = true;
  EXPECT_THROW(ask(to_device2("one")), Error);
  EXPECT_EQ(requester->pending(), 0U);
  EXPECT_THAT(ends, SizeIs(0));

  transport->refuses_to_publish = false;
  ask(to_device2("one"));
  EXPECT_EQ(requester->pending(), 1U);
}

TEST_F(RequesterTest, NoResponse_TimesOutAndALaterOneIsLate) {
  start();
  Request request = to_device2("slow");
  request.timeout = std::chrono::milliseconds{5};
  ask(request);
  ASSERT_TRUE(run_until(loop, [this] { return !ends.empty(); }));
  EXPECT_EQ(ends[0].outcome, Outcome::timed_out);
  EXPECT_GE(ends[0].elapsed, std::chrono::milliseconds{5});

  requester->on_message(answer_to(0));
  EXPECT_THAT(ends, SizeIs(1));
  EXPECT_EQ(requester->counters().late, 1U);
  EXPECT_EQ(requester->counters().timed_out, 1U);
}

TEST_F(RequesterTest, TimeoutWithoutASuback_RunsFromTheCallAndNothingIsSent) {
  open(Version::v5, true);
  Request request = to_device2();
  request.timeout = std::chrono::milliseconds{5};
  ask(request);
  ASSERT_TRUE(run_until(loop, [this] { return !ends.empty(); }));
  EXPECT_EQ(ends[0].outcome, Outcome::timed_out);
  grant();
  EXPECT_THAT(transport->published, SizeIs(0));
  EXPECT_EQ(requester->counters().sent, 0U);
}

TEST_F(RequesterTest, TimeoutOfNothing_EndsAtOnceButNotInsideTheCall) {
  start();
  Request request = to_device2();
  request.timeout = std::chrono::milliseconds{-7};
  ask(request);
  EXPECT_THAT(ends, SizeIs(0));
  loop.poll();
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].outcome, Outcome::timed_out);
}

TEST_F(RequesterTest, AThousandOutstanding_AnsweredInReverse_EachGetsItsOwn) {
  start();
  for (int i = 0; i < 1'000; ++i) ask(to_device2("request " + std::to_string(i)));
  for (std::size_t i = 1'000; i-- > 0;) {
    Message response = answer_to(i);
    response.payload = std::to_string(i);
    requester->on_message(response);
  }
  ASSERT_THAT(ends, SizeIs(1'000));
  for (const Completion& end : ends) {
    EXPECT_EQ(end.correlation_data, "request " + end.response.value().payload);
  }
  EXPECT_EQ(requester->pending(), 0U);
}

TEST_F(RequesterTest, EndsBeyondTheLastTenThousand_AreForgotten) {
  start();
  ask(to_device2("first"));
  requester->on_message(answer_to(0));
  for (int i = 0; i < 10'000; ++i) {
    ask(to_device2("later " + std::to_string(i)));
    requester->on_message(answer_to(transport->published.size() - 1));
  }
  requester->on_message(answer_to(0));
  requester->on_message(answer_to(1));
  EXPECT_THAT(ignored, ElementsAre("unknown_correlation", "duplicate"));
}

TEST_F(RequesterTest, CallerThatThrows_HarmsNoOtherRequest) {
  start();
  requester->request(to_device2("bad"),
                     [](const Completion&) { throw std::runtime_error("caller"); });
  ask(to_device2("good"));
  requester->on_message(answer_to(0));
  requester->on_message(answer_to(1));
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].outcome, Outcome::answered);
}

TEST_F(RequesterTest, CallerThatAsksAgain_IsServed) {
  start();
  requester->request(to_device2("one"), [this](const Completion&) { ask(to_device2("one")); });
  requester->on_message(answer_to(0));
  EXPECT_THAT(transport->published, SizeIs(2));
  requester->on_message(answer_to(1));
  EXPECT_THAT(ends, SizeIs(1));
}

TEST_F(RequesterTest, CallerThatDestroysTheRequester_EndsAllOthersAsCancelledOnce) {
  start();
  requester->request(to_device2("one"), [this](const Completion&) { requester.reset(); });
  ask(to_device2("two"));
  ask(to_device2("three"));
  const Message answer = answer_to(0);
  requester->on_message(answer);
  ASSERT_THAT(ends, SizeIs(2));
  EXPECT_EQ(ends[0].outcome, Outcome::cancelled);
  EXPECT_EQ(ends[1].outcome, Outcome::cancelled);
  loop.poll();
  EXPECT_THAT(ends, SizeIs(2));
}

TEST_F(RequesterTest, CallerThatAsksAgainWhileTheRequesterIsDestroyed_IsNotServed) {
  start();
  Requester& doomed = *requester;
  bool was_refused = false;
  doomed.request(to_device2("one"), [&](const Completion& end) {
    ends.push_back(end);
    try {
      doomed.request(to_device2("two"), [this](const Completion& other) { ends.push_back(other); });
    } catch (const Error& error) {
      was_refused = error.kind() == ErrorKind::usage;
    }
  });
  requester.reset();
  EXPECT_TRUE(was_refused);
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].outcome, Outcome::cancelled);
  loop.poll();
  EXPECT_THAT(ends, SizeIs(1));
}

TEST_F(RequesterTest, CancelAll_EndsWhatIsPendingAndTheRequesterGoesOn) {
  start();
  ask(to_device2("one"));
  requester->cancel_all();
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].outcome, Outcome::cancelled);
  EXPECT_EQ(requester->counters().cancelled, 1U);
  requester->on_message(answer_to(0));
  EXPECT_EQ(requester->counters().late, 1U);
  ask(to_device2("two"));
  EXPECT_EQ(requester->pending(), 1U);
}

}  // namespace
}  // namespace lab::mqtt
