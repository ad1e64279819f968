// Goal: a requester speaks the payload envelope, and no response in it can break the requester.
// Method: the test is the broker and a responder that speaks v3.1.1, sometimes a hostile one.

#include <gmock/gmock.h>

#include "lab/mqtt/envelope.hpp"
#include "tests/unit/request_response/requester_fixture.hpp"

namespace lab::mqtt {
namespace {

using testing::SizeIs;

TEST_F(RequesterTest, RequestOnV311_TravelsInTheEnvelope) {
  start(Version::v311);
  ask(to_device2("device2-tempupdate1"));
  const Message& message = transport->published.at(0).message;
  EXPECT_EQ(message.payload,
            R"({"responseTopic":"devices/device2/reported",)"
            R"("correlationData":"ZGV2aWNlMi10ZW1wdXBkYXRlMQ==","payload":{"temperature":21}})");
  EXPECT_EQ(message.response_topic, std::nullopt);
  EXPECT_EQ(message.correlation_data, std::nullopt);
  EXPECT_EQ(message.message_expiry_interval, std::nullopt);
  EXPECT_TRUE(sent.at(0).enveloped);
  EXPECT_EQ(sent.at(0).correlation_data, "device2-tempupdate1");

  Message response;
  response.topic = "devices/device2/reported";
  response.payload = R"({"correlationData":"ZGV2aWNlMi10ZW1wdXBkYXRlMQ==","payload":{"ok":true}})";
  requester->on_message(response);
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0].response.value().payload, R"({"ok":true})");
  EXPECT_EQ(ends[0].response.value().correlation_data, "device2-tempupdate1");
  EXPECT_TRUE(ends[0].response.value().enveloped);
}

TEST_F(RequesterTest, EnvelopeOnV5_AcceptsTheAnswerInEitherForm) {
  start();
  Request request = to_device2("one");
  request.use_envelope = true;
  for (const bool as_property : {false, true}) {
    ask(request);
    EXPECT_EQ(transport->published.back().message.response_topic, std::nullopt);
    Message response;
    response.topic = request.response_topic;
    response.payload = to_json(Envelope{std::nullopt, "one", "42"});
    if (as_property) response.correlation_data = "one";
    requester->on_message(response);
    EXPECT_EQ(ends.back().outcome, Outcome::answered);
    EXPECT_EQ(ends.back().response.value().payload, "42");
  }
  EXPECT_THAT(ends, SizeIs(2));
}

TEST_F(RequesterTest, PoisonousResponses_AreDroppedAndTheNextGoodOneResolves) {
  start(Version::v311);
  ask(to_device2("one"));
  Message response;
  response.topic = "devices/device2/reported";
  const std::string good = to_json(Envelope{std::nullopt, "one", "1"});
  const std::vector<std::string> poison{"",
                                        "{",
                                        "null",
                                        "[]",
                                        "\xFF\xFF",
                                        R"({"correlationData":1})",
                                        R"({"correlationData":"%"})",
                                        R"({"correlationData":"b25l","correlationData":"b25l"})",
                                        std::string(100'000, '['),
                                        good.substr(0, good.size() - 1),
                                        good + "}"};
  for (const std::string& payload : poison) {
    response.payload = payload;
    EXPECT_TRUE(requester->on_message(response)) << payload.substr(0, 50);
  }
  EXPECT_EQ(requester->counters().no_correlation, poison.size());
  EXPECT_THAT(ends, SizeIs(0));
  response.payload = good;
  requester->on_message(response);
  EXPECT_THAT(ends, SizeIs(1));
}

}  // namespace
}  // namespace lab::mqtt
