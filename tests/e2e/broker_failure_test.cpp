// Goal: a broker that dies, stops or stands still while a request is out costs what
// docs/request-response.md says, and no request runs twice in one life of the device.
// Method: the broker is killed, stopped or paused at a point that an event shows.

#include <filesystem>

#include <gtest/gtest.h>

#include "tests/e2e/crash_scene.hpp"

namespace lab::test {
namespace {

using nlohmann::json;
using process::AppProcess;

const json temperature{{"temperature", 21}};

/// The device goes, and its session stays.
void leave(AppProcess& device) {
  device.send({{"command", "disconnect"}});
  await(device, "disconnected", {{"by", "us"}});
}

void await_return(AppProcess& app, bool session_present) {
  await(app, "connected", {{"session_present", session_present}});
}

std::size_t open_descriptors(const AppProcess& app) {
  std::size_t all = 0;
  const std::string folder = "/proc/" + std::to_string(app.pid()) + "/fd";
  for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator{folder}) ++all;
  return all;
}

TEST(BrokerKilled, ThatSavesEveryChange_KeepsTheQueuedRequestForTheDevice) {
  CrashScene scene{saving_every_change()};
  leave(scene.device());
  scene.ask_device("asked", temperature);
  scene.let_broker_save();

  scene.broker().kill();
  scene.broker().start();
  await_return(scene.cloud_app(), true);
  scene.device().send({{"command", "connect"}});
  await_return(scene.device(), true);

  const json end = scene.end_of("asked");
  EXPECT_EQ(end["outcome"], "answered");
  EXPECT_EQ(end["response"], temperature);
  EXPECT_EQ(count(scene.cloud_app(), "request", {{"id", "asked"}}), 1U);  // Sent once.
  scene.heals_and_ends_well_after(1);
}

// The broker hears neither the device's PUBACK nor its answer, and delivers again what it has
// saved: the device knows the request and answers from memory.
TEST(BrokerKilled, AfterTheDeviceRanTheRequest_DeliversItAgainAndItRunsOnce) {
  CrashScene scene{saving_every_change()};
  scene.pause_device();
  scene.ask_device("asked", temperature);
  scene.let_broker_save();
  scene.broker().pause();
  scene.resume_device();
  await(scene.device(), "executed", {{"executions", 1}});
  await(scene.device(), "response", {{"direction", "sent"}, {"again", false}});

  scene.broker().kill();
  scene.broker().start();

  await_return(scene.device(), true);
  await(scene.device(), "request", {{"dup", true}});
  const json again = await(scene.device(), "response", {{"direction", "sent"}, {"again", true}});
  EXPECT_EQ(again["payload"], temperature);
  EXPECT_EQ(scene.end_of("asked")["outcome"], "answered");
  scene.heals_and_ends_well_after(1);
}

// It forgets sessions and queues: the requester notices, and sends what is pending again.
TEST(BrokerKilled, ThatKeepsNothing_GetsTheRequestAgainFromTheRequesterAndItRunsOnce) {
  CrashScene scene;
  const std::size_t descriptors = open_descriptors(scene.cloud_app());
  scene.pause_device();
  scene.ask_device("asked", temperature);

  scene.broker().kill();
  scene.broker().start();
  scene.resume_device();
  await_return(scene.cloud_app(), false);

  const json end = scene.end_of("asked");
  EXPECT_EQ(end["outcome"], "answered");
  EXPECT_EQ(end["response"], temperature);
  const std::string correlation = end["correlation_data"];
  EXPECT_GE(count(scene.cloud_app(), "request", {{"correlation_data", correlation}}), 2U);
  EXPECT_EQ(count(scene.cloud_app(), "completed", {{"id", "asked"}}), 1U);
  EXPECT_EQ(open_descriptors(scene.cloud_app()), descriptors);
  scene.heals_and_ends_well_after(1);
}

TEST(BrokerStopped, WithItsDataKept_KeepsTheQueuedRequestForTheDevice) {
  process::ServeOptions options;
  options.persistent = true;
  CrashScene scene{options};
  leave(scene.device());
  scene.ask_device("asked", temperature);

  scene.broker().stop();
  await(scene.cloud_app(), "disconnected");
  scene.broker().start();
  await_return(scene.cloud_app(), true);
  scene.device().send({{"command", "connect"}});
  await_return(scene.device(), true);

  EXPECT_EQ(scene.end_of("asked")["outcome"], "answered");
  scene.heals_and_ends_well_after(1);
}

// A request that is made while there is no broker waits for one, and expires no later for it.
TEST(BrokerStopped, WhenTheRequestIsMade_GetsItWhenItIsBack) {
  process::ServeOptions options;
  options.persistent = true;  // Else the request may find no device subscribed: PUBACK 0x10.
  CrashScene scene{options};
  scene.broker().stop();
  await(scene.cloud_app(), "disconnected");
  const json hopeless = ask(scene.cloud_app(), {{"id", "hopeless"},
                                                {"to", "device2"},
                                                {"payload", {{"door", "open"}}},
                                                {"timeout_ms", 200}});
  EXPECT_EQ(hopeless["outcome"], "timed_out");
  scene.cloud_app().send({{"command", "request"},
                          {"id", "patient"},
                          {"to", "device2"},
                          {"payload", temperature},
                          {"timeout_ms", 15'000}});
  EXPECT_EQ(count(scene.cloud_app(), "acknowledged"), 0U);

  scene.broker().start();

  EXPECT_EQ(scene.end_of("patient")["response"], temperature);  // The door was never opened.
  scene.heals_and_ends_well_after(1);
}

// The connections stay; a request waits in the broker's socket. One that times out meanwhile has
// ended for its requester, whatever the device does later.
TEST(BrokerPaused, ForASecond_GoesOnAndNothingRunsTwice) {
  CrashScene scene;
  scene.broker().pause();
  scene.cloud_app().send({{"command", "request"},
                          {"id", "patient"},
                          {"to", "device2"},
                          {"payload", temperature},
                          {"timeout_ms", 15'000}});
  const json hasty = ask(
      scene.cloud_app(),
      {{"id", "hasty"}, {"to", "device2"}, {"payload", {{"hasty", true}}}, {"timeout_ms", 1'000}});
  EXPECT_EQ(hasty["outcome"], "timed_out");
  EXPECT_EQ(count(scene.cloud_app(), "acknowledged"), 0U);
  EXPECT_EQ(count(scene.cloud_app(), "completed"), 1U);

  scene.broker().resume();

  EXPECT_EQ(scene.end_of("patient")["outcome"], "answered");
  EXPECT_EQ(count(scene.cloud_app(), "disconnected"), 0U);
  // The hasty one may run too: the broker gives it its second from when it could read it.
  scene.heals_and_ends_well_after(1, 2);
}

}  // namespace
}  // namespace lab::test
