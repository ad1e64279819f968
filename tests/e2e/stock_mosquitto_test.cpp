// What a stock Mosquitto lets through, or refuses, though Event Grid decides otherwise: who
// somebody is to it is the common name of a certificate that a trusted authority signed, and
// nothing else (facts D4-D6, D19). Each case is asserted as it is, and named.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certs/bad_identities.hpp"
#include "tests/e2e/access_walk.hpp"
#include "tests/e2e/identity_scene.hpp"

namespace lab::test {
namespace {

using mqtt::Version;
using testing::ElementsAre;

constexpr int not_authorized = 0x87;
/// The common name of a certificate whose name stands in another field.
constexpr const char* unrelated_name = "certificate of an eglab client";

process::ServeOptions logging_packets() {
  process::ServeOptions options;
  options.broker.log_packets = true;
  return options;
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

class StockMosquitto : public testing::TestWithParam<Version> {};

std::string version_label(const testing::TestParamInfo<Version>& given) {
  return given.param == Version::v5 ? "v5" : "v311";
}
INSTANTIATE_TEST_SUITE_P(Versions, StockMosquitto, testing::Values(Version::v5, Version::v311),
                         version_label);

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

// D4: Event Grid ignores the case of an authentication name (X20, CA-014); Mosquitto compares
// bytes.
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

// CA-020: Event Grid serves the client whose issuer is registered. OpenSSL, as Mosquitto uses it,
// wants the root among the trusted ones.
TEST(StockMosquittoInTls, OnlyTheIntermediateIsTrusted_RefusesItsClients) {
  Stage stage;
  certs::CredentialFolder credentials = stage.served().credentials();
  credentials.ca_file = credentials.intermediate_file;
  process::Broker broker{stage.served().definition(), credentials,
                         stage.served().folder() / "other-broker"};
  auto options = stage.connect_options("device1", Version::v5);
  options.port = broker.port();
  expect_refused_in_tls(broker, options);
  EXPECT_EQ(times_connected(broker, "device1"), 0U);
}

// Threat T6: only a broker that is given the list knows.
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
