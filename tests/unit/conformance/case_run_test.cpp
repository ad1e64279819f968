// Goal: a case ends as a report whatever its body does, and gives each thing a name of its own.
// Method: bodies written here, played on a target that nobody serves.

#include "tests/conformance/case_run.hpp"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/conformance/played_case.hpp"

namespace lab::conformance {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::SizeIs;

TEST(CaseRun, OfABodyThatThrows_KeepsItsClaimsAndTheText) {
  const CaseReport report = played([](PlayedCase& it) {
    it.expect(true, "it begins", "well");
    throw std::runtime_error("the lamp\x1b[2J went out");
  });

  ASSERT_TRUE(report.broken_off);
  EXPECT_EQ(*report.broken_off, "the lamp\\x1b[2J went out");
  ASSERT_THAT(report.claims, SizeIs(1));
  EXPECT_TRUE(report.claims[0].holds);
}

TEST(CaseRun, OfABodyThatThrowsNoException_SaysSo) {
  const CaseReport report = played([](PlayedCase&) { throw 5; });

  ASSERT_TRUE(report.broken_off);
  EXPECT_THAT(*report.broken_off, HasSubstr("no exception"));
}

TEST(CaseRun, OfABodyWithAFailedAssertion_HasItAsAClaimThatDoesNotHold) {
  const CaseReport report = played([](PlayedCase& it) {
    EXPECT_EQ(1, 2) << "arithmetic";
    it.expect(true, "it goes on", "yes");
  });

  ASSERT_THAT(report.claims, SizeIs(2));
  EXPECT_TRUE(report.claims[0].holds);
  EXPECT_FALSE(report.claims[1].holds);
  EXPECT_THAT(report.claims[1].evidence, HasSubstr("arithmetic"));
  EXPECT_FALSE(report.broken_off);
}

TEST(CaseRun, OfAClientThatIsNotAccepted_CouldNotBegin) {
  const CaseReport report = played([](PlayedCase& it) { it.connected("device1"); });

  ASSERT_TRUE(report.broken_off);
  EXPECT_THAT(*report.broken_off,
              AllOf(HasSubstr("could not begin"), HasSubstr("device1 is not accepted")));
  EXPECT_THAT(report.transcript, testing::Not(IsEmpty()));
}

TEST(CaseRun, OfABodyThatEndsItself_KeepsItsReason) {
  const CaseReport report = played([](PlayedCase& it) { return it.not_run("it rains"); });

  EXPECT_EQ(report.not_run, "it rains");
  EXPECT_FALSE(report.broken_off);
}

TEST(CaseRun, WithoutTheExtraIdentity_IsNotRun) {
  const CaseReport report =
      played([](PlayedCase& it) { EXPECT_FALSE(it.link_with_extra("device1-expired")); });

  ASSERT_TRUE(report.not_run);
  EXPECT_THAT(*report.not_run, HasSubstr("device1-expired"));
  EXPECT_THAT(report.claims, IsEmpty());
}

TEST(CaseRun, Names_AreTheRunsTheCasesAndTheVersions) {
  played([](PlayedCase& it) {
    EXPECT_EQ(it.client_id("device1"), "r7f3-065-5-device1");
    EXPECT_EQ(it.topic("a/b"), "open/r7f3-065-5/a/b");
    EXPECT_EQ(it.payload("request"), it.payload("request"));
    EXPECT_NE(it.payload("request"), it.payload("answer"));
  });
  const CaseReport report = played(
      [](PlayedCase& it) {
        EXPECT_EQ(it.client_id("device1"), "r7f3-070-311-device1");
        EXPECT_EQ(it.topic("a"), "open/r7f3-070-311/a");
      },
      wire::Version::v311, {"CA-070", "CA-071"});
  EXPECT_THAT(report.claims, IsEmpty());
}

TEST(CaseRun, ClientIds_ArePlainAndDifferWhereWhatTheyAreOfDiffers) {
  const CaseReport report = played([](PlayedCase& it) {
    EXPECT_THAT(it.client_id("a/+ b"), MatchesRegex("[-A-Za-z0-9]+"));
    EXPECT_NE(it.client_id("a/+"), it.client_id("a/#"));
    EXPECT_EQ(it.client_id("a/#"), it.client_id("a/#"));
  });
  EXPECT_THAT(report.claims, IsEmpty());
}

TEST(CaseRun, ConnectPackets_AreTheClientsInTheCasesVersion) {
  const auto look = [](PlayedCase& it) {
    const wire::Connect once = it.connect_packet("device1");
    EXPECT_EQ(once.username, "the device1");
    EXPECT_EQ(once.client_id, it.client_id("device1"));
    EXPECT_TRUE(once.clean_start);
    EXPECT_TRUE(once.properties.empty());
    EXPECT_NE(it.connect_packet("device1", "second").client_id, once.client_id);
    EXPECT_FALSE(it.lasting_connect_packet("device1").clean_start);
    it.record("version", std::string{wire::to_text(once.version)});
    it.record("protocol name", once.protocol_name);
    const auto expiry = it.lasting_connect_packet("device1", 77)
                            .properties.number(wire::PropertyId::session_expiry_interval);
    it.record("expiry", expiry ? std::to_string(*expiry) : "absent");
  };
  using Recorded = std::vector<std::pair<std::string, std::string>>;

  const CaseReport on_v5 = played(look, wire::Version::v5);
  const CaseReport on_v311 = played(look, wire::Version::v311);
  const CaseReport on_v31 = played(look, wire::Version::v31);

  EXPECT_THAT(on_v5.claims, IsEmpty());
  EXPECT_EQ(on_v5.recorded,
            (Recorded{{"version", "5"}, {"protocol name", "MQTT"}, {"expiry", "77"}}));
  EXPECT_EQ(on_v311.recorded,
            (Recorded{{"version", "3.1.1"}, {"protocol name", "MQTT"}, {"expiry", "absent"}}));
  EXPECT_EQ(on_v31.recorded,
            (Recorded{{"version", "3.1"}, {"protocol name", "MQIsdp"}, {"expiry", "absent"}}));
}

TEST(CaseRun, Probes_AreTheSameForTheSameNameOnly) {
  const CaseReport report = played([](PlayedCase& it) {
    EXPECT_EQ(&it.probe("device1"), &it.probe("device1"));
    EXPECT_NE(&it.probe("device1"), &it.probe("device1", "second"));
    EXPECT_EQ(it.probe("device1", "second").name(), "device1 second");
  });
  EXPECT_THAT(report.claims, IsEmpty());
}

TEST(CaseRun, OfAClientThatTheNamespaceLacks_IsBrokenOff) {
  const CaseReport report =
      played([](PlayedCase& it) { static_cast<void>(it.connect_packet("device9")); });

  ASSERT_TRUE(report.broken_off);
  EXPECT_THAT(*report.broken_off, HasSubstr("device9"));
}

}  // namespace
}  // namespace lab::conformance
