// Goal: a request to a device that is away waits for it, or expires; none is lost, none runs late.
// Method: the device leaves in order and keeps its session; the broker's PUBACK 0 shows that the
// request was queued. That something did not arrive is shown by a later request that arrives first.

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/history.hpp"
#include "tests/support/stage.hpp"

namespace lab::test {
namespace {

using nlohmann::json;
using process::AppProcess;

/// The device goes, and its session stays.
void leave(AppProcess& device) {
  device.send({{"command", "disconnect"}});
  await(device, "disconnected", {{"by", "us"}});
}

void come_back(AppProcess& device) {
  device.send({{"command", "connect"}});
  await(device, "connected", {{"session_present", true}});
}

/// Sends a request to device2 and waits until the broker has it.
void ask_unanswered(AppProcess& cloud_app, json request) {
  request["command"] = "request";
  cloud_app.send(request);
  await(cloud_app, "acknowledged", {{"id", request["id"]}, {"reason_code", 0}});
}

/// Lets a second pass, as a request tells that has this long.
void pass_a_second(AppProcess& cloud_app, const std::string& id) {
  const json end =
      ask(cloud_app,
          {{"id", id}, {"to", "device1"}, {"payload", json::object()}, {"timeout_ms", 1000}});
  EXPECT_EQ(end["outcome"], "timed_out");
}

/// Ends both in order, and checks everything that they told.
void end_and_check(AppProcess& cloud_app, AppProcess& device, History history = {}) {
  stop_and_count(cloud_app);
  stop_and_count(device);
  history.add_cloud_app(cloud_app.all_events());
  history.add_device(device.all_events());
  EXPECT_TRUE(invariants_hold(history));
}

TEST(OfflineDevice, WithASession_GetsTheRequestOnReturnWithItsPropertiesAndLessTime) {
  Stage stage;
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  AppProcess clock = stage.device({"device1"});
  AppProcess device = stage.device({"device2"});
  leave(clock);
  leave(device);

  const json properties = json::array({{"trace", "a1"}, {"trace", "a2"}, {"größe", "µ"}});
  ask_unanswered(cloud_app, {{"id", "queued"},
                             {"to", "device2"},
                             {"payload", {{"temperature", 21}}},
                             {"correlation_text", "device2-tempupdate1"},
                             {"content_type", "application/merge-patch+json"},
                             {"user_properties", properties},
                             {"timeout_ms", 30'000}});
  pass_a_second(cloud_app, "a-second");
  come_back(device);

  const json arrived = await(device, "request", {{"direction", "received"}});
  EXPECT_EQ(arrived["topic"], "devices/device2/desired");
  EXPECT_EQ(arrived["response_topic"], "devices/device2/reported");
  EXPECT_EQ(arrived["correlation_text"], "device2-tempupdate1");
  EXPECT_EQ(arrived["content_type"], "application/merge-patch+json");
  EXPECT_EQ(arrived["payload_format_indicator"], 1);
  EXPECT_EQ(arrived["user_properties"], properties);
  EXPECT_EQ(arrived["payload"], (json{{"temperature", 21}}));
  EXPECT_EQ(arrived["dup"], false);
  // It was sent with 30 s, and a second has passed since.
  EXPECT_LT(arrived["message_expiry_interval"], 30);
  EXPECT_GT(arrived["message_expiry_interval"], 0);
  const json end = await(cloud_app, "completed", {{"id", "queued"}});
  EXPECT_EQ(end["outcome"], "answered");
  EXPECT_EQ(end["response"], (json{{"temperature", 21}}));

  History history;
  history.expects_expiry_of("a-second");
  end_and_check(cloud_app, device, std::move(history));
}

// MQTT 3.1.1 has no expiry and no properties: what must come through is the envelope.
TEST(OfflineDevice, OnV311WithASession_GetsTheRequestOnReturn) {
  Stage stage;
  AppProcess cloud_app = stage.cloud_app({"cloudapp", "3.1.1"});
  AppProcess device = stage.device({"device2", "3.1.1"});
  leave(device);

  ask_unanswered(cloud_app, {{"id", "queued"},
                             {"to", "device2"},
                             {"payload", {{"temperature", 21}}},
                             {"correlation_text", "device2-tempupdate1"}});
  come_back(device);

  const json arrived = await(device, "request", {{"direction", "received"}});
  EXPECT_EQ(arrived["enveloped"], true);
  EXPECT_EQ(arrived["correlation_text"], "device2-tempupdate1");
  EXPECT_EQ(await(cloud_app, "completed", {{"id", "queued"}})["outcome"], "answered");
  end_and_check(cloud_app, device);
}

// Mosquitto counts whole seconds and drops a message once the second after its last has begun: an
// expiry of 1 s is over for sure after 2.
TEST(OfflineDevice, WhoseRequestExpiredInTheQueue_NeverSeesIt) {
  Stage stage;
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  AppProcess clock = stage.device({"device1"});
  AppProcess device = stage.device({"device2"});
  leave(clock);
  leave(device);

  ask_unanswered(
      cloud_app,
      {{"id", "stale"}, {"to", "device2"}, {"payload", {{"door", "open"}}}, {"timeout_ms", 1000}});
  EXPECT_EQ(await(cloud_app, "completed", {{"id", "stale"}})["outcome"], "timed_out");
  pass_a_second(cloud_app, "another-second");
  ask_unanswered(cloud_app, {{"id", "fresh"},
                             {"to", "device2"},
                             {"payload", {{"door", "closed"}}},
                             {"timeout_ms", 30'000}});
  come_back(device);

  const json first = await(device, "request", {{"direction", "received"}});
  EXPECT_EQ(first["payload"], (json{{"door", "closed"}}));
  const json end = await(cloud_app, "completed", {{"id", "fresh"}});
  EXPECT_EQ(end["response"], (json{{"door", "closed"}}));

  History history;
  history.expects_expiry_of("stale");
  history.expects_expiry_of("another-second");
  end_and_check(cloud_app, device, std::move(history));
  EXPECT_EQ(count(device, "executed"), 1U);
}

TEST(OfflineDevice, WithoutASession_IsToldToTheRequesterAtOnce) {
  Stage stage;
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  {
    // It was here, and left no session behind.
    AppProcess device = stage.device({"device2", "5", {"--clean-start", "--session-expiry", "0"}});
    EXPECT_EQ(
        ask(cloud_app, {{"id", "here"}, {"to", "device2"}, {"payload", {{"a", 1}}}})["outcome"],
        "answered");
    stop_and_count(device);
  }

  const json end = ask(cloud_app, {{"id", "gone"}, {"to", "device2"}, {"payload", {{"a", 2}}}});

  EXPECT_EQ(end["outcome"], "refused");
  EXPECT_EQ(end["refused_by"], "PUBACK");
  EXPECT_EQ(end["reason_code"], 0x10);
  EXPECT_EQ(end["reason"], "No matching subscribers");
  EXPECT_EQ(stop_and_count(cloud_app)["refused"], 1);
}

// A v3.1.1 PUBACK carries no reason: the requester learns nothing, and ends by its own clock.
TEST(OfflineDevice, WithoutASessionOnV311_TimesOut) {
  Stage stage;
  AppProcess cloud_app = stage.cloud_app({"cloudapp", "3.1.1"});

  const json end =
      ask(cloud_app,
          {{"id", "nobody"}, {"to", "device2"}, {"payload", {{"a", 1}}}, {"timeout_ms", 300}});

  EXPECT_EQ(end["outcome"], "timed_out");
  EXPECT_GE(end["elapsed_us"], 300'000);
  EXPECT_EQ(count(cloud_app, "acknowledged", {{"id", "nobody"}, {"reason_code", 0}}), 1U);
}

TEST(OfflineDevice, ThatIsMuteInstead_TimesOutAndServesTheNextRequest) {
  Stage stage;
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  AppProcess device = stage.device({"device2", "5", {"--misbehave", "mute"}});

  const json end = ask(
      cloud_app, {{"id", "mute"}, {"to", "device2"}, {"payload", {{"a", 1}}}, {"timeout_ms", 300}});
  EXPECT_EQ(end["outcome"], "timed_out");
  await(device, "executed", {{"executions", 1}});
  device.send({{"command", "misbehave"}, {"how", "none"}});
  const json next = ask(cloud_app, {{"id", "next"}, {"to", "device2"}, {"payload", {{"b", 2}}}});

  EXPECT_EQ(next["outcome"], "answered");
  EXPECT_EQ(next["response"], (json{{"a", 1}, {"b", 2}}));
  end_and_check(cloud_app, device);
}

// 2.0.11's default queue of 1,000 drops what it has acknowledged; ours must not.
TEST(OfflineDevice, WithFifteenHundredRequestsWaiting_GetsThemAllInOrder) {
  constexpr int requests = 1'500;
  Stage stage;
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  AppProcess device = stage.device({"device2"});
  leave(device);

  for (int number = 1; number <= requests; ++number) {
    cloud_app.send({{"command", "request"},
                    {"id", number},
                    {"to", "device2"},
                    {"payload", {{"number", number}}},
                    {"timeout_ms", 100'000}});
  }
  await(cloud_app, "acknowledged", {{"id", requests}, {"reason_code", 0}});
  ASSERT_EQ(count(cloud_app, "acknowledged", {{"reason_code", 0}}), std::size_t{requests});
  come_back(device);
  const json last = await(cloud_app, "completed", {{"id", requests}});

  EXPECT_EQ(last["response"], (json{{"number", requests}}));
  EXPECT_EQ(count(cloud_app, "completed", {{"outcome", "answered"}}), std::size_t{requests});
  end_and_check(cloud_app, device);
  std::vector<int> executed;
  for (const auto& event : device.all_events()) {
    if (event.name == "request") executed.push_back(event.body["payload"]["number"]);
  }
  EXPECT_EQ(executed.size(), std::size_t{requests});
  EXPECT_TRUE(std::ranges::is_sorted(executed));
}

}  // namespace
}  // namespace lab::test
