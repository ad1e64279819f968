#include <csignal>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"

// Every misbehaviour that a device can be told (docs/events.md): what the requester sees of it, and
// that its next good request is answered as if nothing had happened (threat T10).

namespace lab::test {
namespace {

using nlohmann::json;
using process::AppProcess;

constexpr int patience_ms = 20'000;
constexpr int brief_ms = 500;  // For a request whose answer will not come, or not count.
constexpr const char* response_topic = "devices/device2/reported";

/// A cloud app and device2, on one protocol version.
struct Pair {
  explicit Pair(const std::string& protocol = "5", const std::vector<std::string>& arguments = {})
      : device(stage.device({"device2", protocol, arguments})),
        cloud_app(stage.cloud_app({"cloudapp", protocol})) {}

  /// Tells the device, and waits until it has heard: all its events up to here are there, too.
  void misbehave(const char* how, int delay_ms = 0) {
    device.send({{"command", "misbehave"}, {"how", how}, {"delay_ms", delay_ms}});
    device.send({{"command", "report"}});
    await(device, "state");
  }

  void send(const json& id, int timeout_ms) {
    cloud_app.send({{"command", "request"},
                    {"id", id},
                    {"to", "device2"},
                    {"payload", {{"asked", id}}},
                    {"timeout_ms", timeout_ms}});
  }

  /// How the request with that id ended.
  json end_of(const json& id) { return await(cloud_app, "completed", {{"id", id}}); }

  /// T10: the device behaves again, and a request is answered.
  void expect_next_good_request_is_answered(const std::string& after) {
    misbehave("none");
    const std::string id = "good after " + after;
    send(id, patience_ms);
    const json completed = end_of(id);
    EXPECT_EQ(completed.value("outcome", ""), "answered") << id;
    EXPECT_EQ(completed.value("response", json{}).value("asked", ""), id);
  }

  Stage stage;
  AppProcess device;
  AppProcess cloud_app;
};

class Misbehaviour : public testing::TestWithParam<const char*> {};

TEST_P(Misbehaviour, GivenAnAnswerWithoutTheRequestsCorrelationData_ItTimesOutAndACounterTellsWhy) {
  Pair pair{GetParam()};
  const std::vector<std::pair<const char*, const char*>> faults{
      {"wrong_correlation", "unknown_correlation"},
      {"truncated_correlation", "unknown_correlation"},
      {"no_correlation", "no_correlation"},
  };
  for (const auto& [how, why] : faults) {
    SCOPED_TRACE(how);
    pair.misbehave(how);
    pair.send(how, brief_ms);
    EXPECT_EQ(await(pair.cloud_app, "ignored", {{"topic", response_topic}}).value("why", ""), why);
    pair.expect_next_good_request_is_answered(how);
  }
  for (const auto& [how, why] : faults) {
    EXPECT_EQ(pair.end_of(how).value("outcome", ""), "timed_out") << how;
  }
  EXPECT_EQ(nonzero(stop_and_count(pair.cloud_app)), (json{{"sent", 6},
                                                           {"answered", 3},
                                                           {"timed_out", 3},
                                                           {"unknown_correlation", 2},
                                                           {"no_correlation", 1}}));
}

TEST_P(Misbehaviour, Mute_TheRequestTimesOutAndNothingElseIsSeen) {
  Pair pair{GetParam()};
  pair.misbehave("mute");
  pair.send("unanswered", brief_ms);
  await(pair.device, "executed", {{"executions", 1}});
  EXPECT_EQ(pair.end_of("unanswered").value("outcome", ""), "timed_out");
  EXPECT_EQ(count(pair.device, "response"), 0);

  pair.expect_next_good_request_is_answered("mute");
  EXPECT_EQ(nonzero(stop_and_count(pair.cloud_app)),
            (json{{"sent", 2}, {"answered", 1}, {"timed_out", 1}}));
}

TEST_P(Misbehaviour, Twice_TheRequestEndsOnceAndTheSecondAnswerIsADuplicate) {
  Pair pair{GetParam()};
  pair.misbehave("twice");
  pair.send("asked", patience_ms);
  EXPECT_EQ(pair.end_of("asked").value("outcome", ""), "answered");
  EXPECT_EQ(await(pair.cloud_app, "ignored").value("why", ""), "duplicate");

  pair.expect_next_good_request_is_answered("twice");
  EXPECT_EQ(count(pair.cloud_app, "completed", {{"id", "asked"}}), 1);
  EXPECT_EQ(nonzero(stop_and_count(pair.device)),
            (json{{"received", 2}, {"executed", 2}, {"answered", 2}}));
  EXPECT_EQ(nonzero(stop_and_count(pair.cloud_app)),
            (json{{"sent", 2}, {"answered", 2}, {"duplicate", 1}}));
}

INSTANTIATE_TEST_SUITE_P(Protocols, Misbehaviour, testing::Values("5", "3.1.1"),
                         [](const testing::TestParamInfo<const char*>& one) {
                           return std::string{one.param} == "5" ? "OnV5" : "OnV311";
                         });

// The device may publish on its own topic only, so the broker refuses what goes elsewhere.
TEST(MisbehaviourOnV5, WrongResponseTopic_TheBrokerRefusesItAndTheRequestTimesOut) {
  Pair pair;
  pair.misbehave("wrong_response_topic");
  pair.send("astray", brief_ms);
  const json refused = await(pair.device, "refused", {{"packet", "PUBACK"}});
  EXPECT_EQ(refused["topic"], std::string{response_topic} + "/wrong");
  EXPECT_EQ(refused["reason_code"], 0x87);
  EXPECT_EQ(pair.end_of("astray").value("outcome", ""), "timed_out");

  pair.expect_next_good_request_is_answered("wrong_response_topic");
  EXPECT_EQ(nonzero(stop_and_count(pair.cloud_app)),
            (json{{"sent", 2}, {"answered", 1}, {"timed_out", 1}}));
  EXPECT_EQ(nonzero(stop_and_count(pair.device)),
            (json{{"received", 2}, {"executed", 2}, {"answered", 2}, {"response_refused", 1}}));
}

TEST(MisbehaviourOnV5, SlowButInTime_TheRequestIsAnsweredAndItsTimeTold) {
  Pair pair;
  pair.misbehave("slow", 200);
  pair.send("patient", patience_ms);
  const json completed = pair.end_of("patient");
  EXPECT_EQ(completed.value("outcome", ""), "answered");
  EXPECT_GE(completed.value("elapsed_us", 0), 200'000);
  pair.expect_next_good_request_is_answered("slow");
}

// The device stands still until the request has timed out, so that its answer is late for sure.
TEST(MisbehaviourOnV5, SlowBeyondTheTimeout_TheRequestTimesOutAndItsAnswerIsLate) {
  Pair pair;
  pair.misbehave("slow", 50);
  pair.device.signal(SIGSTOP);
  pair.send("hasty", 100);
  EXPECT_EQ(pair.end_of("hasty").value("outcome", ""), "timed_out");
  pair.device.signal(SIGCONT);
  EXPECT_EQ(await(pair.cloud_app, "ignored").value("why", ""), "late");

  pair.expect_next_good_request_is_answered("slow");
  EXPECT_EQ(count(pair.cloud_app, "completed", {{"id", "hasty"}}), 1);
  EXPECT_EQ(nonzero(stop_and_count(pair.cloud_app)),
            (json{{"sent", 2}, {"answered", 1}, {"timed_out", 1}, {"late", 1}}));
}

// Threat T9: a request has a second here, the least that an expiry can be, and so has the delay.
TEST(MisbehaviourOnV5, SlowBeyondTheExpiry_TheRequestIsNotExecutedAndNotAnswered) {
  Pair pair;
  pair.misbehave("slow", 1'000);
  pair.send("stale", 100);
  EXPECT_EQ(await(pair.device, "ignored").value("why", ""), "expired");
  EXPECT_EQ(pair.end_of("stale").value("outcome", ""), "timed_out");
  EXPECT_EQ(count(pair.device, "executed"), 0);

  pair.expect_next_good_request_is_answered("slow");
  EXPECT_EQ(nonzero(stop_and_count(pair.device)),
            (json{{"received", 2}, {"executed", 1}, {"answered", 1}, {"expired", 1}}));
  EXPECT_EQ(nonzero(stop_and_count(pair.cloud_app)),
            (json{{"sent", 2}, {"answered", 1}, {"timed_out", 1}}));
}

TEST(MisbehaviourOnV5, CrashBeforeAnswer_TheRequestTimesOutAndTheNextProcessServes) {
  Pair pair;
  pair.misbehave("crash_before_answer");
  pair.send("fatal", brief_ms);
  const auto exit = pair.device.wait(Deadline::after(patience));
  ASSERT_TRUE(exit) << pair.device.describe_pending();
  EXPECT_EQ(exit->signal, SIGKILL);
  EXPECT_EQ(count(pair.device, "executed"), 1);
  EXPECT_EQ(count(pair.device, "response"), 0);
  EXPECT_EQ(pair.end_of("fatal").value("outcome", ""), "timed_out");

  pair.device = pair.stage.device({"device2"});
  pair.send("good", patience_ms);
  EXPECT_EQ(pair.end_of("good").value("outcome", ""), "answered");
}

TEST(MisbehaviourOnV5, CrashAfterAnswer_TheRequestIsAnsweredAndTheNextProcessServes) {
  Pair pair;
  pair.misbehave("crash_after_answer");
  pair.send("last words", patience_ms);
  EXPECT_EQ(pair.end_of("last words").value("outcome", ""), "answered");
  const auto exit = pair.device.wait(Deadline::after(patience));
  ASSERT_TRUE(exit) << pair.device.describe_pending();
  EXPECT_EQ(exit->signal, SIGKILL);

  pair.device = pair.stage.device({"device2"});
  pair.send("good", patience_ms);
  EXPECT_EQ(pair.end_of("good").value("outcome", ""), "answered");
}

// Asking again with the same correlation data and payload is what a redelivery looks like.
TEST(MisbehaviourOnV5, IgnoreRedelivery_TheRequestRunsAgainWhereAGoodDeviceSendsTheKeptAnswer) {
  Pair pair;
  const auto ask_again = [&](int id) {
    const json completed = ask(pair.cloud_app, {{"id", id},
                                                {"to", "device2"},
                                                {"payload", {{"door", "open"}}},
                                                {"correlation_text", "open the door"},
                                                {"timeout_ms", patience_ms}});
    EXPECT_EQ(completed.value("outcome", ""), "answered") << id;
  };
  ask_again(1);
  ask_again(2);
  pair.misbehave("ignore_redelivery");
  EXPECT_EQ(count(pair.device, "executed"), 1);
  EXPECT_EQ(count(pair.device, "response", {{"again", true}}), 1);

  ask_again(3);
  pair.misbehave("none");
  EXPECT_EQ(count(pair.device, "executed"), 2);

  ask_again(4);
  pair.expect_next_good_request_is_answered("ignore_redelivery");
  EXPECT_EQ(nonzero(stop_and_count(pair.device)),
            (json{{"received", 5}, {"executed", 3}, {"answered", 3}, {"answered_again", 2}}));
}

}  // namespace
}  // namespace lab::test
