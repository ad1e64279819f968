// Goal: no request makes the responder publish where it must not, execute what it must not, or stop
// serving (threats T2, T9-T13).
// Method: one hostile request after the other, each followed by a good one.

#include <gmock/gmock.h>

#include "lab/mqtt/envelope.hpp"
#include "tests/unit/request_response/responder_fixture.hpp"

namespace lab::mqtt {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

struct Hostile {
  const char* name;
  std::string response_topic;
};

class HostileResponseTopic : public ResponderTest, public testing::WithParamInterface<Hostile> {
 protected:
  HostileResponseTopic() {
    // As wide as an allowed filter can be, so that each topic falls by its own rule.
    if (GetParam().name != std::string{"outside"}) options.allowed_response_topic = "#";
    options.request_filter = "devices/+/desired";
  }
};

TEST_P(HostileResponseTopic, IsNeitherAnsweredNorExecuted) {
  for (const Version version : {Version::v5, Version::v311}) {
    start(version);
    executed.clear();
    ignored.clear();
    const auto send = [&](const std::string& response_topic) {
      Message request = a_request();
      request.response_topic = response_topic;
      responder->on_message(version == Version::v5 ? request : pack(request));
    };
    if (version == Version::v5 || GetParam().name != std::string{"invalid_utf8"}) {
      send(GetParam().response_topic);
      EXPECT_THAT(ignored, ElementsAre("rejected_response_topic"));
      EXPECT_EQ(responder->counters().rejected_response_topic, 1U);
      EXPECT_THAT(executed, SizeIs(0));
      EXPECT_EQ(publications(), 0U);
    }
    send("devices/device2/reported");
    EXPECT_EQ(publications(), 1U);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Topics, HostileResponseTopic,
    testing::Values(Hostile{"empty", ""}, Hostile{"hash", "#"}, Hostile{"plus", "+"},
                    Hostile{"wildcard_inside", "devices/+/reported"},
                    Hostile{"control", "$CONTROL/dynamic-security/v1"},
                    Hostile{"system", "$SYS/broker"}, Hostile{"shared", "$share/g/x"},
                    Hostile{"its_own_request_topic", "devices/device2/desired"},
                    Hostile{"another_request_topic", "devices/device1/desired"},
                    Hostile{"nul", std::string{"devices/\0/x", 11}},
                    Hostile{"newline", "devices/a\nb"}, Hostile{"invalid_utf8", "devices/\xC3\x28"},
                    Hostile{"too_long", std::string(257, 'x')},
                    Hostile{"longest_of_mqtt", std::string(65'535, 'x')},
                    Hostile{"outside", "devices/device1/reported"}),
    [](const auto& tested) { return std::string{tested.param.name}; });

TEST_F(ResponderTest, AllowedResponseTopicNotSet_AnswersNowhere) {
  options.allowed_response_topic.clear();
  start();
  responder->on_message(a_request());
  EXPECT_THAT(ignored, ElementsAre("rejected_response_topic"));
}

TEST_F(ResponderTest, RequestWithoutResponseTopic_IsCountedAndNotExecuted) {
  start();
  Message request = a_request();
  request.response_topic.reset();
  responder->on_message(request);
  EXPECT_THAT(ignored, ElementsAre("no_response_topic"));
  EXPECT_EQ(responder->counters().no_response_topic, 1U);
  EXPECT_THAT(executed, SizeIs(0));
}

TEST_F(ResponderTest, RetainedRequest_IsNeverExecuted) {
  start();
  Message request = a_request();
  request.retain = true;
  responder->on_message(request);
  EXPECT_THAT(ignored, ElementsAre("retained"));
  EXPECT_EQ(responder->counters().retained, 1U);
  EXPECT_THAT(executed, SizeIs(0));
}

TEST_F(ResponderTest, Limits_TakeTheLongestAndNotOneByteMore) {
  options.allowed_response_topic = "+";
  start();
  Message request = a_request(std::string(256, '\xFF'));
  request.response_topic = std::string(256, 'x');
  responder->on_message(request);
  EXPECT_EQ(publications(), 1U);
  request.correlation_data = std::string(257, '\xFF');
  responder->on_message(request);
  EXPECT_THAT(ignored, ElementsAre("too_large"));
  EXPECT_EQ(responder->counters().too_large, 1U);
  EXPECT_EQ(publications(), 1U);
}

TEST_F(ResponderTest, LimitsRaised_TakeWhatStockMosquittoCarries) {  // Known difference D28.
  options.allowed_response_topic = "+";
  options.most_correlation_data = 65'535;
  options.most_response_topic = 65'535;
  start();
  Message request = a_request(std::string(65'535, 'c'));
  request.response_topic = std::string(65'535, 'x');
  responder->on_message(request);
  EXPECT_EQ(publications(), 1U);
}

TEST_F(ResponderTest, ManyUserProperties_AreNotEchoed) {
  start();
  Message request = a_request();
  for (int i = 0; i < 10'000; ++i) request.user_properties.emplace_back("status", "500");
  responder->on_message(request);
  ASSERT_EQ(publications(), 1U);
  EXPECT_THAT(published(0).user_properties, ElementsAre(testing::Pair("status", "200")));
}

TEST_F(ResponderTest, UnreadableEnvelopes_AreCountedAndTheNextGoodOneIsServed) {
  start(Version::v311);
  Message request;
  request.topic = "devices/device2/desired";
  const std::vector<std::string> unreadable{
      "",
      "21",
      "[]",
      "{",
      "\xFF",
      std::string(1'000'000, '['),
      R"({"responseTopic":7})",
      R"({"responseTopic":null})",
      R"({"responseTopic":"a","responseTopic":"b"})",
      R"({"responseTopic":"a","correlationData":"no base64"})",
      R"({"responseTopic":"a","payload":NaN})",
      R"({"responseTopic":"a","payload":{"b":1,"b":2}})",
      R"({"responseTopic":"a","payload":1e999})",
      "{\"responseTopic\":\"\xED\xA0\x80\"}",
      R"({"responseTopic":"\ud800"})",
  };
  for (const std::string& payload : unreadable) {
    request.payload = payload;
    EXPECT_TRUE(responder->on_message(request));
  }
  EXPECT_EQ(responder->counters().unreadable, unreadable.size());
  EXPECT_THAT(executed, SizeIs(0));
  request.payload = to_json(Envelope{"devices/device2/reported", "one", "1"});
  responder->on_message(request);
  EXPECT_EQ(publications(), 1U);
}

TEST_F(ResponderTest, HugeExpiry_OverflowsNothing) {
  start();
  Message request = a_request();
  request.message_expiry_interval = 0xFFFF'FFFF;
  responder->on_message(request);
  ASSERT_EQ(publications(), 1U);
  EXPECT_EQ(published(0).message_expiry_interval, 0xFFFF'FFFFU);
}

TEST_F(ResponderTest, FloodOfRequests_KeepsMemoryBounded) {
  options.remember_most_bytes = 10'000;
  start();
  Message request = a_request();
  for (int i = 0; i < 1'000; ++i) {
    request.payload = std::string(1'000, 'x');
    request.correlation_data = std::to_string(i);
    responder->on_message(request);
  }
  responder->on_message(request);
  EXPECT_EQ(responder->counters().answered_again, 1U) << "the newest is still known";
  request.correlation_data = "0";
  responder->on_message(request);
  EXPECT_EQ(responder->counters().answered_again, 1U) << "the oldest is not";
}

}  // namespace
}  // namespace lab::mqtt
