// Who somebody is: what topology direct decides as Event Grid does, on both sides of TLS. What
// stock Mosquitto decides otherwise is in stock_mosquitto_test.cpp.

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certs/bad_identities.hpp"
#include "lab/base/file.hpp"
#include "tests/e2e/identity_scene.hpp"

namespace lab::test {
namespace {

using mqtt::Version;
using testing::HasSubstr;

class Identity : public testing::TestWithParam<Version> {};

std::string version_label(const testing::TestParamInfo<Version>& given) {
  return given.param == Version::v5 ? "v5" : "v311";
}
INSTANTIATE_TEST_SUITE_P(Versions, Identity, testing::Values(Version::v5, Version::v311),
                         version_label);

// The one validation scheme of six that topology direct serves (facts D4).
TEST_P(Identity, SubjectIsTheAuthenticationName_ClientIsServed) {
  Stage stage{"authentication"};
  expect_served_as(stage, "by-subject", stage.connect_options("by-subject", GetParam()),
                   "pumps/Pump-1/state", "pumps/pump-2.devices.example/state");
  EXPECT_EQ(name_at_broker(stage.broker(), "Pump-1"), "Pump-1");
}

// CA-019, CA-026, threat T6: each of these names device1 and is bad in exactly one way.
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
  EXPECT_EQ(name_at_broker(broker, "device1"), "device1");
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
  expect_refused_in_tls(stage.broker(), connect, "wrong version number");
  EXPECT_EQ(times_connected(stage.broker(), "device1"), 0U);
}

}  // namespace
}  // namespace lab::test
