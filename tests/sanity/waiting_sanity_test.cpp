// Goal: the helpers of the end-to-end tests go red on a wrong expectation, and say what came
// instead. Method: each is given one on a stage that works; gtest's own spy takes the failure.

#include <chrono>

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "tests/support/finished_process.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/stage.hpp"

namespace lab::test {
namespace {

using nlohmann::json;
using process::AppProcess;

Deadline shortly() {
  return Deadline::after(std::chrono::milliseconds{200});
}

/// The text of the failures that a statement makes.
template <typename Statement>
std::string failures_of(Statement statement) {
  testing::TestPartResultArray failures;
  {
    testing::ScopedFakeTestPartResultReporter spy{
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failures};
    statement();
  }
  std::string text;
  for (int at = 0; at < failures.size(); ++at) text += failures.GetTestPartResult(at).message();
  return text;
}

TEST(WaitingCanary, WhatComes_IsTaken) {
  Stage stage;
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  AppProcess device = stage.device({"device2"});
  const json end = ask(cloud_app, {{"to", "device2"}, {"payload", {{"a", 1}}}});
  EXPECT_EQ(end["outcome"], "answered");
  EXPECT_EQ(stop_and_count(device)["executed"], 1);
  EXPECT_EQ(count(device, "executed"), 1U);
}

TEST(WaitingSanity, AnswerOfAMuteDeviceExpected_FailsAndNamesWhatCameInstead) {
  Stage stage;
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  AppProcess device = stage.device({"device2", "5", {"--misbehave", "mute"}});
  cloud_app.send({{"command", "request"},
                  {"id", "asked"},
                  {"to", "device2"},
                  {"payload", json::object()},
                  {"timeout_ms", 10'000}});
  await(device, "executed");
  await(cloud_app, "acknowledged", {{"id", "asked"}});

  const std::string failure = failures_of([&] {
    await_by(shortly(), cloud_app, "completed", {{"id", "asked"}, {"outcome", "answered"}});
  });

  EXPECT_NE(failure.find("did not report \"completed\""), std::string::npos) << failure;
  EXPECT_NE(failure.find("\"direction\":\"sent\""), std::string::npos) << failure;
}

TEST(WaitingSanity, AnswerOfAMuteDeviceByItsTimeout_IsNoAnswer) {
  Stage stage;
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  AppProcess device = stage.device({"device2", "5", {"--misbehave", "mute"}});
  EXPECT_NONFATAL_FAILURE(
      EXPECT_EQ(ask(cloud_app, {{"to", "device2"}, {"payload", {{"a", 1}}}, {"timeout_ms", 200}})
                    .value("outcome", ""),
                "answered"),
      "timed_out");
}

TEST(WaitingSanity, ResponseWithWrongCorrelationTakenForTheAnswer_IsSeen) {
  Stage stage;
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  AppProcess device = stage.device({"device2", "5", {"--misbehave", "wrong_correlation"}});
  cloud_app.send({{"command", "request"},
                  {"id", "asked"},
                  {"to", "device2"},
                  {"payload", json::object()},
                  {"timeout_ms", 10'000}});
  await(cloud_app, "ignored", {{"why", "unknown_correlation"}});

  const std::string failure = failures_of([&] {
    await_by(shortly(), cloud_app, "completed", {{"id", "asked"}});
  });

  EXPECT_NE(failure.find("did not report \"completed\""), std::string::npos) << failure;
  EXPECT_NE(failure.find("\"event\":\"response\""), std::string::npos) << failure;
}

TEST(WaitingSanity, ExecutionsMiscounted_IsSeen) {
  Stage stage;
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  AppProcess device = stage.device({"device2", "5", {"--misbehave", "ignore_redelivery"}});
  for (const char* id : {"first", "second"}) {
    ask(cloud_app, {{"id", id}, {"to", "device2"}, {"payload", {{"a", 1}}}});
  }
  EXPECT_NONFATAL_FAILURE(EXPECT_EQ(stop_and_count(device)["executed"], 1), "2");
  EXPECT_NONFATAL_FAILURE(EXPECT_EQ(count(device, "executed"), 1U), "Which is: 2");
}

TEST(WaitingSanity, EventOfAnAppThatHasEnded_FailsAtOnce) {
  Stage stage;
  AppProcess device = stage.device({"device2"});
  stop_and_count(device);
  ASSERT_TRUE(device.wait(Deadline::after(patience)));
  const auto start = std::chrono::steady_clock::now();
  const std::string failure = failures_of([&] { await(device, "executed"); });
  EXPECT_NE(failure.find("(ended)"), std::string::npos) << failure;
  EXPECT_LT(std::chrono::steady_clock::now() - start, patience);
}

TEST(WaitingSanity, RefusedPublishExpectedToPass_IsSeen) {
  Stage stage;
  Probe device{stage.connect_options("device1", mqtt::Version::v5)};
  ASSERT_EQ(device.connect().connack_code, 0);
  mqtt::Message forged;
  forged.topic = "devices/device2/reported";
  EXPECT_NONFATAL_FAILURE(EXPECT_LT(device.publish(forged).value_or(-1), 0x80), "135");  // 0x87
  EXPECT_NONFATAL_FAILURE(EXPECT_EQ(device.subscribe({"devices/#"}), std::vector<int>{1}), "135");
}

TEST(WaitingSanity, ProgramThatFails_IsNotTakenForOneThatDidNot) {
  EXPECT_NONFATAL_FAILURE(EXPECT_EQ(run_to_end("eglab", {"launch"}).how.code, 0), "Which is: 2");
}

}  // namespace
}  // namespace lab::test
