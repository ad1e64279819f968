#include "lab/compile/mosquitto_conf.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/error.hpp"

namespace lab::compile {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

BrokerSettings settings() {
  BrokerSettings settings;
  settings.ca_file = "/run/ca.pem";
  settings.certificate_file = "/run/server.pem";
  settings.key_file = "/run/server.key";
  settings.dynamic_security_file = "/run/dynamic-security.json";
  settings.dynamic_security_plugin = "/usr/lib/plugin.so";
  return settings;
}

/// The options, without comments and empty lines.
std::vector<std::string> options(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.front() != '#') found.push_back(line);
  }
  return found;
}

std::vector<std::string> options(const BrokerSettings& settings,
                                 const model::Namespace& definition = {}) {
  return options(mosquitto_conf(definition, settings));
}

/// What is thrown, as text.
std::string refusal(const BrokerSettings& settings) {
  try {
    mosquitto_conf({}, settings);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::definition);
    return error.what();
  }
  return "accepted";
}

TEST(MosquittoConf, Defaults_AreClosedAndOnLoopback) {
  EXPECT_THAT(
      options(settings()),
      testing::IsSupersetOf(
          {"per_listener_settings false", "allow_anonymous false", "listener 8883 127.0.0.1",
           "require_certificate true", "use_identity_as_username true", "tls_version tlsv1.2",
           "plugin /usr/lib/plugin.so", "plugin_opt_config_file /run/dynamic-security.json"}));
}

TEST(MosquittoConf, ServiceLimits_AreSet) {
  EXPECT_THAT(options(settings()),
              testing::IsSupersetOf({"max_qos 1", "max_packet_size 524288", "max_keepalive 1160",
                                     "max_topic_alias 10", "max_inflight_messages 100",
                                     "set_tcp_nodelay true", "retain_available true"}));
}

TEST(MosquittoConf, Queues_HaveNoLimitBeyondWhichAnAcknowledgedMessageIsDropped) {
  EXPECT_THAT(options(settings()),
              testing::IsSupersetOf({"max_queued_messages 2000000000", "max_queued_bytes 0"}));
}

TEST(MosquittoConf, SessionExpiry_IsTheDefinitions) {
  model::Namespace definition;
  definition.topic_spaces_configuration.maximum_session_expiry_in_hours = 8;

  EXPECT_THAT(options(settings(), definition), Contains("persistent_client_expiration 8h"));
}

TEST(MosquittoConf, EveryOption_HasAReasonAbove) {
  BrokerSettings all = settings();
  all.user = "root";
  all.ready_socket = "/run/ready.sock";
  all.persistence_folder = "/run/data";
  all.save_every_change = true;
  all.crl_file = "/run/crl.pem";
  all.log_packets = true;
  all.websocket_port = 443;
  std::istringstream lines(mosquitto_conf({}, all));

  std::string above;
  for (std::string line; std::getline(lines, line); above = line) {
    if (line.empty() || line.front() == '#') continue;
    EXPECT_THAT(above, AllOf(StartsWith("# "), Not(StartsWith("# ----")))) << line;
  }
}

TEST(MosquittoConf, OptionalParts_AreAbsentUnlessAskedFor) {
  const std::string text = mosquitto_conf({}, settings());

  for (const char* option : {"\nuser ", "crlfile", "listener 0", "persistence_location", "autosave",
                             "log_type debug", "websockets", "socket_domain"}) {
    EXPECT_THAT(text, Not(HasSubstr(option)));
  }
  EXPECT_THAT(options(text), Contains("persistence false"));
}

TEST(MosquittoConf, OptionalParts_AreWritten) {
  BrokerSettings asked = settings();
  asked.user = "root";
  asked.persistence_folder = "/run/data";
  asked.save_every_change = true;
  asked.crl_file = "/run/crl.pem";
  asked.log_packets = true;

  EXPECT_THAT(
      options(asked),
      testing::IsSupersetOf({"user root", "persistence true", "persistence_location /run/data/",
                             "autosave_on_changes true", "autosave_interval 1",
                             "crlfile /run/crl.pem", "log_type debug"}));
}

TEST(MosquittoConf, ReadySocket_GetsNoTlsOption) {
  BrokerSettings asked = settings();
  asked.ready_socket = "/run/ready.sock";
  const std::vector<std::string> all = options(asked);
  const auto socket = std::find(all.begin(), all.end(), "listener 0 /run/ready.sock");

  ASSERT_NE(socket, all.end());
  EXPECT_THAT(std::vector<std::string>(socket + 1, all.end()),
              ElementsAre("max_qos 1", "max_topic_alias 10"));
}

TEST(MosquittoConf, WebsocketPort_IsASecondListenerWithTheRulesOfTheFirst) {
  BrokerSettings asked = settings();
  asked.bind_address = "127.0.0.2";
  asked.websocket_port = 443;
  asked.crl_file = "/run/crl.pem";
  const std::vector<std::string> all = options(asked);
  const auto tls = std::find(all.begin(), all.end(), "listener 8883 127.0.0.2");
  const auto websocket = std::find(all.begin(), all.end(), "listener 443 127.0.0.2");

  ASSERT_LT(tls, websocket);
  ASSERT_NE(websocket, all.end());
  std::vector<std::string> expected{"protocol websockets", "socket_domain ipv4"};
  expected.insert(expected.end(), tls + 1, websocket);
  EXPECT_THAT(std::vector<std::string>(websocket + 1, all.end()),
              testing::ElementsAreArray(expected));
  EXPECT_THAT(expected, testing::IsSupersetOf({"require_certificate true", "tls_version tlsv1.2",
                                               "crlfile /run/crl.pem", "max_qos 1",
                                               "use_identity_as_username true"}));
}

TEST(MosquittoConf, WebsocketPortZeroOrTheOtherListeners_IsRefused) {
  BrokerSettings asked = settings();
  asked.websocket_port = 0;
  EXPECT_THAT(refusal(asked), HasSubstr("port is 0"));
  asked.websocket_port = asked.port;
  EXPECT_THAT(refusal(asked), HasSubstr("both listeners have port 8883"));
}

TEST(MosquittoConf, ReadySocketOf107Bytes_FitsAndOf108_DoesNot) {
  BrokerSettings asked = settings();
  asked.ready_socket = "/" + std::string(106, 's');
  EXPECT_EQ(refusal(asked), "accepted");
  asked.ready_socket = "/" + std::string(107, 's');
  EXPECT_THAT(refusal(asked), HasSubstr("107 bytes"));
}

TEST(MosquittoConf, PathWithBlanksInside_IsWrittenAsItIs) {
  BrokerSettings asked = settings();
  asked.key_file = "/my keys/a # b.key";

  EXPECT_THAT(options(asked), Contains("keyfile /my keys/a # b.key"));
}

TEST(MosquittoConf, PathWithNewline_CannotSmuggleAnOptionIn) {
  BrokerSettings asked = settings();
  asked.ca_file = "/run/ca.pem\nallow_anonymous true";

  EXPECT_THAT(refusal(asked), AllOf(HasSubstr("cafile"), HasSubstr("control character")));
}

TEST(MosquittoConf, ValuesThatMosquittoWouldReadOtherwise_AreRefused) {
  for (const char* path : {"", " /run/ca.pem", "/run/ca.pem ", "/run/ca\tpem", "/run/ca\rpem",
                           "/run/\xFF.pem", "/run/\x7F"}) {
    BrokerSettings asked = settings();
    asked.ca_file = path;
    EXPECT_THAT(refusal(asked), HasSubstr("cafile")) << path;
  }
}

TEST(MosquittoConf, EveryPath_IsChecked) {
  const std::filesystem::path bad = "/run/a\nb";
  using Change = void (*)(BrokerSettings&, const std::filesystem::path&);
  for (const Change change : std::initializer_list<Change>{
           [](auto&all, const auto&path) { all.ca_file = path; },
           [](auto&all, const auto&path) { all.certificate_file = path; },
           [](auto&all, const auto&path) { all.key_file = path; },
           [](auto&all, const auto&path) { all.crl_file = path; },
           [](auto&all, const auto&path) { all.dynamic_security_file = path; },
           [](auto&all, const auto&path) { all.dynamic_security_plugin = path; },
           [](auto&all, const auto&path) { all.ready_socket = path; },
           [](auto&all, const auto&path) { all.persistence_folder = path; },
           [](auto&all, const auto&path) { all.user = path.string(); },
           [](auto&all, const auto&path) { all.bind_address = path.string(); }}) {
    BrokerSettings asked = settings();
    change(asked, bad);
    EXPECT_THAT(refusal(asked), HasSubstr("control character"));
  }
}

TEST(MosquittoConf, BindAddressOfTwoWordsOrPortZero_IsRefused) {
  BrokerSettings asked = settings();
  asked.bind_address = "127.0.0.1 extra";
  EXPECT_THAT(refusal(asked), HasSubstr("blank"));
  asked = settings();
  asked.port = 0;
  EXPECT_THAT(refusal(asked), HasSubstr("port is 0"));
}

}  // namespace
}  // namespace lab::compile
