#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/base64.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/stage.hpp"

// A response belongs to the request whose correlation data it carries, byte for byte, on the
// response topic asked for: here with everything that could confuse the two.

namespace lab::test {
namespace {

using nlohmann::json;
using process::AppProcess;

constexpr int patience_ms = 20'000;

std::string reported(const std::string& device) {
  return fmt::format("devices/{}/reported", device);
}

/// Every byte there is, so also 0x00 and 0xFF, in that many bytes.
std::string every_byte(std::size_t length) {
  std::string bytes(length, '\0');
  for (std::size_t at = 0; at < length; ++at) bytes[at] = static_cast<char>(0xFF - at % 256);
  return bytes;
}

/// A bare client in the place of a device: it answers when and how the test says.
struct BareDevice : Probe {
  BareDevice(const Stage& stage, const std::string& name)
      : Probe{stage.connect_options(name, mqtt::Version::v5)} {
    EXPECT_EQ(connect().connack_code, 0);
    EXPECT_EQ(subscribe({fmt::format("devices/{}/desired", name)}), (std::vector<int>{1}));
  }
};

mqtt::Message response(const std::string& topic, const std::optional<std::string>& correlation_data,
                       const std::string& payload) {
  mqtt::Message message;
  message.topic = topic;
  message.correlation_data = correlation_data;
  message.payload = payload;
  return message;
}

json request_to(const std::string& device, const json& id, const std::string& correlation_data) {
  return {{"command", "request"},
          {"id", id},
          {"to", device},
          {"payload", json::object()},
          {"correlation_data", base64_encode(correlation_data)},
          {"timeout_ms", patience_ms}};
}

TEST(Correlation, GivenAnyBytesUpTo256_TheyComeBackByteForByte) {
  Stage stage;
  AppProcess device = stage.device({"device2"});
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  const std::vector<std::string> all{
      "",
      std::string(1, '\0'),
      "\xFF",
      std::string{"a\0b", 3},
      std::string{"a\0c", 3},  // Equal to the last up to the NUL.
      std::string(16, '\0'),
      std::string(16, '\xFF'),
      every_byte(16),
      every_byte(256),
  };
  int executions = 0;
  for (const bool envelope : {false, true}) {
    for (const std::string& bytes : all) {
      const std::string sent = base64_encode(bytes);
      SCOPED_TRACE(fmt::format("{} bytes, {}, envelope {}", bytes.size(), sent, envelope));
      json request = request_to("device2", ++executions, bytes);
      request["envelope"] = envelope;
      const json completed = ask(cloud_app, request);
      EXPECT_EQ(completed["outcome"], "answered");
      EXPECT_EQ(completed["correlation_data"], sent);
      await(device, "executed", {{"executions", executions}, {"correlation_data", sent}});
      await(cloud_app, "response", {{"id", executions}, {"correlation_data", sent}});
    }
  }
  EXPECT_EQ(nonzero(stop_and_count(cloud_app)),
            (json{{"sent", executions}, {"answered", executions}}));
}

// Threat T11: what a device would have to carry back and remember is bounded.
TEST(Correlation, GivenMoreThan256Bytes_TheDeviceIgnoresTheRequestAndCountsIt) {
  Stage stage;
  AppProcess device = stage.device({"device2"});
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});

  json request = request_to("device2", "too large", every_byte(257));
  request["timeout_ms"] = 300;
  EXPECT_EQ(ask(cloud_app, request)["outcome"], "timed_out");

  await(device, "ignored", {{"why", "too_large"}});
  EXPECT_EQ(ask(cloud_app, request_to("device2", "next", every_byte(256)))["outcome"], "answered");
  EXPECT_EQ(nonzero(stop_and_count(device)),
            (json{{"received", 2}, {"executed", 1}, {"answered", 1}, {"too_large", 1}}));
}

TEST(Correlation, GivenADuplicateInFlight_ItIsRefusedHereAndTheFirstStillEndsOnce) {
  Stage stage;
  BareDevice device{stage, "device2"};
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});

  cloud_app.send(request_to("device2", "first", "same"));
  ASSERT_TRUE(device.next_message(Deadline::after(patience)));
  cloud_app.send(request_to("device2", "second", "same"));
  const json error = await(cloud_app, "error", {{"id", "second"}});
  EXPECT_EQ(error["command"], "request");
  EXPECT_NE(error.value("text", "").find("is pending"), std::string::npos) << error;

  EXPECT_EQ(device.publish(response(reported("device2"), "same", "1")), 0);
  EXPECT_EQ(await(cloud_app, "completed", {{"id", "first"}})["response"], 1);

  // Once it has ended, its correlation data is free: the device sees the third, never the second.
  cloud_app.send(request_to("device2", "third", "same"));
  ASSERT_TRUE(device.next_message(Deadline::after(patience)));
  EXPECT_EQ(device.publish(response(reported("device2"), "same", "3")), 0);
  EXPECT_EQ(await(cloud_app, "completed", {{"id", "third"}})["response"], 3);
  EXPECT_EQ(count(cloud_app, "completed"), 2);
  EXPECT_EQ(count(cloud_app, "request", {{"direction", "sent"}}), 2);
  EXPECT_EQ(nonzero(stop_and_count(cloud_app)), (json{{"sent", 2}, {"answered", 2}}));
}

TEST(Correlation, GivenTheSameDataForTwoDevices_EachAnswerGoesToItsOwnRequest) {
  Stage stage;
  BareDevice device1{stage, "device1"};
  BareDevice device2{stage, "device2"};
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});

  cloud_app.send(request_to("device1", "one", "same"));
  cloud_app.send(request_to("device2", "two", "same"));
  ASSERT_TRUE(device1.next_message(Deadline::after(patience)));
  ASSERT_TRUE(device2.next_message(Deadline::after(patience)));
  EXPECT_EQ(device2.publish(response(reported("device2"), "same", "2")), 0);
  EXPECT_EQ(device1.publish(response(reported("device1"), "same", "1")), 0);

  EXPECT_EQ(await(cloud_app, "completed", {{"id", "one"}})["response"], 1);
  EXPECT_EQ(await(cloud_app, "completed", {{"id", "two"}})["response"], 2);
}

// Method: bare devices answer by hand, so that each stray response comes at a chosen moment; the
// request that it could be taken for is asserted to go on.
TEST(Correlation, GivenStrayResponses_EachIsCountedForWhatItIsAndResolvesNothing) {
  Stage stage;
  BareDevice device1{stage, "device1"};
  BareDevice device2{stage, "device2"};
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  const auto is_ignored = [&](Probe& from, const mqtt::Message& stray, const char* why) {
    EXPECT_EQ(from.publish(stray), 0) << why;
    EXPECT_EQ(await(cloud_app, "ignored", {{"topic", stray.topic}}).value("why", ""), why);
  };

  cloud_app.send(request_to("device2", "asked", "mine"));
  ASSERT_TRUE(device2.next_message(Deadline::after(patience)));
  is_ignored(device2, response(reported("device2"), "never asked", "1"), "unknown_correlation");
  is_ignored(device2, response(reported("device2"), "min", "2"), "unknown_correlation");
  is_ignored(device2, response(reported("device2"), "mine ", "3"), "unknown_correlation");
  is_ignored(device2, response(reported("device2"), "", "4"), "unknown_correlation");
  is_ignored(device2, response(reported("device2"), std::nullopt, "5"), "no_correlation");
  is_ignored(device1, response(reported("device1"), "mine", "6"), "wrong_topic");
  EXPECT_EQ(count(cloud_app, "completed"), 0);

  EXPECT_EQ(device2.publish(response(reported("device2"), "mine", "7")), 0);
  EXPECT_EQ(await(cloud_app, "completed", {{"id", "asked"}})["response"], 7);
  is_ignored(device2, response(reported("device2"), "mine", "8"), "duplicate");
  is_ignored(device1, response(reported("device1"), "mine", "9"), "unknown_correlation");

  json hasty = request_to("device2", "hasty", "hasty");
  hasty["timeout_ms"] = 100;
  EXPECT_EQ(ask(cloud_app, hasty)["outcome"], "timed_out");
  is_ignored(device2, response(reported("device2"), "hasty", "10"), "late");
  is_ignored(device2, response(reported("device2"), "hasty", "11"), "late");

  EXPECT_EQ(count(cloud_app, "completed"), 2);
  EXPECT_EQ(nonzero(stop_and_count(cloud_app)), (json{{"sent", 2},
                                                      {"answered", 1},
                                                      {"timed_out", 1},
                                                      {"unknown_correlation", 5},
                                                      {"no_correlation", 1},
                                                      {"wrong_topic", 1},
                                                      {"duplicate", 1},
                                                      {"late", 2}}));
}

// Both subscribe to devices/+/reported, so each gets every response. Each request patches the same
// two properties, so an answer taken by the wrong app would show the other's name.
TEST(Correlation, GivenTwoCloudAppsOnOneResponseTopic_NeitherTakesTheOthersAnswers) {
  constexpr int requests = 50;
  Stage stage{with_client(story("request-response"), "cloudapp2", "cloudApp")};
  AppProcess device = stage.device({"device2"});
  AppProcess first = stage.cloud_app({"cloudapp"});
  AppProcess second = stage.cloud_app({"cloudapp2"});
  const auto request = [](AppProcess& app, const char* name, int number) {
    app.send({{"command", "request"},
              {"id", number},
              {"to", "device2"},
              {"payload", {{"asked_by", name}, {"number", number}}},
              {"timeout_ms", patience_ms}});
  };
  const auto is_answered = [](AppProcess& app, const char* name, int number) {
    const json completed = await(app, "completed", {{"id", number}});
    ASSERT_EQ(completed.value("outcome", ""), "answered");
    EXPECT_EQ(completed["response"], (json{{"asked_by", name}, {"number", number}}));
  };

  for (int number = 1; number <= requests; ++number) {
    request(first, "first", number);
    request(second, "second", number);
  }
  for (int number = 1; number <= requests; ++number) {
    ASSERT_NO_FATAL_FAILURE(is_answered(first, "first", number));
    ASSERT_NO_FATAL_FAILURE(is_answered(second, "second", number));
  }

  // One more of each, in turn: responses come in order, so each has now seen all of the other's.
  request(second, "second", requests + 1);
  ASSERT_NO_FATAL_FAILURE(is_answered(second, "second", requests + 1));
  request(first, "first", requests + 1);
  ASSERT_NO_FATAL_FAILURE(is_answered(first, "first", requests + 1));
  const json expected{
      {"sent", requests + 1}, {"answered", requests + 1}, {"unknown_correlation", requests + 1}};
  EXPECT_EQ(nonzero(stop_and_count(first)), expected);
  request(second, "second", requests + 2);
  ASSERT_NO_FATAL_FAILURE(is_answered(second, "second", requests + 2));
  EXPECT_EQ(nonzero(stop_and_count(second)), (json{{"sent", requests + 2},
                                                   {"answered", requests + 2},
                                                   {"unknown_correlation", requests + 1}}));
}

// Method: the devices' process stands still until all requests are acknowledged by the broker, so
// that all are outstanding at once; then each device takes longer than the one asked after it.
TEST(Correlation, GivenAThousandOutstandingToFiftyDevices_EachGetsItsOwnAnswerOutOfOrder) {
  constexpr int devices = 50;
  constexpr int requests = 1'000;
  model::Namespace definition = story("request-response");
  for (int number = 3; number <= devices; ++number) {
    definition = with_client(std::move(definition), fmt::format("device{}", number), "device");
  }
  Stage stage{std::move(definition)};
  AppProcess fleet =
      stage.start("device", {"device1",
                             "5",
                             {"--count", std::to_string(devices), "--credentials",
                              stage.served().credentials().folder.string(), "--quiet-connect"}});
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  ASSERT_EQ(await(fleet, "all_connected").value("count", 0), devices);
  for (int number = 1; number <= devices; ++number) {
    fleet.send({{"command", "misbehave"},
                {"client", fmt::format("device{}", number)},
                {"how", "slow"},
                {"delay_ms", 4 * (devices - number)}});
  }
  fleet.send({{"command", "report"}, {"client", "device1"}});
  await(fleet, "state");  // The commands before it are done, too.

  fleet.signal(SIGSTOP);
  for (int number = 0; number < requests; ++number) {
    cloud_app.send({{"command", "request"},
                    {"id", number},
                    {"to", fmt::format("device{}", number % devices + 1)},
                    {"payload", {{"number", number}}},
                    {"timeout_ms", patience_ms}});
  }
  await(cloud_app, "acknowledged", {{"of", "request"}, {"id", requests - 1}, {"reason_code", 0}});
  ASSERT_EQ(count(cloud_app, "acknowledged", {{"of", "request"}, {"reason_code", 0}}), requests);
  ASSERT_EQ(count(cloud_app, "completed"), 0);
  fleet.signal(SIGCONT);

  std::vector<int> order;
  for (int answered = 0; answered < requests; ++answered) {
    const json completed = await(cloud_app, "completed");
    ASSERT_EQ(completed.value("outcome", ""), "answered");
    const int number = completed["id"];
    order.push_back(number);
    EXPECT_EQ(completed["to"], fmt::format("device{}", number % devices + 1));
    EXPECT_EQ(completed["response"], (json{{"number", number}}));
  }
  EXPECT_FALSE(std::ranges::is_sorted(order));
  std::ranges::sort(order);
  EXPECT_EQ(std::ranges::adjacent_find(order), order.end()) << "a request ended twice";
  EXPECT_EQ(nonzero(stop_and_count(cloud_app)), (json{{"sent", requests}, {"answered", requests}}));
  EXPECT_EQ(nonzero(stop_and_count(fleet)),
            (json{{"received", requests}, {"executed", requests}, {"answered", requests}}));
}

}  // namespace
}  // namespace lab::test
