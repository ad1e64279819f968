#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/base64.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/stage.hpp"

// Hostile messages from clients that are allowed to send them. One never stops the next good one
// (threat T10): after each, a good request is asked and answered; counters say what each was.

namespace lab::test {
namespace {

using nlohmann::json;
using process::AppProcess;
using testing::ElementsAre;
using testing::Pair;
using Texts = std::vector<std::string>;

constexpr std::size_t kib = 1024;
constexpr int patience_ms = 20'000;
constexpr const char* request_topic = "devices/device2/desired";
constexpr const char* response_topic = "devices/device2/reported";

std::string repeated(std::size_t times, const std::string& text) {
  std::string all;
  for (std::size_t at = 0; at < times; ++at) all += text;
  return all;
}

/// No JSON objects, or ones that readers may disagree on.
Texts unusable_payloads() {
  return {
      "",
      "{{{ not JSON",
      "\xC3\x28",
      "21",
      R"(["temperature"])",
      R"({"temperature":21,"temperature":99})",
      R"({"temperature":1e999})",
      R"({"temperature":21} trailing)",
      repeated(100'000, "["),
      repeated(65, R"({"deep":)") + "1" + repeated(65, "}"),
      repeated(10'000, R"({"deep":)") + "1" + repeated(10'000, "}"),
      std::string(200 * kib, 'x'),
      std::string(200 * kib, '\x01'),
  };
}

/// Topics that a device must not be made to publish on.
Texts forbidden_response_topics() {
  return {
      "",
      "#",
      "devices/+/reported",
      "$CONTROL/dynamic-security/v1",
      "$SYS/broker/uptime",
      "$share/group/devices/device2/reported",
      request_topic,  // It would answer itself for ever (T12).
      "devices/device1/reported",
      "devices/device2/reported/more",
      std::string(65'535, 'x'),
  };
}

mqtt::Message on_topic(const std::string& topic, const std::string& payload) {
  mqtt::Message message;
  message.topic = topic;
  message.payload = payload;
  return message;
}

mqtt::Message request(const std::string& payload, std::optional<std::string> answer_on,
                      const std::string& correlation_data) {
  mqtt::Message message = on_topic(request_topic, payload);
  message.response_topic = std::move(answer_on);
  message.correlation_data = correlation_data;
  return message;
}

/// A cloud app process that means well, and a client that may do all that it may.
struct Scene {
  explicit Scene(const std::string& protocol = "5")
      : stage(with_client(story("request-response"), "intruder", "cloudApp")),
        intruder(stage.connect_options("intruder", mqtt::Version::v5)),
        cloud_app(stage.cloud_app({"cloudapp", protocol})) {
    EXPECT_EQ(intruder.connect().connack_code, 0);
  }

  void expect_good_request_is_answered(const std::string& to = "device2") {
    const json completed = ask(
        cloud_app,
        {{"id", ++good}, {"to", to}, {"payload", {{"good", good}}}, {"timeout_ms", patience_ms}});
    EXPECT_EQ(completed.value("response", json{}).value("good", 0), good) << completed;
  }

  /// The response with that correlation data, among those of others.
  std::optional<mqtt::Message> response_to(const std::string& correlation_data) {
    const Deadline deadline = Deadline::after(patience);
    while (auto message = intruder.next_message(deadline)) {
      if (message->correlation_data == correlation_data) return message;
    }
    return std::nullopt;
  }

  Stage stage;
  Probe intruder;
  AppProcess cloud_app;
  int good = 0;  ///< Good requests so far.
};

TEST(PoisonousRequest, WithAPayloadThatCannotBeUsed_IsAnsweredWith400AndChangesNothing) {
  Scene scene;
  AppProcess device = scene.stage.device({"device2"});
  ASSERT_EQ(scene.intruder.subscribe({"devices/+/reported"}), (std::vector<int>{1}));
  Texts payloads = unusable_payloads();
  payloads.emplace_back(R"({"temperature":99999999999999999999})");
  int number = 0;
  for (const std::string& payload : payloads) {
    const std::string correlation = fmt::format("poison {}", ++number);
    SCOPED_TRACE(fmt::format("{}: {} bytes, {}", correlation, payload.size(),
                             base64_encode(payload.substr(0, 40))));
    EXPECT_EQ(scene.intruder.publish(request(payload, response_topic, correlation)), 0);
    const auto answer = scene.response_to(correlation);
    ASSERT_TRUE(answer);
    const json body = json::parse(answer->payload, nullptr, false);
    ASSERT_TRUE(body.is_object()) << answer->payload;
    EXPECT_EQ(body["error"]["status"], 400);
    EXPECT_FALSE(body["error"].value("message", "").empty());
    EXPECT_THAT(answer->user_properties, ElementsAre(Pair("status", "400")));
    scene.expect_good_request_is_answered();
  }
  device.send({{"command", "report"}});
  EXPECT_EQ(await(device, "state")["reported"], (json{{"good", number}}));
  EXPECT_EQ(nonzero(stop_and_count(device)),
            (json{{"received", 2 * number}, {"executed", number}, {"answered", 2 * number}}));
}

// 200 KiB of properties are taken; a second such patch would grow them over 256 KiB.
TEST(PoisonousRequest, ThatGrowsThePropertiesOverTheirLimit_IsAnsweredWith400) {
  Scene scene;
  AppProcess device = scene.stage.device({"device2"});
  const auto status_of_patch = [&](const json& patch) {
    ask(scene.cloud_app, {{"to", "device2"}, {"payload", patch}, {"timeout_ms", patience_ms}});
    const json answer = await(scene.cloud_app, "response", {{"id", "question"}});
    return answer.value("user_properties", json{});
  };
  const std::string large(200 * kib, 'x');
  EXPECT_EQ(status_of_patch({{"first", large}}), json::parse(R"([["status","200"]])"));
  EXPECT_EQ(status_of_patch({{"second", large}}), json::parse(R"([["status","400"]])"));
  EXPECT_EQ(status_of_patch({{"first", nullptr}}), json::parse(R"([["status","200"]])"));
  EXPECT_EQ(status_of_patch({{"second", large}}), json::parse(R"([["status","200"]])"));
}

TEST(PoisonousRequest, ThatAsksForAnAnswerElsewhere_IsNotExecutedAndCounted) {
  Scene scene;
  AppProcess device = scene.stage.device({"device2"});
  const auto is_ignored = [&](const mqtt::Message& poison, const char* why) {
    EXPECT_EQ(scene.intruder.publish(poison), 0);
    EXPECT_EQ(await(device, "ignored").value("why", ""), why);
    scene.expect_good_request_is_answered();
  };
  for (const std::string& topic : forbidden_response_topics()) {
    SCOPED_TRACE(topic.substr(0, 100));
    is_ignored(request("{}", topic, "poison"), "rejected_response_topic");
  }
  is_ignored(request("{}", std::nullopt, "poison"), "no_response_topic");
  is_ignored(request("{}", response_topic, std::string(65'535, '\xFF')), "too_large");

  const json counters = stop_and_count(device);
  EXPECT_EQ(counters["rejected_response_topic"], forbidden_response_topics().size());
  EXPECT_EQ(counters["executed"], scene.good);
  EXPECT_EQ(counters["answered"], scene.good);
}

// Threat T13: a retained command would run again at each start of the device.
TEST(PoisonousRequest, ThatIsRetained_IsNotExecutedByADeviceThatComesLater) {
  Scene scene;
  mqtt::Message poison = request(R"({"door":"open"})", response_topic, "poison");
  poison.retain = true;
  // Nobody is there yet: 0x10, no matching subscribers, and kept.
  EXPECT_EQ(scene.intruder.publish(poison), 0x10);

  AppProcess device = scene.stage.device({"device2"});
  EXPECT_EQ(await(device, "ignored").value("why", ""), "retained");
  scene.expect_good_request_is_answered();
  EXPECT_EQ(nonzero(stop_and_count(device)),
            (json{{"received", 2}, {"executed", 1}, {"answered", 1}, {"retained", 1}}));
}

TEST(PoisonousRequest, InABrokenEnvelopeOnV311_IsNotExecutedAndCounted) {
  Scene scene{"3.1.1"};
  AppProcess device = scene.stage.device({"device2", "3.1.1"});
  const auto is_ignored = [&](const std::string& payload, const char* why) {
    SCOPED_TRACE(payload.substr(0, 100));
    EXPECT_EQ(scene.intruder.publish(on_topic(request_topic, payload)), 0);
    EXPECT_EQ(await(device, "ignored").value("why", ""), why);
    scene.expect_good_request_is_answered();
  };
  for (const std::string& payload : unusable_payloads()) is_ignored(payload, "unreadable");
  is_ignored(R"({"responseTopic":5})", "unreadable");
  is_ignored(R"({"responseTopic":"devices/device2/reported","correlationData":"%%%"})",
             "unreadable");
  is_ignored(R"({"responseTopic":"devices/device2/reported",)"
             R"("responseTopic":"devices/device1/reported"})",
             "unreadable");
  is_ignored(R"({"payload":{"temperature":21}})", "no_response_topic");
  for (const std::string& topic : forbidden_response_topics()) {
    is_ignored(json{{"responseTopic", topic}}.dump(), "rejected_response_topic");
  }
}

class PoisonousResponse : public testing::TestWithParam<const char*> {};

// A bare client in the place of device2 poisons; device1 is the good one.
TEST_P(PoisonousResponse, WithoutReadableCorrelationData_ResolvesNothingAndIsCounted) {
  Scene scene{GetParam()};
  AppProcess device = scene.stage.device({"device1", GetParam()});
  Probe poisoner{scene.stage.connect_options("device2", mqtt::Version::v5)};
  ASSERT_EQ(poisoner.connect().connack_code, 0);
  Texts payloads = unusable_payloads();
  payloads.insert(payloads.end(), {R"({"correlationData":5,"payload":1})",
                                   R"({"correlationData":"%%%","payload":1})", R"({"payload":1})",
                                   std::string(500'000, 'x'), std::string(500'000, '\x01'),
                                   std::string(500'000, '\xFF')});
  for (const std::string& payload : payloads) {
    SCOPED_TRACE(fmt::format("{} bytes, {}", payload.size(), base64_encode(payload.substr(0, 40))));
    EXPECT_EQ(poisoner.publish(on_topic(response_topic, payload)), 0);
    EXPECT_EQ(await(scene.cloud_app, "ignored").value("why", ""), "no_correlation");
    scene.expect_good_request_is_answered("device1");
  }
  EXPECT_EQ(nonzero(stop_and_count(scene.cloud_app)), (json{{"sent", payloads.size()},
                                                            {"answered", payloads.size()},
                                                            {"no_correlation", payloads.size()}}));
}

INSTANTIATE_TEST_SUITE_P(Protocols, PoisonousResponse, testing::Values("5", "3.1.1"),
                         [](const testing::TestParamInfo<const char*>& one) {
                           return std::string{one.param} == "5" ? "OnV5" : "OnV311";
                         });

// A retained response comes back with every subscription: here while its very correlation data is
// pending, and still it is not the answer.
TEST(PoisonousResponseOnV5, ThatIsRetained_DoesNotResolveAPendingRequest) {
  Scene scene;
  Probe device{scene.stage.connect_options("device2", mqtt::Version::v5)};
  ASSERT_EQ(device.connect().connack_code, 0);
  ASSERT_EQ(device.subscribe({request_topic}), (std::vector<int>{1}));
  mqtt::Message response = on_topic(response_topic, "old");
  response.correlation_data = "pending";
  response.retain = true;
  EXPECT_EQ(device.publish(response), 0);
  EXPECT_EQ(await(scene.cloud_app, "ignored").value("why", ""), "unknown_correlation");

  scene.cloud_app.send({{"command", "request"},
                        {"to", "device2"},
                        {"correlation_text", "pending"},
                        {"timeout_ms", patience_ms}});
  ASSERT_TRUE(device.next_message(Deadline::after(patience)));
  scene.cloud_app.send({{"command", "subscribe"}, {"filter", "devices/+/reported"}});
  EXPECT_EQ(await(scene.cloud_app, "ignored").value("why", ""), "retained");
  EXPECT_EQ(count(scene.cloud_app, "completed"), 0);

  response.payload = "new";
  response.retain = false;
  EXPECT_EQ(device.publish(response), 0);
  EXPECT_EQ(await(scene.cloud_app, "completed").value("response", ""), "new");
}

// 500,000 bytes are about what a packet may hold; as text each of these would take six letters.
TEST(PoisonousResponseOnV5, ThatIsHuge_IsTakenAsTheAnswerThatItIs) {
  Scene scene;
  Probe device{scene.stage.connect_options("device2", mqtt::Version::v5)};
  ASSERT_EQ(device.connect().connack_code, 0);
  ASSERT_EQ(device.subscribe({request_topic}), (std::vector<int>{1}));
  for (const char byte : {'x', '\x01', '\xFF'}) {
    scene.cloud_app.send({{"command", "request"}, {"to", "device2"}, {"timeout_ms", patience_ms}});
    const auto asked = device.next_message(Deadline::after(patience));
    ASSERT_TRUE(asked);
    mqtt::Message response = on_topic(response_topic, std::string(500'000, byte));
    response.correlation_data = asked->correlation_data;
    EXPECT_EQ(device.publish(response), 0);
    const json completed = await(scene.cloud_app, "completed");
    EXPECT_EQ(completed.value("outcome", ""), "answered");
    EXPECT_EQ(completed.contains("response")
                  ? completed["response"].get<std::string>()
                  : base64_decode(completed.value("response_base64", "")).value_or(""),
              response.payload);
  }
}

}  // namespace
}  // namespace lab::test
