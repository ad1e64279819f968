// Goal: a side that dies or loses its connection costs a request nothing that
// docs/request-response.md promises: it ends once, runs at most once in one life of the device, and
// at least once across a crash. Method: processes are killed (SIGKILL) or held still (SIGSTOP) at a
// point that an event shows; each test ends with the invariants over the events of every life.

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/crash_scene.hpp"
#include "tests/support/probe.hpp"

namespace lab::test {
namespace {

using nlohmann::json;
using process::AppProcess;

const json temperature{{"temperature", 21}};

// ---- the device dies ----------------------------------------------------------------------------

TEST(DeviceKilled, BeforeItExecuted_TheNextLifeGetsTheRequestAgainAndRunsIt) {
  CrashScene scene;
  scene.pause_device();
  scene.ask_device("asked", temperature);

  scene.kill_device();
  AppProcess& next_life = scene.new_device();

  const json arrived = await(next_life, "request", {{"direction", "received"}});
  EXPECT_EQ(arrived["dup"], true);
  const json end = scene.end_of("asked");
  EXPECT_EQ(end["outcome"], "answered");
  EXPECT_EQ(end["response"], temperature);
  scene.heals_and_ends_well_after(1);
}

// The row that nobody can do better without storing "executed" on disk: it runs again.
TEST(DeviceKilled, AfterItExecutedBeforeItAnswered_TheNextLifeRunsItAgainAndAnswers) {
  CrashScene scene;
  scene.device().send({{"command", "misbehave"}, {"how", "crash_before_answer"}});
  scene.cloud_app().send({{"command", "request"},
                          {"id", "asked"},
                          {"to", "device2"},
                          {"payload", temperature},
                          {"timeout_ms", 15'000}});
  await(scene.device(), "executed", {{"executions", 1}});
  const auto how = scene.device().wait(Deadline::after(patience));
  ASSERT_TRUE(how);
  EXPECT_EQ(how->signal, SIGKILL);

  AppProcess& next_life = scene.new_device();

  const json arrived = await(next_life, "request", {{"direction", "received"}});
  EXPECT_EQ(arrived["dup"], true);
  await(next_life, "executed", {{"executions", 1}});
  const json end = scene.end_of("asked");
  EXPECT_EQ(end["outcome"], "answered");
  EXPECT_EQ(end["response"], temperature);
  scene.heals_and_ends_well_after(2);
}

TEST(DeviceKilled, AfterItsAnswerWasAcknowledged_NothingComesAgain) {
  CrashScene scene;
  scene.device().send({{"command", "misbehave"}, {"how", "crash_after_answer"}});
  scene.cloud_app().send(
      {{"command", "request"}, {"id", "asked"}, {"to", "device2"}, {"payload", temperature}});
  EXPECT_EQ(scene.end_of("asked")["outcome"], "answered");
  const auto how = scene.device().wait(Deadline::after(patience));
  ASSERT_TRUE(how);
  EXPECT_EQ(how->signal, SIGKILL);

  AppProcess& next_life = scene.new_device();

  // What the next life gets first is the next request, not the old one.
  scene.ask_device("next", {{"next", true}});
  EXPECT_EQ(await(next_life, "request")["payload"], (json{{"next", true}}));
  EXPECT_EQ(scene.end_of("next")["outcome"], "answered");
  scene.heals_and_ends_well_after(2);
}

// ---- the cloud app dies -------------------------------------------------------------------------

TEST(CloudAppKilled, WhileItsRequestIsOut_TheNextLifeIgnoresTheAnswerAndGoesOn) {
  CrashScene scene;
  scene.pause_device();
  scene.ask_device("asked", temperature);

  scene.kill_cloud_app();
  scene.resume_device();
  // The broker keeps the answer for the session of the one that died.
  await(scene.device(), "acknowledged", {{"of", "response"}, {"reason_code", 0}});
  AppProcess& next_life = scene.new_cloud_app();

  await(next_life, "ignored", {{"why", "unknown_correlation"}});
  scene.heals_and_ends_well_after(1);
}

// ---- a connection is lost -----------------------------------------------------------------------

TEST(CloudAppCut, WhileItsRequestIsOut_TakesTheAnswerWhenItIsBack) {
  CrashScene scene;
  scene.pause_device();
  scene.ask_device("asked", temperature);

  scene.cloud_app().send({{"command", "cut"}});
  await(scene.cloud_app(), "disconnected", {{"by", "network"}});
  scene.resume_device();

  await(scene.cloud_app(), "connected", {{"session_present", true}});
  const json end = scene.end_of("asked");
  EXPECT_EQ(end["outcome"], "answered");
  EXPECT_EQ(end["response"], temperature);
  scene.heals_and_ends_well_after(1);
}

TEST(CloudAppAway, WhenTheAnswerComes_FindsItInItsSession) {
  CrashScene scene;
  scene.pause_device();
  scene.ask_device("asked", temperature);

  scene.cloud_app().send({{"command", "disconnect"}});
  await(scene.cloud_app(), "disconnected", {{"by", "us"}});
  scene.resume_device();
  await(scene.device(), "acknowledged", {{"of", "response"}, {"reason_code", 0}});
  EXPECT_EQ(count(scene.cloud_app(), "completed"), 0U);
  scene.cloud_app().send({{"command", "connect"}});

  EXPECT_EQ(scene.end_of("asked")["outcome"], "answered");
  scene.heals_and_ends_well_after(1);
}

TEST(DeviceCut, BeforeItReadTheRequest_RunsItOnceWhenItIsBack) {
  CrashScene scene;
  scene.pause_device();
  // Two ways to hear of the end of the connection, both before the device goes on.
  scene.device().send({{"command", "cut"}});
  scene.ask_device("asked", temperature);
  scene.resume_device();

  const json end = scene.end_of("asked");
  EXPECT_EQ(end["outcome"], "answered");
  EXPECT_EQ(end["response"], temperature);
  await(scene.device(), "connected", {{"session_present", true}});
  scene.heals_and_ends_well_after(1);
}

// A requester that hears nothing asks again with the same correlation data: byte for byte the same
// request, which the device answers from memory.
TEST(DeviceCut, AfterItAnswered_AnswersTheRepeatedRequestWithTheSameAndRunsItOnce) {
  Stage stage;
  AppProcess device = stage.device({"device2"});
  Probe requester{stage.connect_options("cloudapp", mqtt::Version::v5)};
  ASSERT_EQ(requester.connect().connack_code, 0);
  ASSERT_THAT(requester.subscribe({"devices/+/reported"}), testing::ElementsAre(1));
  mqtt::Message request;
  request.topic = "devices/device2/desired";
  request.payload = temperature.dump();
  request.response_topic = "devices/device2/reported";
  request.correlation_data = std::string{"\0\xFF-id", 5};
  request.message_expiry_interval = 60;

  ASSERT_EQ(requester.publish(request), 0);
  const auto first = requester.next_message(Deadline::after(patience));
  ASSERT_TRUE(first);
  await(device, "acknowledged", {{"of", "response"}});  // Else the cut would send it once more.
  device.send({{"command", "cut"}});
  await(device, "disconnected", {{"by", "network"}});
  await(device, "connected", {{"session_present", true}});
  ASSERT_EQ(requester.publish(request), 0);
  const auto second = requester.next_message(Deadline::after(patience));

  ASSERT_TRUE(second);
  EXPECT_EQ(second->topic, first->topic);
  EXPECT_EQ(second->payload, first->payload);
  EXPECT_EQ(second->correlation_data, request.correlation_data);
  EXPECT_EQ(first->correlation_data, request.correlation_data);
  EXPECT_EQ(second->user_properties, first->user_properties);
  const json counters = stop_and_count(device);
  EXPECT_EQ(counters["received"], 2);
  EXPECT_EQ(counters["executed"], 1);
  EXPECT_EQ(counters["answered_again"], 1);
}

// ---- a session is taken over --------------------------------------------------------------------

/// The longest pause before another attempt that a process has told of, in milliseconds.
int longest_pause(const AppProcess& app) {
  int longest = 0;
  for (const auto& event : app.all_events()) {
    if (event.name == "disconnected")
      longest = std::max(longest, event.body.value("retry_in_ms", 0));
  }
  return longest;
}

// Two processes with one client id end each other's connection for ever; what they can do is to do
// so ever more slowly. Mosquitto 2.0.11 says nothing when it ends the old one (notes, finding 6).
TEST(SessionTakenOver, ByASecondProcessOfTheSameClient_IsDampedAndRunsNothingTwice) {
  CrashScene scene;
  AppProcess& first = scene.device();
  AppProcess& second = scene.new_device();
  await(first, "disconnected");

  // The first pause is at most 100 ms: a longer one shows that the bound has grown.
  const auto grown = [](const json& event) { return event.value("retry_in_ms", 0) > 100; };
  int asked = 0;
  while (longest_pause(first) <= 100 && longest_pause(second) <= 100 && asked < 200) {
    const std::string id = "while-fighting-" + std::to_string(++asked);
    scene.ask_device(id, {{"number", asked}});
    EXPECT_EQ(scene.end_of(id)["outcome"], "answered");
    static_cast<void>(
        second.wait_for("disconnected", grown, Deadline::after(std::chrono::milliseconds{50})));
  }
  EXPECT_LT(asked, 200) << "no pause grew beyond the first bound";
  stop_and_count(first);

  EXPECT_EQ(ask(scene.cloud_app(), {{"id", "alone"}, {"to", "device2"}, {"payload", temperature}})
                .value("outcome", ""),
            "answered");
  // One that was on its way when the session moved may run in both lives.
  scene.heals_and_ends_well_after(asked + 1, 2 * asked + 1);
}

}  // namespace
}  // namespace lab::test
