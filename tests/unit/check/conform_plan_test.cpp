#include "lab/check/conform_plan.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/error.hpp"

namespace lab::check {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// Seven requirements, one for each way a plan can go.
const Catalogue& catalogue() {
  static const Catalogue read = Catalogue::parse(R"([
    {"id": "CA-001", "area": "Transport", "versions": ["3.1.1", "5"], "severity": "MUST",
     "given": "a", "then": "b", "sources": ["RR"]},
    {"id": "CA-002", "area": "Transport", "versions": ["5"], "severity": "MUST",
     "given": "a", "then": "b", "sources": ["RR"], "features": ["websocket", "webhook"]},
    {"id": "CA-003", "area": "QoS, flow, retain, will", "versions": ["5"], "severity": "MUST",
     "given": "a", "then": "b", "sources": ["RR"], "takes": 15},
    {"id": "CA-004", "area": "QoS, flow, retain, will", "versions": ["3.1.1"], "severity": "MUST",
     "given": "a", "then": "b", "sources": ["RR"], "takes": 45, "namespace": "conformance-dns"},
    {"id": "CA-005", "area": "Sessions", "versions": ["5"], "severity": "SHOULD",
     "given": "a", "then": "b", "sources": ["RR"], "disruptive": true},
    {"id": "CA-006", "area": "Sessions", "versions": ["3.1.1"], "severity": "SHOULD",
     "given": "a", "then": "b", "sources": ["RR"], "takes": 3660, "slow": true},
    {"id": "CA-007", "area": "Side channels", "versions": [], "severity": "SHOULD",
     "given": "a", "then": "b", "sources": ["RR"], "unbound": "needs an endpoint"}
  ])",
                                                 "some.json");
  return read;
}

const std::vector<BoundCase>& cases() {
  static const std::vector<BoundCase> list =
      case_list_from_json(R"([{"ids": ["CA-001"], "suite": "Transport", "file": "a.cpp", "line": 1},
        {"ids": ["CA-002"], "suite": "Transport", "file": "a.cpp", "line": 9},
        {"ids": ["CA-003"], "suite": "Qos", "file": "b.cpp", "line": 1},
        {"ids": ["CA-004"], "suite": "Qos", "file": "b.cpp", "line": 9},
        {"ids": ["CA-005"], "suite": "Sessions", "file": "c.cpp", "line": 1},
        {"ids": ["CA-006"], "suite": "Sessions", "file": "c.cpp", "line": 9}])");
  return list;
}

TargetDescription elsewhere() {
  TargetDescription target = parse_target("broker.example");
  target.features = {"websocket"};
  return target;
}

/// "CA-001 5" for each job, in order.
std::vector<std::string> jobs_of(const ConformPlan& plan) {
  std::vector<std::string> texts;
  for (const Job& job : plan.jobs) {
    std::string text;
    for (const std::string& id : job.ids) text += id + " ";
    texts.push_back(text + job.version);
  }
  return texts;
}

/// "CA-001 5: why" for each that is not run, in order.
std::vector<std::string> not_run_of(const ConformPlan& plan) {
  std::vector<std::string> texts;
  for (const CaseResult& result : plan.not_run) {
    EXPECT_EQ(result.outcome, Outcome::not_run);
    texts.push_back(result.id + " " + result.version + ": " + result.reason);
  }
  return texts;
}

ConformPlan plan_of(const Selection& selection, const TargetDescription& target) {
  return make_plan(catalogue(), cases(), target, selection);
}

std::string usage_error_of(const Selection& selection) {
  try {
    plan_of(selection, parse_target("direct"));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  ADD_FAILURE() << "the selection was taken";
  return {};
}

TEST(Plan, WithoutAFilter_RunsTheLongestFirstAndSaysWhyOfTheRest) {
  const ConformPlan plan = plan_of({}, parse_target("direct"));

  EXPECT_THAT(jobs_of(plan), ElementsAre("CA-004 3.1.1", "CA-003 5", "CA-001 3.1.1", "CA-001 5"));
  EXPECT_THAT(not_run_of(plan),
              ElementsAre("CA-002 5: needs a webhook that says who a client is",
                          "CA-005 5: strains the target; run with --include disruptive",
                          "CA-006 3.1.1: waits longer than a run should; run with --include slow",
                          "CA-007 : needs an endpoint"));
}

TEST(Plan, Elsewhere_LeavesOutWhatNeedsAnotherNamespaceOrSeveralFeatures) {
  TargetDescription target = elsewhere();
  target.features.clear();

  const ConformPlan plan = plan_of({.filters = {"CA-00[1-4]"}}, target);

  EXPECT_THAT(jobs_of(plan), ElementsAre("CA-003 5", "CA-001 3.1.1", "CA-001 5"));
  EXPECT_THAT(
      not_run_of(plan),
      ElementsAre(
          "CA-002 5: needs MQTT over WebSocket and a webhook that says who a client is",
          "CA-004 3.1.1: needs the namespace conformance-dns; conformance is deployed there"));
}

TEST(Plan, ForTheNamespaceThatIsDeployed_RunsWhatNeedsIt) {
  TargetDescription target = elsewhere();
  target.name_space = "conformance-dns";

  EXPECT_THAT(jobs_of(plan_of({}, target)), ElementsAre("CA-004 3.1.1"));
}

TEST(Plan, WithWhatIsIncluded_RunsDisruptiveAndSlowOnes) {
  const ConformPlan plan =
      plan_of({.filters = {"Sessions"}, .disruptive = true, .slow = true}, parse_target("direct"));

  EXPECT_THAT(jobs_of(plan), ElementsAre("CA-006 3.1.1", "CA-005 5"));
  EXPECT_THAT(plan.not_run, IsEmpty());
}

TEST(Plan, OfOneProtocol_LeavesTheOtherOutWithoutAWord) {
  const ConformPlan plan =
      plan_of({.filters = {"Transport"}, .protocol = "3.1.1"}, parse_target("direct"));

  EXPECT_THAT(jobs_of(plan), ElementsAre("CA-001 3.1.1"));
  EXPECT_THAT(plan.not_run, IsEmpty());
}

TEST(Plan, SeveralRequirementsOfOneCase_AreOneJobAVersion) {
  const std::vector<BoundCase> together{{{"CA-001", "CA-003"}, "Transport", "a.cpp", 1}};

  const ConformPlan plan =
      make_plan(catalogue(), together, parse_target("direct"), {.filters = {"CA-001", "CA-003"}});

  // The job takes as long as the longest of its requirements, and so begins first.
  EXPECT_THAT(jobs_of(plan), ElementsAre("CA-001 CA-003 5", "CA-001 3.1.1"));
  EXPECT_EQ(plan.jobs.front().takes, std::chrono::seconds{15});
}

TEST(Plan, ARequirementWithoutACase_IsNotRunAndSaysSo) {
  const ConformPlan plan =
      make_plan(catalogue(), {}, parse_target("direct"), {.filters = {"CA-003"}});

  EXPECT_THAT(not_run_of(plan), ElementsAre("CA-003 5: the suite has no case for it"));
}

TEST(Filter, TakesIdsGlobsAndAreasWithCommasBetween_InAnyLetterCase) {
  const auto ids = [](std::vector<std::string> filters) {
    std::vector<std::string> texts =
        jobs_of(plan_of({.filters = std::move(filters), .protocol = "5"}, elsewhere()));
    return texts;
  };
  EXPECT_THAT(ids({"ca-00[13]"}), ElementsAre("CA-003 5", "CA-001 5"));
  EXPECT_THAT(ids({"CA-003, CA-001"}), ElementsAre("CA-003 5", "CA-001 5"));
  EXPECT_THAT(ids({"CA-001", "CA-003"}), ElementsAre("CA-003 5", "CA-001 5"));
  EXPECT_THAT(ids({"transport"}), ElementsAre("CA-001 5"));
  EXPECT_THAT(ids({"QoS*"}), ElementsAre("CA-003 5"));
  // An area whose name has commas is not cut at them.
  EXPECT_THAT(ids({"qos, flow, retain, will"}), ElementsAre("CA-003 5"));
}

TEST(Filter, ThatFitsNothing_IsAUsageErrorWithTheNearestId) {
  EXPECT_THAT(usage_error_of({.filters = {"CA-01"}}),
              AllOf(HasSubstr("fits the filter \"CA-01\""), HasSubstr("the nearest is \"CA-001\""),
                    HasSubstr("CA-001 to CA-007")));
  EXPECT_THAT(usage_error_of({.filters = {"Sesions"}}), HasSubstr("\"Sessions\""));
  // Also if others fit: a slip is not passed over.
  EXPECT_THAT(usage_error_of({.filters = {"CA-001,CA-99*"}}), HasSubstr("\"CA-99*\""));
  EXPECT_THAT(usage_error_of({.filters = {" , "}}), HasSubstr("fits the filter"));
  EXPECT_THAT(usage_error_of({.filters = {"\x1b[2J"}}), Not(HasSubstr("\x1b")));
}

TEST(Filter, ThatFitsOnlyTheOtherProtocol_IsAUsageErrorThatNamesIt) {
  EXPECT_THAT(usage_error_of({.filters = {"CA-003"}, .protocol = "3.1.1"}),
              HasSubstr("CA-003 is not about MQTT 3.1.1"));
}

TEST(CaseList, ThatIsNone_IsRefused) {
  EXPECT_THROW(case_list_from_json("no JSON"), Error);
  EXPECT_THROW(case_list_from_json(R"([{"ids": "CA-001"}])"), Error);
}

TEST(TargetName, Direct_HasWhatALocalOneHas) {
  const TargetDescription target = parse_target("direct");

  EXPECT_FALSE(target.is_elsewhere());
  EXPECT_EQ(target.endpoint(), "");
  EXPECT_TRUE(target.has("websocket"));
  EXPECT_TRUE(target.has("extra-identities"));
  EXPECT_FALSE(target.has("webhook"));
}

TEST(TargetName, OfAHost_HasThePortOfTheServiceUnlessNamed) {
  EXPECT_EQ(parse_target("broker.example").endpoint(), "broker.example:8883");
  EXPECT_EQ(parse_target("127.0.0.1:1883").endpoint(), "127.0.0.1:1883");
  EXPECT_EQ(parse_target("[::1]:1883").endpoint(), "[::1]:1883");
  EXPECT_EQ(parse_target("[2001:db8::1]").endpoint(), "[2001:db8::1]:8883");
  EXPECT_TRUE(parse_target("broker.example").is_elsewhere());
}

TEST(TargetName, ThatIsNone_IsAUsageErrorThatSaysWhatThereIs) {
  for (const char* name : {"frontdoor", "mqtts://broker.example", "broker.example:", "broker:0",
                           "broker:65536", "::1", "", "two words", "[::1", ":8883"}) {
    SCOPED_TRACE(name);
    try {
      parse_target(name);
      ADD_FAILURE() << "it was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_THAT(error.what(), AllOf(HasSubstr("\"direct\""), HasSubstr("HOST[:PORT]")));
    }
  }
}

}  // namespace
}  // namespace lab::check
