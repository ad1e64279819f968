#include "tests/e2e/identity_scene.hpp"

#include <algorithm>
#include <fstream>
#include <vector>

#include <gmock/gmock.h>

#include "lab/model/access.hpp"
#include "tests/e2e/access_walk.hpp"
#include "tests/e2e/probe_set.hpp"

namespace lab::test {
namespace {

using mqtt::Version;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::SizeIs;

constexpr int not_authorized = 0x87;

}  // namespace

mqtt::Message message_on(const std::string& topic, const std::string& payload) {
  mqtt::Message message;
  message.topic = topic;
  message.payload = payload;
  return message;
}

const model::Client& client_of(const Stage& stage, const std::string& name) {
  return *model::find_client(stage.served().definition(), name);
}

mqtt::ConnectOptions with(mqtt::ConnectOptions options, const Stage& stage,
                          const certs::Identity& identity, const std::string& name) {
  const auto files = certs::write_identity(identity, stage.served().folder() / "others", name);
  options.certificate_file = files.certificate_file;
  options.key_file = files.key_file;
  return options;
}

certs::Identity issue(const Stage& stage, const std::string& common_name) {
  certs::LeafRequest request;
  request.common_name = common_name;
  return stage.served().authorities().intermediate.issue(request);
}

std::string name_at_broker(process::Broker& broker, const std::string& client_id) {
  const auto line = broker.wait_for_log(" as " + client_id + " (p", Deadline::after(patience));
  if (!line) return "(nobody of that client id connected)";
  const std::size_t begin = line->find("u'");
  const std::size_t end = line->rfind('\'');
  if (begin == std::string::npos || end <= begin + 1) return "(no name)";
  return line->substr(begin + 2, end - begin - 2);
}

void expect_connected_but_refused_everything(Stage& stage, const mqtt::ConnectOptions& options) {
  SCOPED_TRACE(options.client_id);
  const bool is_v5 = options.version == Version::v5;
  const ProbeSet probes = probe_set_of(stage.served().definition());
  Probe probe{options};
  const Probe::Welcome welcome = probe.connect();
  ASSERT_EQ(welcome.connack_code, 0) << welcome.text;

  std::vector<mqtt::Message> messages;
  for (const std::string& topic : probes.topics) messages.push_back(message_on(topic));
  EXPECT_THAT(probe.publish_all(messages), Each(is_v5 ? not_authorized : 0));
  EXPECT_THAT(probe.subscribe(probes.filters),
              AllOf(SizeIs(probes.filters.size()), Each(is_v5 ? not_authorized : 0x80)));
  probe.disconnect();
  if (is_v5) return;
  const auto logged = publishes_in_log(stage.broker(), options.client_id);
  EXPECT_EQ(logged.size(), probes.topics.size());
  EXPECT_TRUE(std::ranges::none_of(logged, &LoggedPublish::accepted));
}

void expect_served_as(Stage& stage, const std::string& client, const mqtt::ConnectOptions& options,
                      const std::string& own_topic, const std::string& foreign_topic) {
  SCOPED_TRACE(client);
  const auto& definition = stage.served().definition();
  ASSERT_TRUE(model::may(definition, client, model::Action::publish, own_topic).allowed);
  ASSERT_TRUE(model::may(definition, client, model::Action::subscribe, own_topic).allowed);
  ASSERT_FALSE(model::may(definition, client, model::Action::publish, foreign_topic).allowed);
  Probe probe{options};
  const Probe::Welcome welcome = probe.connect();
  ASSERT_EQ(welcome.connack_code, 0) << welcome.text;
  const bool is_v5 = options.version == Version::v5;
  EXPECT_THAT(probe.subscribe({own_topic, foreign_topic}),
              ElementsAre(1, is_v5 ? not_authorized : 0x80));
  EXPECT_EQ(probe.publish(message_on(foreign_topic, "foreign")), is_v5 ? not_authorized : 0);
  EXPECT_EQ(probe.publish(message_on(own_topic, "own")), 0);
  const auto message = probe.next_message(Deadline::after(patience));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->payload, "own");
}

void expect_refused_in_tls(process::Broker& broker, const mqtt::ConnectOptions& options,
                           const std::string& why) {
  Probe probe{options};
  const Probe::Welcome welcome = probe.connect();
  EXPECT_FALSE(welcome.connack_code) << "CONNACK " << *welcome.connack_code;
  EXPECT_FALSE(welcome.text.empty());
  EXPECT_TRUE(broker.wait_for_log(why, Deadline::after(patience))) << broker.log_tail();
}

std::size_t times_connected(const process::Broker& broker, const std::string& client_id) {
  std::ifstream log{broker.log_file()};
  std::size_t times = 0;
  for (std::string line; std::getline(log, line);) {
    if (line.find("New client connected") != std::string::npos &&
        line.find(" as " + client_id + " (") != std::string::npos) {
      ++times;
    }
  }
  return times;
}

}  // namespace lab::test
