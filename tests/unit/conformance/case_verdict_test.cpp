// Goal: what a case claims becomes the right outcome for each of its ids.
// Method: reports and requirements made by hand.

#include "tests/conformance/case_verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::conformance {
namespace {

using check::CaseResult;
using check::Outcome;
using check::Requirement;
using check::Severity;
using testing::HasSubstr;
using testing::SizeIs;

Requirement requirement(const std::string& id = "CA-001", Severity severity = Severity::must) {
  Requirement one;
  one.id = id;
  one.versions = {"3.1.1", "5"};
  one.severity = severity;
  return one;
}

CaseReport report_with(std::vector<check::Verdict> claims) {
  CaseReport report;
  report.claims = std::move(claims);
  return report;
}

const check::Verdict good{"it is so", true, "yes"};
const check::Verdict bad{"it is so too", false, "no"};

CaseResult judged(const Requirement& one, const CaseReport& report,
                  const std::vector<std::string>& ids = {"CA-001"}) {
  return result_of(one, ids, report, "5", "direct");
}

TEST(Result, OfClaimsThatAllHold_IsAPass) {
  const CaseResult result = judged(requirement(), report_with({good, good}));

  EXPECT_EQ(result.outcome, Outcome::pass);
  EXPECT_EQ(result.reason, "");
  EXPECT_EQ(result.id, "CA-001");
  EXPECT_EQ(result.version, "5");
}

TEST(Result, OfAClaimThatDoesNotHold_IsAFailForThatReason) {
  const CaseResult result = judged(requirement(), report_with({good, bad, good}));

  EXPECT_EQ(result.outcome, Outcome::fail);
  EXPECT_EQ(result.reason, "it is so too");
  EXPECT_THAT(result.claims, SizeIs(3));
}

TEST(Result, OfAFailThatTheCatalogueDeclaresForTheTarget_IsAKnownDifference) {
  Requirement one = requirement();
  one.differences["direct"] = "D4";

  EXPECT_EQ(judged(one, report_with({bad})).outcome, Outcome::known_difference);
  EXPECT_EQ(judged(one, report_with({good})).outcome, Outcome::pass);
  EXPECT_EQ(result_of(one, {"CA-001"}, report_with({bad}), "5", "elsewhere").outcome,
            Outcome::fail);
}

TEST(Result, OfACaseThatWasBrokenOff_IsAFailWithItsText) {
  CaseReport report = report_with({good});
  report.broken_off = "could not begin";

  const CaseResult result = judged(requirement(), report);

  EXPECT_EQ(result.outcome, Outcome::fail);
  EXPECT_EQ(result.reason, "could not begin");
}

TEST(Result, OfACaseThatClaimedNothing_IsAFailAlsoWhereADifferenceIsDeclared) {
  Requirement one = requirement();
  one.differences["direct"] = "D4";

  const CaseResult result = judged(one, report_with({}));

  EXPECT_EQ(result.outcome, Outcome::fail);
  EXPECT_EQ(result.reason, "the case claimed nothing");
}

TEST(Result, OfACaseThatEndedItself_IsNotRunUnlessAClaimWasBroken) {
  CaseReport report = report_with({good});
  report.not_run = "it rains";
  EXPECT_EQ(judged(requirement(), report).outcome, Outcome::not_run);
  EXPECT_EQ(judged(requirement(), report).reason, "it rains");

  report.claims.push_back(bad);
  EXPECT_EQ(judged(requirement(), report).outcome, Outcome::fail);
}

TEST(Result, OfOneOfSeveralIds_HasTheClaimsAndRecordsOfThatIdAndThoseOfAll) {
  CaseReport report =
      report_with({good, {"CA-001: the first", true, ""}, {"CA-002: the second", false, "no"}});
  report.recorded = {{"CA-002: code", "2"}, {"code", "1"}};
  const std::vector<std::string> ids{"CA-001", "CA-002"};

  const CaseResult first = judged(requirement("CA-001"), report, ids);
  const CaseResult second = judged(requirement("CA-002"), report, ids);

  EXPECT_EQ(first.outcome, Outcome::pass);
  ASSERT_THAT(first.claims, SizeIs(2));
  EXPECT_EQ(first.claims[1].claim, "the first");
  ASSERT_THAT(first.recorded, SizeIs(1));
  EXPECT_EQ(second.outcome, Outcome::fail);
  EXPECT_EQ(second.reason, "the second");
  ASSERT_THAT(second.recorded, SizeIs(2));
  EXPECT_EQ(second.recorded[0].first, "code");
}

TEST(Result, OfAnIdThatEveryClaimLeavesOut_IsAFail) {
  const CaseReport report = report_with({{"CA-001: the first", true, ""}});

  EXPECT_EQ(judged(requirement("CA-002"), report, {"CA-001", "CA-002"}).outcome, Outcome::fail);
}

TEST(Result, OfAClaimThatNamesAnIdOfAnotherCase_KeepsIt) {
  const CaseReport report = report_with({{"CA-009 is not meant", false, ""}});

  EXPECT_EQ(judged(requirement(), report).outcome, Outcome::fail);
}

TEST(InfoResult, NeverFails) {
  const Requirement info = requirement("CA-001", Severity::info);
  CaseReport report = report_with({bad});
  report.recorded = {{"code", "0x87"}};
  EXPECT_EQ(judged(info, report).outcome, Outcome::recorded);

  report.broken_off = "could not begin";
  EXPECT_EQ(judged(info, report).outcome, Outcome::not_run);
  EXPECT_EQ(judged(info, report).reason, "could not begin");
  EXPECT_THAT(judged(info, report).recorded, SizeIs(1));
}

TEST(InfoResult, OfACaseThatRecordedNothing_IsNotRun) {
  const CaseResult result = judged(requirement("CA-001", Severity::info), report_with({}));

  EXPECT_EQ(result.outcome, Outcome::not_run);
  EXPECT_THAT(result.reason, HasSubstr("nothing"));
}

Circumstances circumstances(const std::string& version = "5") {
  return {version, [](std::string_view feature) { return feature == "websocket"; }, std::nullopt};
}

TEST(ReasonNotToRun, IsNoneWhereAllIsThere) {
  Requirement one = requirement();
  one.features = {"websocket"};

  EXPECT_EQ(reason_not_to_run(one, circumstances()), std::nullopt);
}

TEST(ReasonNotToRun, OfARequirementWithoutACase_IsWhatItSays) {
  Requirement one = requirement();
  one.unbound = "nobody can see it";

  EXPECT_EQ(reason_not_to_run(one, circumstances()), "nobody can see it");
}

TEST(ReasonNotToRun, OfAnotherVersion_NamesTheVersions) {
  EXPECT_EQ(reason_not_to_run(requirement(), circumstances("3.1")),
            "is about MQTT 3.1.1 and 5 only");
  EXPECT_NE(reason_not_to_run(requirement(), circumstances("")), std::nullopt);
  Requirement about_none = requirement();
  about_none.versions = {};
  EXPECT_EQ(reason_not_to_run(about_none, circumstances("")), std::nullopt);
}

TEST(ReasonNotToRun, OfMissingFeatures_NamesThemInWords) {
  Requirement one = requirement();
  one.features = {"websocket", "custom-jwt", "event-sink"};

  EXPECT_EQ(reason_not_to_run(one, circumstances()),
            "needs an issuer of JSON web tokens and a place where the namespace's events can be "
            "read");
}

TEST(ReasonNotToRun, OfAnotherNamespaceThanTheDeployedOne_NamesBoth) {
  Requirement one = requirement();
  one.name_space = "conformance-dns";
  Circumstances there = circumstances();
  EXPECT_EQ(reason_not_to_run(one, there), std::nullopt);

  there.name_space = "conformance";
  EXPECT_EQ(reason_not_to_run(one, there),
            "needs the namespace conformance-dns; conformance is deployed there");
}

}  // namespace
}  // namespace lab::conformance
