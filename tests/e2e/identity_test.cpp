// Who somebody is to a stock Mosquitto: the common name of a certificate that a trusted authority
// signed, and nothing else (facts D4-D6, D19). What Event Grid decides otherwise is in the suite
// `StockMosquitto`, each case by its name: there the tests assert what is let through.

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certs/bad_identities.hpp"
#include "certs/client_files.hpp"
#include "lab/base/file.hpp"
#include "lab/model/access.hpp"
#include "tests/e2e/access_walk.hpp"
#include "tests/e2e/probe_set.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/stage.hpp"

namespace lab::test {
namespace {

using mqtt::Version;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr int not_authorized = 0x87;
/// What the broker logs when it refuses a client's certificate.
constexpr const char* verify_failed = "certificate verify failed";
/// The common name of a certificate whose name stands in another field.
constexpr const char* unrelated_name = "certificate of an eglab client";

process::ServeOptions logging_packets() {
  process::ServeOptions options;
  options.broker.log_packets = true;
  return options;
}

mqtt::Message message_on(const std::string& topic, const std::string& payload = "{}") {
  mqtt::Message message;
  message.topic = topic;
  message.payload = payload;
  return message;
}

const model::Client& client_of(const Stage& stage, const std::string& name) {
  return *model::find_client(stage.served().definition(), name);
}

/// The options with another certificate, written beside the stage's own under this name.
mqtt::ConnectOptions with(mqtt::ConnectOptions options, const Stage& stage,
                          const certs::Identity& identity, const std::string& name) {
  const auto files = certs::write_identity(identity, stage.served().folder() / "others", name);
  options.certificate_file = files.certificate_file;
  options.key_file = files.key_file;
  return options;
}

/// A good certificate of the lab's own authority, with this common name.
certs::Identity issue(const Stage& stage, const std::string& common_name) {
  certs::LeafRequest request;
  request.common_name = common_name;
  return stage.served().authorities().intermediate.issue(request);
}

/// How somebody with a good certificate of that common name connects.
mqtt::ConnectOptions connect_as(const Stage& stage, const std::string& common_name,
                                Version version) {
  mqtt::ConnectOptions options =
      stage.connect_options(stage.served().definition().clients.front().name, version);
  options.client_id = common_name;
  options.username = common_name;
  return with(options, stage, issue(stage, common_name), certs::file_name_of(common_name));
}

/// Whom the broker takes a connected client for, by its log.
std::string name_at_broker(process::Broker& broker, const std::string& client_id) {
  const auto line = broker.wait_for_log(" as " + client_id + " (p", Deadline::after(patience));
  if (!line) return "(nobody of that client id connected)";
  const std::size_t begin = line->find("u'");
  const std::size_t end = line->rfind('\'');
  if (begin == std::string::npos || end <= begin + 1) return "(no name)";
  return line->substr(begin + 2, end - begin - 2);
}

/// Connects, with CONNACK 0, and tries every topic of the definition: each is refused, on v5 by its
/// reason code, on v3.1.1 by SUBACK 0x80 and the broker's packet log.
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
  EXPECT_THAT(probe.subscribe(probes.filters), Each(is_v5 ? not_authorized : 0x80));
  probe.disconnect();
  if (is_v5) return;
  const auto logged = publishes_in_log(stage.broker(), options.client_id);
  EXPECT_EQ(logged.size(), probes.topics.size());
  EXPECT_TRUE(std::ranges::none_of(logged, &LoggedPublish::accepted));
}

/// Connects and may publish and subscribe as the client of that name.
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

/// The broker ends the handshake, and says why in its log.
void expect_refused_in_tls(process::Broker& broker, const mqtt::ConnectOptions& options,
                           const std::string& why = verify_failed) {
  Probe probe{options};
  const Probe::Welcome welcome = probe.connect();
  EXPECT_FALSE(welcome.connack_code) << "CONNACK " << *welcome.connack_code;
  EXPECT_FALSE(welcome.text.empty());
  EXPECT_TRUE(broker.wait_for_log(why, Deadline::after(patience))) << broker.log_tail();
}

/// How often a client id has got as far as a CONNACK.
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

class Identity : public testing::TestWithParam<Version> {};
class StockMosquitto : public testing::TestWithParam<Version> {};

std::string version_label(const testing::TestParamInfo<Version>& given) {
  return given.param == Version::v5 ? "v5" : "v311";
}
INSTANTIATE_TEST_SUITE_P(Versions, Identity, testing::Values(Version::v5, Version::v311),
                         version_label);
INSTANTIATE_TEST_SUITE_P(Versions, StockMosquitto, testing::Values(Version::v5, Version::v311),
                         version_label);

// ---- as Event Grid ------------------------------------------------------------------------------

// CA-019: the one scheme of six that topology direct serves.
TEST_P(Identity, SubjectIsTheAuthenticationName_ClientIsServed) {
  Stage stage{"authentication"};
  expect_served_as(stage, "by-subject", stage.connect_options("by-subject", GetParam()),
                   "pumps/Pump-1/state", "pumps/pump-2.devices.example/state");
  EXPECT_EQ(name_at_broker(stage.broker(), "Pump-1"), "Pump-1");
}

// Threat T6: each of these names device1 and is bad in exactly one way.
TEST(IdentityInTls, CertificateIsBad_IsRefusedAndTheGoodOneIsStillServed) {
  Stage stage;
  const certs::LabAuthorities& authorities = stage.served().authorities();
  const certs::BadIdentities bad =
      certs::make_bad_identities(authorities, client_of(stage, "device1"));
  const auto good = stage.connect_options("device1", Version::v5);

  certs::Identity without_chain = issue(stage, "device1");
  without_chain.chain_pem = without_chain.certificate_pem;
  const certs::LeafRequest request = certs::leaf_request_for(client_of(stage, "device1"));
  const certs::Identity chain_too_long =
      authorities.intermediate.create_intermediate("one too many").issue(request);

  const std::vector<std::pair<std::string, const certs::Identity*>> refused{
      {"expired", &bad.expired},
      {"not-yet-valid", &bad.not_yet_valid},
      {"unknown-authority", &bad.unknown_ca},
      {"forged-authority-of-the-same-name", &bad.same_name_fake_ca},
      {"for-servers-only", &bad.server_only_eku},
      {"self-signed", &bad.self_signed},
      {"without-its-intermediate", &without_chain},
      {"chain-too-long", &chain_too_long}};
  for (const auto& [name, identity] : refused) {
    SCOPED_TRACE(name);
    expect_refused_in_tls(stage.broker(), with(good, stage, *identity, name));
  }
  mqtt::ConnectOptions without_certificate = good;
  without_certificate.certificate_file.clear();
  without_certificate.key_file.clear();
  expect_refused_in_tls(stage.broker(), without_certificate, "peer did not return a certificate");

  Probe probe{good};
  EXPECT_EQ(probe.connect().connack_code, 0);
  EXPECT_EQ(name_at_broker(stage.broker(), "device1"), "device1");
  EXPECT_EQ(times_connected(stage.broker(), "device1"), 1U);
}

TEST(IdentityInTls, CertificateIsOnTheRevocationList_IsRefusedAndTheGoodOneIsStillServed) {
  Stage stage;
  const certs::BadIdentities bad =
      certs::make_bad_identities(stage.served().authorities(), client_of(stage, "device1"));
  const auto list = stage.served().folder() / "revoked.pem";
  write_file(list, bad.revocation_list_pem);
  process::Broker broker{stage.served().definition(),
                         stage.served().credentials(),
                         stage.served().folder() / "checking-broker",
                         {.crl_file = list}};
  auto good = stage.connect_options("device1", Version::v5);
  good.port = broker.port();

  expect_refused_in_tls(broker, with(good, stage, bad.revoked, "revoked"));
  Probe probe{good};
  EXPECT_EQ(probe.connect().connack_code, 0);
  EXPECT_EQ(times_connected(broker, "device1"), 1U);
}

// ---- the client's side of TLS (threat T15) ------------------------------------------------------

TEST(ServerIdentity, ServerHasAnotherName_ClientRefusesIt) {
  process::ServeOptions options;
  options.broker.bind_address = "127.0.0.2";  // Not among the names in its certificate.
  Stage stage{"request-response", options};
  auto connect = stage.connect_options("device1", Version::v5);
  connect.host = "127.0.0.2";
  Probe probe{connect};
  const Probe::Welcome welcome = probe.connect();
  EXPECT_FALSE(welcome.connack_code);
  EXPECT_THAT(welcome.text, HasSubstr("we do not accept the server's certificate"));
  EXPECT_THAT(welcome.text, HasSubstr("mismatch"));
  EXPECT_TRUE(stage.broker().wait_for_log("alert", Deadline::after(patience)))
      << stage.broker().log_tail();
  EXPECT_EQ(times_connected(stage.broker(), "device1"), 0U);
}

TEST(ServerIdentity, ServerIsSignedByAnotherAuthority_ClientRefusesItEvenOneOfTheSameName) {
  Stage stage;
  const certs::LabAuthorities strangers = certs::LabAuthorities::create();
  const certs::LabAuthorities impostors = stage.served().authorities().create_impostors();
  for (const auto* trusted : {&strangers, &impostors}) {
    auto connect = stage.connect_options("device1", Version::v5);
    connect.ca_file = stage.served().folder() / "other-root.pem";
    write_file(connect.ca_file, trusted->root.certificate_pem());
    Probe probe{connect};
    const Probe::Welcome welcome = probe.connect();
    EXPECT_FALSE(welcome.connack_code);
    EXPECT_THAT(welcome.text, HasSubstr("we do not accept the server's certificate"));
    EXPECT_TRUE(stage.broker().wait_for_log("alert", Deadline::after(patience)))
        << stage.broker().log_tail();
  }
  EXPECT_EQ(times_connected(stage.broker(), "device1"), 0U);
}

TEST(ServerIdentity, ClientSpeaksWithoutTls_IsNotServed) {
  Stage stage;
  auto connect = stage.connect_options("device1", Version::v5);
  connect.ca_file.clear();
  connect.certificate_file.clear();
  connect.key_file.clear();
  expect_refused_in_tls(stage.broker(), connect, "OpenSSL Error");
  EXPECT_EQ(times_connected(stage.broker(), "device1"), 0U);
}

// ---- what stock Mosquitto decides otherwise -----------------------------------------------------

// D5, CA-016: Event Grid refuses the connection. `wrong_name` is a good certificate of nobody's.
TEST_P(StockMosquitto, UnknownClientConnects_IsLetInButRefusedAllItDoes) {
  Stage stage{"request-response", logging_packets()};
  const certs::BadIdentities bad =
      certs::make_bad_identities(stage.served().authorities(), client_of(stage, "device1"));
  auto options = stage.connect_options("device1", GetParam());
  options.client_id = "stranger";
  expect_connected_but_refused_everything(stage, with(options, stage, bad.wrong_name, "stranger"));
  EXPECT_EQ(name_at_broker(stage.broker(), "stranger"), "device1-another");
}

// D6, CA-017: Event Grid refuses the connection.
TEST_P(StockMosquitto, DisabledClientConnects_IsLetInButRefusedAllItDoes) {
  Stage stage{"authentication", logging_packets()};
  expect_connected_but_refused_everything(stage, stage.connect_options("disabled", GetParam()));
  EXPECT_EQ(name_at_broker(stage.broker(), "pump-8"), "pump-8");
}

// D4, CA-021: Event Grid serves them. Their names stand where stock Mosquitto does not look.
TEST_P(StockMosquitto, NameStandsInAnotherFieldThanTheSubject_IsLetInAsSomebodyElseAndRefusedAll) {
  Stage stage{"authentication", logging_packets()};
  for (const char* client : {"by-dns", "by-uri", "by-ip", "by-email"}) {
    const auto options = stage.connect_options(client, GetParam());
    expect_connected_but_refused_everything(stage, options);
    EXPECT_EQ(name_at_broker(stage.broker(), options.client_id), unrelated_name);
  }
}

// D4, CA-022, CA-024: Event Grid refuses them all, since the scheme reads another field, or the
// certificate is not one of those listed. Stock Mosquitto knows no schemes.
TEST_P(StockMosquitto, NameStandsInTheSubjectThoughAnotherFieldCounts_IsServed) {
  Stage stage{"authentication"};
  for (const char* name : {"by-dns", "by-uri", "by-ip", "by-email", "by-thumbprint"}) {
    const model::Client& client = client_of(stage, name);
    expect_served_as(stage, name, options_by_common_name(stage, client, GetParam()),
                     "pumps/" + client.authentication_name + "/state", "pumps/Pump-1/state");
  }
}

// D4, CA-023: Event Grid serves them, by the thumbprint that is listed.
TEST(StockMosquittoInTls, ThumbprintClientShowsItsSelfSignedCertificate_IsRefused) {
  Stage stage{"authentication"};
  for (const char* client : {"by-thumbprint", "same-thumbprint"}) {
    SCOPED_TRACE(client);
    expect_refused_in_tls(stage.broker(), stage.connect_options(client, Version::v5));
  }
}

// D4, CA-014: Event Grid takes both for the same client.
TEST_P(StockMosquitto, NameIsInAnotherLetterCase_IsLetInButRefusedAllItDoes) {
  Stage stage{"authentication", logging_packets()};
  expect_connected_but_refused_everything(stage, connect_as(stage, "PUMP-1", GetParam()));
  EXPECT_EQ(name_at_broker(stage.broker(), "PUMP-1"), "PUMP-1");
}

// D4: Event Grid would look into the next field that the namespace lists (CA-012). MQTT 5 has no
// word for a missing name: Mosquitto says that user name or password are bad.
TEST_P(StockMosquitto, CertificateHasNoCommonName_IsRefusedByConnack) {
  Stage stage{"authentication"};
  certs::LeafRequest request;
  request.dns_names = {"pump-2.devices.example"};
  const certs::Identity nameless = stage.served().authorities().intermediate.issue(request);
  Probe probe{with(stage.connect_options("by-dns", GetParam()), stage, nameless, "nameless")};
  EXPECT_EQ(probe.connect().connack_code, GetParam() == Version::v5 ? 0x86 : 4);
}

// D4, CA-009: Event Grid refuses a Username that is not the certificate's name.
TEST_P(StockMosquitto, UsernameIsAnothersOrMissing_IsIgnoredAndTheCertificateCounts) {
  Stage stage{"authentication"};
  auto options = stage.connect_options("by-subject", GetParam());
  for (const auto& username :
       {std::optional<std::string>{"pump-2.devices.example"}, std::optional<std::string>{}}) {
    options.username = username;
    expect_served_as(stage, "by-subject", options, "pumps/Pump-1/state",
                     "pumps/pump-2.devices.example/state");
    EXPECT_EQ(name_at_broker(stage.broker(), "Pump-1"), "Pump-1");
  }
}

// CA-026 and threat T6: only a broker that is given the list knows.
TEST(StockMosquittoInTls, CertificateIsRevokedButNoListIsConfigured_IsServed) {
  Stage stage;
  const certs::BadIdentities bad =
      certs::make_bad_identities(stage.served().authorities(), client_of(stage, "device1"));
  Probe probe{with(stage.connect_options("device1", Version::v5), stage, bad.revoked, "revoked")};
  EXPECT_EQ(probe.connect().connack_code, 0);
  EXPECT_THAT(probe.subscribe({"devices/device1/desired"}), ElementsAre(1));
}

// D19, CA-038, threat T5: Event Grid refuses the second client and the first one stays. Here the
// second gets the first one's session with its subscriptions, and reads what it may not subscribe
// to: also the request that waited in the queue.
TEST_P(StockMosquitto,
       AnotherIdentityTakesAnAbsentClientsId_InheritsItsSessionAndReadsItsRequests) {
  Stage stage;
  auto owner_options = stage.connect_options("device1", GetParam());
  owner_options.client_id = "shared-id";
  owner_options.clean_start = false;
  owner_options.session_expiry = std::chrono::hours{1};
  auto thief_options = stage.connect_options("device2", GetParam());
  thief_options.client_id = "shared-id";
  thief_options.clean_start = false;
  Probe cloud_app{stage.connect_options("cloudapp", GetParam())};
  ASSERT_EQ(cloud_app.connect().connack_code, 0);
  Probe owner{owner_options};
  ASSERT_EQ(owner.connect().connack_code, 0);
  ASSERT_THAT(owner.subscribe({"devices/device1/desired"}), ElementsAre(1));
  owner.disconnect();
  ASSERT_EQ(cloud_app.publish(message_on("devices/device1/desired", "queued")), 0);

  Probe thief{thief_options};
  const Probe::Welcome welcome = thief.connect();

  EXPECT_EQ(welcome.connack_code, 0);
  EXPECT_TRUE(welcome.session_present);
  const auto message = thief.next_message(Deadline::after(patience));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->topic, "devices/device1/desired");
  EXPECT_EQ(message->payload, "queued");
  // Its own rights are still its own.
  EXPECT_THAT(thief.subscribe({"devices/device1/desired"}),
              ElementsAre(GetParam() == Version::v5 ? not_authorized : 0x80));
}

// D19, D20: the same while the first one is there. It is not told why its connection ends.
TEST_P(StockMosquitto, AnotherIdentityTakesAPresentClientsId_EndsItsConnectionWithoutAWord) {
  Stage stage;
  auto owner_options = stage.connect_options("device1", GetParam());
  owner_options.client_id = "shared-id";
  auto thief_options = stage.connect_options("device2", GetParam());
  thief_options.client_id = "shared-id";
  Probe owner{owner_options};
  ASSERT_EQ(owner.connect().connack_code, 0);
  EXPECT_EQ(name_at_broker(stage.broker(), "shared-id"), "device1");

  Probe thief{thief_options};
  EXPECT_EQ(thief.connect().connack_code, 0);

  EXPECT_EQ(name_at_broker(stage.broker(), "shared-id"), "device2");
  const auto end = owner.wait_for_end(Deadline::after(patience));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->by, mqtt::Disconnected::By::network) << end->text;
  EXPECT_FALSE(end->reason_code) << end->text;
  EXPECT_TRUE(thief.is_connected());
}

}  // namespace
}  // namespace lab::test
