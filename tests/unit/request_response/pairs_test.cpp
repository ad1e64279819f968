// Goal: requester and responder work together whatever version each speaks (CA-099, CA-100).
// Method: one broker's worth of code between them: properties pass only from v5 to v5.

#include <gmock/gmock.h>

#include "lab/mqtt/requester.hpp"
#include "tests/unit/request_response/responder_fixture.hpp"

namespace lab::mqtt {
namespace {

struct Pair {
  Version requester;
  Version responder;
  bool envelope;
  bool answered;
};

class Pairs : public ResponderTest, public testing::WithParamInterface<Pair> {
 protected:
  /// What a subscriber of that version gets of a publication (MQTT 3.1.1 has no properties).
  static Message delivered(Message message, Version to) {
    if (to == Version::v5) return message;
    message.response_topic.reset();
    message.correlation_data.reset();
    message.content_type.reset();
    message.message_expiry_interval.reset();
    message.payload_format_indicator.reset();
    message.user_properties.clear();
    return message;
  }
};

TEST_P(Pairs, RequestIsAnsweredIfItsFormCanBeRead) {
  start(GetParam().responder);
  std::vector<Completion> ends;  // Outlives the requester, which ends what is pending.
  RecordingTransport asking(GetParam().requester);
  Requester requester(loop, asking, "devices/+/reported");
  requester.on_subscribed(asking.subscribed.at(0).token, {1});
  Request request;
  request.topic = "devices/device2/desired";
  request.response_topic = "devices/device2/reported";
  request.payload = R"({"temperature":21})";
  request.correlation_data = "device2-tempupdate1";
  request.use_envelope = GetParam().envelope;

  requester.request(request, [&](const Completion& end) { ends.push_back(end); });
  responder->on_message(delivered(asking.published.at(0).message, GetParam().responder));
  for (const auto& response : transport->published) {
    requester.on_message(delivered(response.message, GetParam().requester));
  }

  ASSERT_EQ(ends.size(), GetParam().answered ? 1U : 0U);
  EXPECT_EQ(executed.size(), GetParam().answered ? 1U : 0U);
  if (!GetParam().answered) return;
  EXPECT_EQ(executed.at(0).payload, R"({"temperature":21})");
  EXPECT_EQ(ends[0].outcome, Completion::Outcome::answered);
  EXPECT_EQ(ends[0].correlation_data, "device2-tempupdate1");
  EXPECT_EQ(ends[0].response.value().payload, R"({"executions":1})");
}

INSTANTIATE_TEST_SUITE_P(
    Versions, Pairs,
    testing::Values(Pair{Version::v5, Version::v5, false, true},
                    Pair{Version::v5, Version::v5, true, true},
                    Pair{Version::v311, Version::v311, false, true},
                    Pair{Version::v311, Version::v5, false, true},
                    Pair{Version::v5, Version::v311, true, true},
                    // Properties do not reach a v3.1.1 responder: it cannot know where to answer.
                    Pair{Version::v5, Version::v311, false, false}));

}  // namespace
}  // namespace lab::mqtt
