#include <mutex>
#include <regex>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/base64.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/process/child_process.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/stage.hpp"

// Microsoft's how-to "implement the MQTT request-response messaging pattern", step by step, with
// cloud app and device as processes of their own.

namespace lab::test {
namespace {

using nlohmann::json;
using process::AppProcess;
using testing::HasSubstr;

constexpr const char* correlation = "device2-tempupdate1";
constexpr const char* request_topic = "devices/device2/desired";
constexpr const char* response_topic = "devices/device2/reported";

std::filesystem::path story_file() {
  return std::filesystem::path{LAB_SOURCE_FOLDER} / "fixtures/namespaces/request-response.json";
}

/// Which versions the two sides speak, and whether an envelope carries what properties would.
struct Pair {
  const char* name;
  const char* cloud_app_protocol;
  const char* device_protocol;
  std::vector<std::string> cloud_app_arguments;
  bool enveloped;
};

class HowTo : public testing::TestWithParam<Pair> {};

// The how-to's section "Showing Request-Response messages using MQTTX application", for a pair that
// speaks v5, one that speaks v3.1.1 (its last note), and the two mixed ones.
TEST_P(HowTo, CloudAppAsksDevice2_ItsReportedStateComesBackWithTheCorrelationData) {
  // Given: cloud app and devices connected, each subscribed as the how-to says.
  const Pair& pair = GetParam();
  Stage stage;
  AppProcess device1 = stage.device({"device1", pair.device_protocol});
  AppProcess device2 =
      stage.device({"device2", pair.device_protocol, {"--reported", R"({"unit":"C"})"}});
  AppProcess cloud_app =
      stage.cloud_app({"cloudapp", pair.cloud_app_protocol, pair.cloud_app_arguments});
  ASSERT_EQ(count(cloud_app, "subscribed", {{"filter", "devices/+/reported"}, {"reason_code", 1}}),
            1);
  ASSERT_EQ(count(device2, "subscribed", {{"filter", request_topic}, {"reason_code", 1}}), 1);

  // When: the cloud app publishes a request to device2, with its response topic and correlation.
  const json completed = ask(
      cloud_app,
      {{"to", "device2"}, {"payload", {{"temperature", 21}}}, {"correlation_text", correlation}});

  // Then: device2 got it where the how-to says, with both.
  const json arrived = await(device2, "request", {{"direction", "received"}});
  EXPECT_EQ(arrived["topic"], request_topic);
  EXPECT_EQ(arrived["response_topic"], response_topic);
  EXPECT_EQ(arrived["correlation_text"], correlation);
  EXPECT_EQ(arrived["payload"], (json{{"temperature", 21}}));
  EXPECT_EQ(arrived["enveloped"], pair.enveloped);
  EXPECT_EQ(arrived["qos"], 1);
  EXPECT_EQ(arrived["retain"], false);

  // And it reported its state on the response topic, with the correlation data of the request.
  const json answer = await(cloud_app, "response", {{"direction", "received"}});
  EXPECT_EQ(answer["topic"], response_topic);
  EXPECT_EQ(answer["correlation_text"], correlation);
  EXPECT_EQ(answer["enveloped"], pair.enveloped);
  EXPECT_EQ(answer["payload"], (json{{"temperature", 21}, {"unit", "C"}}));

  // And the cloud app traced it back to its request.
  EXPECT_EQ(completed["outcome"], "answered");
  EXPECT_EQ(completed["to"], "device2");
  EXPECT_EQ(completed["correlation_text"], correlation);
  EXPECT_EQ(completed["response"], answer["payload"]);

  // And device1 saw none of it: the first request that it gets is one asked for later.
  EXPECT_EQ(ask(cloud_app, {{"id", "later"}, {"to", "device1"}, {"payload", json::object()}})
                .value("outcome", ""),
            "answered");
  const json only = await(device1, "request", {{"direction", "received"}});
  EXPECT_EQ(only["topic"], "devices/device1/desired");

  EXPECT_EQ(nonzero(stop_and_count(cloud_app)), (json{{"sent", 2}, {"answered", 2}}));
  for (AppProcess* device : {&device1, &device2}) {
    EXPECT_EQ(nonzero(stop_and_count(*device)),
              (json{{"received", 1}, {"executed", 1}, {"answered", 1}}));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Pairs, HowTo,
    testing::Values(Pair{"OnV5", "5", "5", {}, false}, Pair{"OnV311", "3.1.1", "3.1.1", {}, true},
                    Pair{"CloudAppV5ToDeviceV311", "5", "3.1.1", {"--envelope"}, true},
                    Pair{"CloudAppV311ToDeviceV5", "3.1.1", "5", {}, true}),
    [](const testing::TestParamInfo<Pair>& one) { return one.param.name; });

// Goal: the wire form is the how-to's, not a private one. Method: a bare client in the place of
// device2 reads the PUBLISH as it came, and answers by hand, as the how-to does with MQTTX.
TEST(HowToOnTheWire, OnV5_ResponseTopicAndCorrelationDataAreProperties) {
  Stage stage;
  Probe device2{stage.connect_options("device2", mqtt::Version::v5)};
  ASSERT_EQ(device2.connect().connack_code, 0);
  ASSERT_EQ(device2.subscribe({request_topic}), (std::vector<int>{1}));
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});

  cloud_app.send({{"command", "request"},
                  {"to", "device2"},
                  {"payload", {{"temperature", 21}}},
                  {"correlation_text", correlation},
                  {"timeout_ms", 20'000}});
  const auto request = device2.next_message(Deadline::after(patience));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->payload, R"({"temperature":21})");
  EXPECT_EQ(request->response_topic, response_topic);
  EXPECT_EQ(request->correlation_data, correlation);
  EXPECT_EQ(request->content_type, "application/json");
  ASSERT_TRUE(request->message_expiry_interval);
  EXPECT_LE(*request->message_expiry_interval, 20U);  // What is left of the timeout, never 0.
  EXPECT_GE(*request->message_expiry_interval, 1U);

  mqtt::Message response;
  response.topic = *request->response_topic;
  response.correlation_data = request->correlation_data;
  response.payload = "21 degrees";
  EXPECT_EQ(device2.publish(response), 0);
  const json completed = await(cloud_app, "completed");
  EXPECT_EQ(completed["outcome"], "answered");
  EXPECT_EQ(completed["response"], "21 degrees");
}

TEST(HowToOnTheWire, OnV311_ResponseTopicAndCorrelationDataAreInThePayload) {
  Stage stage;
  Probe device2{stage.connect_options("device2", mqtt::Version::v311)};
  ASSERT_EQ(device2.connect().connack_code, 0);
  ASSERT_EQ(device2.subscribe({request_topic}), (std::vector<int>{1}));
  AppProcess cloud_app = stage.cloud_app({"cloudapp", "3.1.1"});

  cloud_app.send({{"command", "request"},
                  {"to", "device2"},
                  {"payload", {{"temperature", 21}}},
                  {"correlation_text", correlation},
                  {"timeout_ms", 20'000}});
  const auto request = device2.next_message(Deadline::after(patience));
  ASSERT_TRUE(request);
  const json envelope = json::parse(request->payload);
  EXPECT_EQ(envelope, (json{{"responseTopic", response_topic},
                            {"correlationData", base64_encode(correlation)},
                            {"payload", {{"temperature", 21}}}}));

  mqtt::Message response;
  response.topic = envelope["responseTopic"];
  response.payload =
      json{{"correlationData", envelope["correlationData"]}, {"payload", "21 degrees"}}.dump();
  EXPECT_EQ(device2.publish(response), 0);
  const json completed = await(cloud_app, "completed");
  EXPECT_EQ(completed["outcome"], "answered");
  EXPECT_EQ(completed["response"], "21 degrees");
}

// The how-to's request is a patch of desired properties, and its response the reported state after
// it: RFC 7396's rules, seen from outside.
TEST(HowToPiped, CommandsEndWithARequestPending_ItsAnswerIsAwaited) {
  Stage stage;
  AppProcess device = stage.device({.client = "device2"});
  AppProcess cloud_app = stage.start("cloud_app", {.client = "cloudapp"});

  cloud_app.send(
      {{"command", "request"}, {"id", "piped"}, {"to", "device2"}, {"payload", {{"a", 1}}}});
  cloud_app.close_input();  // before it can even be connected

  EXPECT_EQ(await(cloud_app, "completed", {{"id", "piped"}})["outcome"], "answered");
  await(cloud_app, "stopped");
  const auto exit = cloud_app.wait(Deadline::after(patience));
  ASSERT_TRUE(exit.has_value());
  EXPECT_EQ(exit->code, 0);
}

TEST(HowToState, DesiredPropertiesAreMerged_AndEachDeviceReportsItsOwn) {
  Stage stage;
  AppProcess device1 = stage.device({"device1"});
  AppProcess device2 = stage.device({"device2", "5", {"--reported", R"({"model":"A1"})"}});
  AppProcess cloud_app = stage.cloud_app({"cloudapp"});
  const auto reported_after = [&](const char* patch) {
    const json completed = ask(cloud_app, {{"to", "device2"}, {"payload", json::parse(patch)}});
    EXPECT_EQ(completed["outcome"], "answered") << patch;
    return completed.value("response", json{});
  };

  EXPECT_EQ(reported_after("{}"), json::parse(R"({"model":"A1"})"));
  EXPECT_EQ(reported_after(R"({"fan":{"speed":3},"steps":[1,2]})"),
            json::parse(R"({"model":"A1","fan":{"speed":3},"steps":[1,2]})"));
  EXPECT_EQ(reported_after(R"({"fan":{"mode":"auto"},"steps":[3]})"),
            json::parse(R"({"model":"A1","fan":{"speed":3,"mode":"auto"},"steps":[3]})"))
      << "objects are merged, arrays replaced";
  EXPECT_EQ(reported_after(R"({"fan":{"speed":null},"model":null})"),
            json::parse(R"({"fan":{"mode":"auto"},"steps":[3]})"))
      << "null removes";
  EXPECT_EQ(reported_after("{}"), json::parse(R"({"fan":{"mode":"auto"},"steps":[3]})"));

  device2.send({{"command", "report"}});
  const json state = await(device2, "state");
  EXPECT_EQ(state["desired"], json::parse(R"({"fan":{"mode":"auto"},"steps":[3]})"));
  EXPECT_EQ(state["reported"], state["desired"]);
  device1.send({{"command", "report"}});
  const json untouched = await(device1, "state");
  EXPECT_EQ(untouched["desired"], json::object());
  EXPECT_EQ(untouched["reported"], json::object());
}

/// What `eglab` printed on standard output, and how it ended.
struct Ran {
  std::string output;
  process::Exit exit;
};

Ran run_eglab(const std::vector<std::string>& arguments) {
  process::Command command;
  command.program = std::filesystem::path{LAB_PROGRAM_FOLDER} / "eglab";
  command.arguments = arguments;
  std::mutex mutex;
  Ran ran;
  process::ChildProcess child{command, [&](std::string_view line, bool is_error) {
                                const std::lock_guard lock{mutex};
                                if (!is_error) ran.output.append(line).append("\n");
                              }};
  const auto exit = child.wait(Deadline::after(patience));
  EXPECT_TRUE(exit) << "eglab did not end";
  if (!exit) child.stop();
  const std::lock_guard lock{mutex};
  ran.exit = exit.value_or(process::Exit{});
  return ran;
}

TEST(EglabRun, OnTheHowTosNamespace_ShowsTheLadderAndEndsWithZero) {
  const Ran ran = run_eglab({"run", story_file().string()});

  EXPECT_EQ(ran.exit.code, 0) << process::to_text(ran.exit) << "\n" << ran.output;
  for (const char* expected :
       {"MQTT 5: ", "MQTT 3.1.1: ", "Refused: ", "cloud app cloudapp", "broker", "device device2",
        "── PUBLISH devices/device2/desired ─", "─ PUBLISH devices/device2/reported ─",
        "response topic devices/device2/reported", "correlation device2-tempupdate1",
        "0x87 Not authorized"}) {
    EXPECT_THAT(ran.output, HasSubstr(expected));
  }
  EXPECT_TRUE(std::regex_search(ran.output, std::regex{R"(\n(\d+) of \1 hold\.)"})) << ran.output;
  EXPECT_THAT(ran.output, testing::Not(HasSubstr("✗")));
}

TEST(EglabRun, WithJson_PrintsOneDocumentThatHoldsAndSaysWhatWasSeen) {
  const Ran ran = run_eglab({"run", "--json", story_file().string()});

  EXPECT_EQ(ran.exit.code, 0) << process::to_text(ran.exit) << "\n" << ran.output;
  const json document = json::parse(ran.output, nullptr, false);
  ASSERT_TRUE(document.is_object()) << ran.output;
  EXPECT_EQ(document["holds"], true);
  EXPECT_GT(document["cold_start_ms"], 0);
  EXPECT_GE(document["total_ms"], document["cold_start_ms"]);
  ASSERT_EQ(document["scenes"].size(), 3);
  for (const json& scene : document["scenes"]) {
    EXPECT_FALSE(scene["title"].get<std::string>().empty());
    EXPECT_FALSE(scene["verdicts"].empty());
    for (const json& verdict : scene["verdicts"]) {
      EXPECT_EQ(verdict["holds"], true) << verdict.dump();
      EXPECT_FALSE(verdict["claim"].get<std::string>().empty());
      EXPECT_FALSE(verdict["evidence"].get<std::string>().empty());
    }
  }
}

// A judge that can only acquit is none.
TEST(EglabRun, OnANamespaceWhereADeviceMayAnswerForAnother_SaysSoAndEndsWithOne) {
  json definition = json::parse(read_file(story_file()));
  definition["topicSpaces"]["deviceReportedPub"]["properties"]["topicTemplates"] = {
      "devices/+/reported"};
  const RunDirectory folder;
  write_file(folder / "careless.json", definition.dump());

  const Ran ran = run_eglab({"run", "--json", (folder / "careless.json").string()});

  EXPECT_EQ(ran.exit.code, 1) << process::to_text(ran.exit) << "\n" << ran.output;
  const json document = json::parse(ran.output, nullptr, false);
  ASSERT_TRUE(document.is_object()) << ran.output;
  EXPECT_EQ(document["holds"], false);
  EXPECT_EQ(document["scenes"][0]["verdicts"][0]["holds"], true);
  for (const json& verdict : document["scenes"][2]["verdicts"]) {
    EXPECT_EQ(verdict["holds"], false) << verdict.dump();
  }
}

}  // namespace
}  // namespace lab::test
