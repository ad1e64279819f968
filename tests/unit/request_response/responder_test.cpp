// Goal: a request is executed once and answered where it asked to be, in the form it asked in.
// Method: the test hands in requests and reads what the responder published.

#include <gmock/gmock.h>

#include "lab/mqtt/envelope.hpp"
#include "tests/unit/request_response/responder_fixture.hpp"

namespace lab::mqtt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::SizeIs;

TEST_F(ResponderTest, Request_IsAnsweredOnItsResponseTopicWithItsCorrelationData) {
  start();
  Message request = a_request(std::string{"\0\xFF one", 6});
  request.message_expiry_interval = 30;
  EXPECT_TRUE(responder->on_message(request));

  ASSERT_EQ(publications(), 1U);
  const Message& response = published(0);
  EXPECT_EQ(response.topic, "devices/device2/reported");
  EXPECT_EQ(response.correlation_data, request.correlation_data);
  EXPECT_EQ(response.response_topic, std::nullopt);
  EXPECT_EQ(response.payload, R"({"executions":1})");
  EXPECT_EQ(response.qos, 1);
  EXPECT_FALSE(response.retain);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.payload_format_indicator, 1);
  EXPECT_EQ(response.message_expiry_interval, 30U);
  EXPECT_THAT(response.user_properties, ElementsAre(Pair("status", "200")));
  EXPECT_EQ(responder->counters().received, 1U);
  EXPECT_EQ(responder->counters().executed, 1U);
  EXPECT_EQ(responder->counters().answered, 1U);
  EXPECT_THAT(again, ElementsAre(false));
}

TEST_F(ResponderTest, Start_SubscribesAndEachConnectionDoesAgain) {
  start();
  responder->on_connected(true);
  responder->on_connected(false);
  ASSERT_THAT(transport->subscribed, SizeIs(3));
  for (const auto& subscribed : transport->subscribed) {
    EXPECT_THAT(subscribed.filters, ElementsAre("devices/device2/desired"));
    EXPECT_EQ(subscribed.qos, 1);
  }
}

TEST_F(ResponderTest, ConnectionLostBeforeItsNewsIsHeard_SubscribesWithTheNextOne) {
  start();
  transport->refuses_to_subscribe = true;
  responder->on_connected(false);
  transport->refuses_to_subscribe = false;
  responder->on_connected(false);
  EXPECT_THAT(transport->subscribed, SizeIs(2));
}

TEST_F(ResponderTest, MessageElsewhere_IsNotTaken) {
  start();
  Message request = a_request();
  request.topic = "devices/device1/desired";
  EXPECT_FALSE(responder->on_message(request));
  EXPECT_EQ(responder->counters().received, 0U);
}

TEST_F(ResponderTest, RequestWithoutExpiry_GetsAResponseWithoutOne) {
  start();
  responder->on_message(a_request("none"));
  Message zero = a_request("zero");
  zero.message_expiry_interval = 0;  // "No expiry" at Event Grid and Mosquitto (CA-105).
  responder->on_message(zero);
  ASSERT_EQ(publications(), 2U);
  EXPECT_EQ(published(0).message_expiry_interval, std::nullopt);
  EXPECT_EQ(published(1).message_expiry_interval, std::nullopt);
}

TEST_F(ResponderTest, RequestWithoutCorrelationData_IsAnsweredWithout) {
  start();
  Message request = a_request();
  request.correlation_data.reset();
  responder->on_message(request);
  ASSERT_EQ(publications(), 1U);
  EXPECT_EQ(published(0).correlation_data, std::nullopt);
}

TEST_F(ResponderTest, RequestInAnEnvelope_IsAnsweredInOne) {
  for (const Version version : {Version::v311, Version::v5}) {
    start(version);
    executed.clear();
    Message request;
    request.topic = "devices/device2/desired";
    request.payload = to_json(Envelope{"devices/device2/reported", "one", R"({"a": 1})"});
    responder->on_message(request);

    ASSERT_THAT(executed, SizeIs(1));
    EXPECT_EQ(executed[0].payload, R"({"a":1})");
    EXPECT_TRUE(executed[0].enveloped);
    ASSERT_EQ(publications(), 1U);
    EXPECT_EQ(published(0).topic, "devices/device2/reported");
    EXPECT_EQ(published(0).payload, R"({"correlationData":"b25l","payload":{"executions":1}})");
    EXPECT_EQ(published(0).correlation_data, std::nullopt);
  }
}

TEST_F(ResponderTest, PropertiesBesideAnEnvelope_LeaveThePayloadAlone) {
  start();
  Message request = a_request();
  request.payload = to_json(Envelope{"devices/device1/reported", "two", "1"});
  responder->on_message(request);
  ASSERT_THAT(executed, SizeIs(1));
  EXPECT_EQ(executed[0].payload, request.payload);
  EXPECT_EQ(published(0).topic, "devices/device2/reported");
}

TEST_F(ResponderTest, V5RequestAtAV311Responder_IsARequestWithoutResponseTopic) {
  start(Version::v311);
  Message request;
  request.topic = "devices/device2/desired";
  request.payload = R"({"temperature":21})";
  responder->on_message(request);
  EXPECT_THAT(ignored, ElementsAre("no_response_topic"));
  EXPECT_EQ(received.at(0).payload, request.payload);
  EXPECT_EQ(publications(), 0U);
}

TEST_F(ResponderTest, Redelivery_IsAnsweredAgainAndNotExecutedAgain) {
  start();
  Message request = a_request();
  request.message_expiry_interval = 30;
  responder->on_message(request);
  request.dup = true;
  request.packet_id = 77;
  request.message_expiry_interval = 20;  // The broker took off the time it waited.
  responder->on_message(request);

  EXPECT_THAT(executed, SizeIs(1));
  ASSERT_EQ(publications(), 2U);
  EXPECT_EQ(published(1).payload, published(0).payload);
  EXPECT_EQ(published(1).correlation_data, published(0).correlation_data);
  EXPECT_EQ(published(1).message_expiry_interval, 20U);
  EXPECT_EQ(responder->counters().answered, 1U);
  EXPECT_EQ(responder->counters().answered_again, 1U);
  EXPECT_THAT(again, ElementsAre(false, true));
}

TEST_F(ResponderTest, RequestThatDiffersInAnyPart_IsAnotherRequest) {
  options.allowed_response_topic = "devices/device2/+";
  start();
  responder->on_message(a_request());
  Message other = a_request();
  other.payload += ' ';
  responder->on_message(other);
  other = a_request("two");
  responder->on_message(other);
  other = a_request();
  other.response_topic = "devices/device2/other";
  responder->on_message(other);
  other = a_request();
  other.correlation_data = "";
  responder->on_message(other);
  EXPECT_THAT(executed, SizeIs(5));
}

TEST_F(ResponderTest, EqualRequestsWithoutCorrelation_RunEachUnlessDup) {
  start();
  Message request = a_request();
  request.correlation_data.reset();
  responder->on_message(request);
  responder->on_message(request);
  EXPECT_THAT(executed, SizeIs(2));
  request.dup = true;
  responder->on_message(request);
  EXPECT_THAT(executed, SizeIs(2));
  EXPECT_EQ(responder->counters().answered_again, 1U);
}

TEST_F(ResponderTest, DupForTheFirstTime_IsExecuted) {
  start();
  Message request = a_request();
  request.dup = true;
  responder->on_message(request);
  EXPECT_THAT(executed, SizeIs(1));
}

TEST_F(ResponderTest, AnswerForgotten_RunsAgain) {
  options.remember_most = 2;
  start();
  for (const char* correlation : {"one", "two", "three", "three", "two", "one"}) {
    responder->on_message(a_request(correlation));
  }
  EXPECT_THAT(executed, SizeIs(4)) << "only the oldest was forgotten";
  EXPECT_EQ(responder->counters().answered_again, 2U);
}

TEST_F(ResponderTest, ExecuteThatThrows_AnswersWithAnErrorAndServesTheNext) {
  start();
  Message poison = a_request("bad");
  poison.payload = "poison";
  responder->on_message(poison);
  responder->on_message(poison);
  responder->on_message(a_request("good"));

  ASSERT_EQ(publications(), 3U);
  EXPECT_THAT(published(0).payload, HasSubstr(R"({"error":{"status":400,"message":"not a patch)"));
  EXPECT_THAT(published(0).user_properties, ElementsAre(Pair("status", "400")));
  EXPECT_EQ(published(0).payload_format_indicator, 1);
  EXPECT_EQ(published(1).payload, published(0).payload);
  EXPECT_THAT(published(2).user_properties, ElementsAre(Pair("status", "200")));
  EXPECT_EQ(responder->counters().executed, 1U);
}

TEST_F(ResponderTest, AnswersOwnStatus_StaysAndOnlyThatVeryNameCounts) {
  transport = std::make_unique<RecordingTransport>();
  const auto execute = [](const Message& request) {
    Answer answer;
    answer.payload = "1";
    answer.content_type = "text/plain";
    answer.user_properties.emplace_back(request.payload, "202");
    return answer;
  };
  Responder own(loop, *transport, options, execute);
  Message request = a_request("exact");
  request.payload = "status";
  own.on_message(request);
  request.payload = "Status";
  own.on_message(request);
  EXPECT_THAT(published(0).user_properties, ElementsAre(Pair("status", "202")));
  EXPECT_EQ(published(0).content_type, "text/plain");
  EXPECT_THAT(published(1).user_properties,
              ElementsAre(Pair("Status", "202"), Pair("status", "200")));
}

TEST_F(ResponderTest, AnswersThatCannotBeSent_BecomeErrorAnswers) {
  options.most_answer = 100;
  transport = std::make_unique<RecordingTransport>(Version::v311);
  Responder big(loop, *transport, options, [](const Message& request) {
    return Answer{request.payload == "1" ? std::string(101, 'x') : "\xFF", {}, {}};
  });
  Message request;
  request.topic = "devices/device2/desired";
  request.payload = to_json(Envelope{"devices/device2/reported", "one", "1"});
  big.on_message(request);
  request.payload = to_json(Envelope{"devices/device2/reported", "one", "2"});
  big.on_message(request);
  ASSERT_EQ(publications(), 2U);
  EXPECT_THAT(published(0).payload, HasSubstr(R"("status":413)"));
  EXPECT_THAT(published(1).payload, HasSubstr(R"("status":500)"));
}

TEST_F(ResponderTest, TransportThatFails_LosesThatResponseOnly) {
  start();
  transport->refuses_to_publish = true;
  responder->on_message(a_request("one"));
  EXPECT_EQ(responder->counters().response_refused, 1U);
  EXPECT_EQ(responder->counters().answered, 0U);
  transport->refuses_to_publish = false;
  responder->on_message(a_request("two"));
  EXPECT_EQ(responder->counters().answered, 1U);
}

TEST_F(ResponderTest, PubackOfTheResponse_IsCountedByItsCode) {
  start();
  for (const int code : {0x00, 0x10, 0x87, 0x97}) {
    responder->on_message(a_request("code " + std::to_string(code)));
    responder->on_published(transport->published.back().token, code);
    responder->on_published(transport->published.back().token, code);  // Once each.
  }
  EXPECT_EQ(responder->counters().response_refused, 2U);
  EXPECT_EQ(responder->counters().unheard, 1U);
}

TEST_F(ResponderTest, ApplicationThatDestroysTheResponder_EndsIt) {
  transport = std::make_unique<RecordingTransport>();
  responder = std::make_unique<Responder>(loop, *transport, options, [this](const Message&) {
    responder.reset();
    return Answer{"1", {}, {}};
  });
  Responder& doomed = *responder;
  EXPECT_TRUE(doomed.on_message(a_request()));
  EXPECT_EQ(publications(), 0U);
}

}  // namespace
}  // namespace lab::mqtt
