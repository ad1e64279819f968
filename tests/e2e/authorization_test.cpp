// Who may do what, as the broker enforces it: expected by `model::may`, observed as reason codes
// (v5), as SUBACK 0x80 or in the broker's packet log (v3.1.1). No verdict rests on silence.

#include <algorithm>
#include <iostream>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/compile/dynamic_security.hpp"
#include "lab/model/access.hpp"
#include "tests/e2e/access_walk.hpp"
#include "tests/e2e/probe_set.hpp"
#include "tests/e2e/random_namespace.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/stage.hpp"

namespace lab::test {
namespace {

using mqtt::Version;
using nlohmann::json;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::SizeIs;
using testing::StartsWith;

constexpr int not_authorized = 0x87;

process::ServeOptions logging_packets() {
  process::ServeOptions options;
  options.broker.log_packets = true;
  return options;
}

mqtt::Message message_on(const std::string& topic, const std::string& payload) {
  mqtt::Message message;
  message.topic = topic;
  message.payload = payload;
  return message;
}

int refusal_of_subscribe(Version version) {
  return version == Version::v5 ? not_authorized : 0x80;
}

std::string version_label(Version version) {
  return version == Version::v5 ? "v5" : "v311";
}

// ---- the whole matrix ---------------------------------------------------------------------------

class AccessMatrix : public testing::TestWithParam<std::tuple<std::string, Version>> {};

// Goal: the compiled rules grant what the definition grants, and nothing else. Method: every client
// × publish and subscribe × every topic of the definition and what lies around it.
TEST_P(AccessMatrix, EveryClientTriesEverything_BrokerAndDefinitionAgree) {
  const auto& [story_name, version] = GetParam();
  process::ServeOptions options;
  options.broker.log_packets = version == Version::v311;
  Stage stage{story_name, options};
  const model::Namespace& definition = stage.served().definition();
  const ProbeSet probes = probe_set_of(definition);

  AccessWalk walk{stage, version};
  for (const model::Client& client : definition.clients) {
    ASSERT_NO_FATAL_FAILURE(walk.walk(client, probes));
  }

  EXPECT_TRUE(walk.disagreements().empty()) << walk.report();
  // Nobody was left out, and the matrix both allows and refuses.
  const std::size_t clients = definition.clients.size();
  const auto& [published, subscribed] = std::tie(walk.published(), walk.subscribed());
  EXPECT_EQ(published.allowed + published.refused, clients * probes.topics.size());
  EXPECT_EQ(subscribed.allowed + subscribed.refused, clients * probes.filters.size());
  EXPECT_GT(published.allowed, 0U) << walk.report();
  EXPECT_GT(published.refused, 0U) << walk.report();
  EXPECT_GT(subscribed.allowed, 0U) << walk.report();
  EXPECT_GT(subscribed.refused, 0U) << walk.report();
  // Stock Mosquitto takes an empty share group for a group. No template of these stories starts
  // with a wildcard.
  EXPECT_GT(walk.known_differences().count(empty_share_group), 0U) << walk.report();
  EXPECT_EQ(walk.known_differences().size(), 1U) << walk.report();
  std::cout << walk.report() << '\n';
}

INSTANTIATE_TEST_SUITE_P(Stories, AccessMatrix,
                         testing::Combine(testing::Values("request-response", "attributes",
                                                          "authentication"),
                                          testing::Values(Version::v5, Version::v311)),
                         [](const auto& given) {
                           std::string name = std::get<0>(given.param);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name + "_" + version_label(std::get<1>(given.param));
                         });

// The matrix can fail: expected by a definition that lacks a binding, the broker that serves it is
// found to allow too much, by exactly that client and those topics.
TEST(AccessMatrixItself, BrokerGrantsMoreThanTheDefinition_IsReportedAsADisagreement) {
  Stage stage;
  model::Namespace expected = stage.served().definition();
  std::erase_if(expected.permission_bindings,
                [](const auto& binding) { return binding.name == "deviceReportedPub"; });
  AccessWalk walk{stage, Version::v5, expected};
  for (const model::Client& client : expected.clients) {
    ASSERT_NO_FATAL_FAILURE(walk.walk(client, probe_set_of(expected)));
  }
  EXPECT_THAT(
      walk.disagreements(),
      ElementsAre(StartsWith("device1 publish \"devices/device1/reported\": expected refused"),
                  StartsWith("device2 publish \"devices/device2/reported\": expected refused")));
}

// ---- the stories of the how-to ------------------------------------------------------------------

class Authorization : public testing::TestWithParam<Version> {};

INSTANTIATE_TEST_SUITE_P(Versions, Authorization, testing::Values(Version::v5, Version::v311),
                         [](const auto& given) { return version_label(given.param); });

// Threat T4. Sentinel: device1's first message is the one on its own topic, though the one for
// device2 was sent before.
TEST_P(Authorization, DeviceReadsAnothersRequests_IsRefusedAndGetsOnlyItsOwn) {
  Stage stage;
  Probe device{stage.connect_options("device1", GetParam())};
  Probe cloud_app{stage.connect_options("cloudapp", GetParam())};
  ASSERT_EQ(device.connect().connack_code, 0);
  ASSERT_EQ(cloud_app.connect().connack_code, 0);

  const std::vector<std::string> filters{
      "devices/device2/desired", "$share/g/devices/device2/desired", "devices/device1/desired"};
  const int refused = refusal_of_subscribe(GetParam());
  EXPECT_THAT(device.subscribe(filters), ElementsAre(refused, refused, 1));

  ASSERT_TRUE(cloud_app.publish(message_on("devices/device2/desired", "for device2")));
  ASSERT_TRUE(cloud_app.publish(message_on("devices/device1/desired", "for device1")));
  const auto first = device.next_message(Deadline::after(patience));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->topic, "devices/device1/desired");
  EXPECT_EQ(first->payload, "for device1");
}

// Threat T1. Sentinel: what the cloud app sees first is device2's own answer, sent after the
// forgery.
TEST_P(Authorization, DeviceAnswersForAnother_IsRefusedAndNobodySeesIt) {
  Stage stage{"request-response", logging_packets()};
  Probe forger{stage.connect_options("device1", GetParam())};
  Probe device{stage.connect_options("device2", GetParam())};
  Probe cloud_app{stage.connect_options("cloudapp", GetParam())};
  for (Probe* one : {&forger, &device, &cloud_app}) ASSERT_EQ(one->connect().connack_code, 0);
  ASSERT_THAT(cloud_app.subscribe({"devices/+/reported"}), ElementsAre(1));

  const auto forged = forger.publish(message_on("devices/device2/reported", "forged"));
  const auto real = device.publish(message_on("devices/device2/reported", "real"));

  // v3.1.1 acknowledges a refused publish like any other.
  EXPECT_EQ(forged, GetParam() == Version::v5 ? not_authorized : 0);
  EXPECT_EQ(real, 0);
  const auto first = cloud_app.next_message(Deadline::after(patience));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->payload, "real");
  forger.disconnect();
  const auto logged = publishes_in_log(stage.broker(), "device1");
  ASSERT_EQ(logged.size(), 1U);
  EXPECT_FALSE(logged.front().accepted);
}

TEST_P(Authorization, AnybodyWidensItsFilter_IsRefused) {
  Stage stage;
  const std::vector<std::string> of_device{"#",
                                           "+/#",
                                           "devices/#",
                                           "devices/+/desired",
                                           "+/device1/desired",
                                           "devices/device1/#",
                                           "devices/device1/+",
                                           "devices/device1/desired/#",
                                           "$share/g/devices/+/desired",
                                           "$share/g/#",
                                           "$SYS/#",
                                           "$CONTROL/#"};
  const std::vector<std::string> of_cloud_app{
      "#",           "devices/#", "+/+/reported",      "devices/+/+",
      "devices/+/#", "+/#",       "devices/+/desired", "devices/+/reported/#"};
  for (const auto& [client, filters] :
       {std::pair{"device1", of_device}, std::pair{"cloudapp", of_cloud_app}}) {
    SCOPED_TRACE(client);
    Probe probe{stage.connect_options(client, GetParam())};
    ASSERT_EQ(probe.connect().connack_code, 0);
    EXPECT_THAT(probe.subscribe(filters),
                AllOf(SizeIs(filters.size()), Each(refusal_of_subscribe(GetParam()))));
  }
  // As wide, and narrower.
  Probe cloud_app{stage.connect_options("cloudapp", GetParam())};
  ASSERT_EQ(cloud_app.connect().connack_code, 0);
  EXPECT_THAT(cloud_app.subscribe({"devices/+/reported", "devices/device2/reported"}),
              ElementsAre(1, 1));
}

/// Response topics on which a device must not be made to publish (threats T2, T12).
const std::vector<std::string> hostile_response_topics{
    "devices/device2/reported",  // another device's
    "devices/device1/desired",   // its own requests: a loop
    "devices/device2/desired",   // another's requests
    "devices/device1/reported/more",
    "devices/device1/reporteD",
    "devices/device1",
    "devices/device1/reported/",
    "/devices/device1/reported",
    "devices/device1/+",
    "devices/#",
    "#",
    "$SYS/broker/version",
    "$CONTROL/dynamic-security/v1",
    "$share/g/devices/device1/reported",
    "else/where"};

// Goal: a requester cannot make a device publish outside its topic. Method: the broker's packet log
// holds every PUBLISH of the device, accepted or refused: there is the one good answer only.
TEST_P(Authorization, RequesterAsksForAnAnswerElsewhere_DevicePublishesNothing) {
  Stage stage{"request-response", logging_packets()};
  const bool is_v5 = GetParam() == Version::v5;
  const std::string protocol = is_v5 ? "5" : "3.1.1";
  auto device = stage.device({.client = "device1", .protocol = protocol});
  auto cloud_app = stage.cloud_app({.client = "cloudapp", .protocol = protocol});

  for (const std::string& hostile : hostile_response_topics) {
    json command{{"command", "publish"}, {"topic", "devices/device1/desired"}};
    if (is_v5) {
      command["response_topic"] = hostile;
      command["correlation_text"] = "hostile";
      command["payload"] = {{"a", 1}};
    } else {
      command["payload"] = {
          {"responseTopic", hostile}, {"correlationData", "aG9zdGlsZQ=="}, {"payload", {{"a", 1}}}};
    }
    cloud_app.send(command);
    await(device, "ignored", {{"why", "rejected_response_topic"}, {"response_topic", hostile}});
  }
  const json completed = ask(cloud_app, {{"to", "device1"}, {"payload", {{"b", 2}}}});

  EXPECT_EQ(completed.value("outcome", ""), "answered") << completed;
  EXPECT_EQ(completed.value("response", json{}), (json{{"b", 2}})) << "a hostile one was executed";
  const json counters = stop_and_count(device);
  EXPECT_EQ(counters.value("rejected_response_topic", 0U), hostile_response_topics.size());
  EXPECT_EQ(counters.value("executed", 0), 1);
  EXPECT_EQ(counters.value("answered", 0), 1);
  const auto logged = publishes_in_log(stage.broker(), "device1");
  ASSERT_EQ(logged.size(), 1U);
  EXPECT_EQ(logged.front().topic, "devices/device1/reported");
  EXPECT_TRUE(logged.front().accepted);
}

// ---- what stock Mosquitto does otherwise --------------------------------------------------------

/// One client `reader` that may subscribe to what the template covers, and publish there.
model::Namespace namespace_of(const std::string& topic_template) {
  model::Namespace definition;
  definition.name = "small";
  definition.topic_spaces_configuration.enabled = true;
  model::Client reader;
  reader.name = reader.authentication_name = "reader";
  definition.clients = {reader};
  definition.topic_spaces = {
      {"space", "", {std::get<model::TopicTemplate>(model::TopicTemplate::parse(topic_template))}}};
  definition.permission_bindings = {
      {"publish", "", "$all", "space", model::Permission::publisher},
      {"subscribe", "", "$all", "space", model::Permission::subscriber}};
  return definition;
}

// `dollar_below_wildcard` says why. Harmless, and this is the proof: what can be subscribed cannot
// be published, and where the broker itself publishes ($SYS) it is closed.
TEST(StockMosquitto,
     TemplateStartsWithAWildcard_LetsAClientSubscribeToDollarTopicsThatNobodyCanPublish) {
  Stage stage{namespace_of("#")};
  const model::Namespace& definition = stage.served().definition();
  Probe reader{stage.connect_options("reader", Version::v5)};
  ASSERT_EQ(reader.connect().connack_code, 0);

  for (const std::string filter : {"$other/#", "$other/topic", "$share/g/$other/#"}) {
    EXPECT_FALSE(model::may(definition, "reader", model::Action::subscribe, filter).allowed);
    EXPECT_THAT(reader.subscribe({filter}), ElementsAre(1)) << filter;
  }
  EXPECT_EQ(reader.publish(message_on("$other/topic", "")), not_authorized);
  const std::vector<std::string> closed{"$SYS/#", "$SYS/broker/version", "$CONTROL/#",
                                        "$CONTROL/dynamic-security/v1", "$share/g/$SYS/#"};
  EXPECT_THAT(reader.subscribe(closed), AllOf(SizeIs(closed.size()), Each(not_authorized)));
  EXPECT_EQ(reader.publish(message_on("$SYS/broker/version", "")), not_authorized);
  EXPECT_EQ(reader.publish(message_on("$CONTROL/dynamic-security/v1", "")), not_authorized);
}

// `empty_share_group` says why. It gives nobody a message that the filter alone would not give.
TEST(StockMosquitto, ShareGroupHasAnEmptyName_SubscribesAsAnyGroup) {
  Stage stage;
  Probe device{stage.connect_options("device1", Version::v5)};
  ASSERT_EQ(device.connect().connack_code, 0);
  EXPECT_THAT(device.subscribe({"$share//devices/device1/desired"}), ElementsAre(1));
  EXPECT_THAT(device.subscribe({"$share//devices/device2/desired"}), ElementsAre(not_authorized));
}

// Facts D12, CA-135: Event Grid ends the connection of a v3.1.1 client that shares a subscription.
TEST(StockMosquitto, V311ClientSharesASubscription_IsServedAsOnV5) {
  Stage stage;
  Probe device{stage.connect_options("device1", Version::v311)};
  ASSERT_EQ(device.connect().connack_code, 0);
  EXPECT_THAT(device.subscribe({"$share/g/devices/device1/desired"}), ElementsAre(1));
  Probe cloud_app{stage.connect_options("cloudapp", Version::v311)};
  ASSERT_EQ(cloud_app.connect().connack_code, 0);
  ASSERT_TRUE(cloud_app.publish(message_on("devices/device1/desired", "shared")));
  const auto message = device.next_message(Deadline::after(patience));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->payload, "shared");
}

// ---- any namespace ------------------------------------------------------------------------------

// Goal: what holds for the stories holds for any definition. Method: small random namespaces, each
// served, each of its clients trying random topics; expected by the definition alone.
TEST(AnyNamespace, RandomClientsTryRandomTopics_BrokerAndDefinitionAgree) {
  constexpr unsigned seed = 20'211;
  constexpr int namespaces = 15;
  RandomNamespaces random{seed};
  AccessWalk::Count published;
  AccessWalk::Count subscribed;
  std::map<std::string, std::size_t> known_differences;
  for (int number = 1; number <= namespaces; ++number) {
    Stage stage{random.next()};
    const model::Namespace& definition = stage.served().definition();
    const ProbeSet probes = random.probes_for(definition, 150);
    AccessWalk walk{stage, Version::v5};
    for (const model::Client& client : definition.clients) {
      ASSERT_NO_FATAL_FAILURE(walk.walk(client, probes));
    }
    EXPECT_TRUE(walk.disagreements().empty())
        << "namespace " << number << " of seed " << seed << ": " << walk.report() << "\n"
        << compile::dynamic_security(definition);
    published.allowed += walk.published().allowed;
    published.refused += walk.published().refused;
    subscribed.allowed += walk.subscribed().allowed;
    subscribed.refused += walk.subscribed().refused;
    for (const auto& [name, times] : walk.known_differences()) known_differences[name] += times;
  }
  for (const auto& count : {published, subscribed}) {
    EXPECT_GT(count.allowed, 500U);
    EXPECT_GT(count.refused, 500U);
  }
  EXPECT_GT(known_differences[empty_share_group], 0U);
  EXPECT_GT(known_differences[dollar_below_wildcard], 0U);
}

}  // namespace
}  // namespace lab::test
