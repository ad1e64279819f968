// Goal: a result that was written is read back the same, and whatever else is in a file is named.
// Method: there and back; then each member of a good one taken away, mistyped, or joined by a
// stranger.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/check/case_result.hpp"

namespace lab::check {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Property;
using testing::ThrowsMessage;

CaseResult whole_result() {
  CaseResult result;
  result.id = "CA-065";
  result.version = "3.1.1";
  result.outcome = Outcome::known_difference;
  result.reason = "the publish is refused";
  result.claims = {{"the app is accepted", true, "CONNACK 0 Connection accepted"},
                   {"the publish is refused", false, "PUBACK \"ü\""}};
  result.recorded = {{"the publish is refused", "PUBACK"}, {"the publish is refused", "PUBACK"}};
  probe::Record record;
  record.who = "cloudapp";
  record.connection = 1;
  record.kind = probe::Record::Kind::sent;
  record.version = wire::Version::v311;
  record.packet = "PUBLISH";
  record.bytes = std::string("\x30\x00\xFF", 3);
  record.size = 3;
  result.transcript = {record};
  result.seconds = 0.25;
  return result;
}

RunResult whole_run() {
  RunResult run;
  run.eglab_version = "eglab 0.1.0";
  run.target = "elsewhere";
  run.endpoint = "example.org:8883";
  run.name_space = "conformance";
  run.started_at = "2030-01-02T03:04:05Z";
  run.seconds = 12.5;
  run.cases = {whole_result(), CaseResult{}};
  return run;
}

TEST(CaseResultJson, ReadBack_IsTheSame) {
  const json written = to_json(whole_result());

  const CaseResult back = case_result_from_json(json::parse(written.dump()));

  EXPECT_EQ(to_json(back), written);
  EXPECT_EQ(back.outcome, Outcome::known_difference);
  ASSERT_EQ(back.claims.size(), 2U);
  EXPECT_FALSE(back.claims[1].holds);
  EXPECT_EQ(back.claims[1].evidence, "PUBACK \"ü\"");
  EXPECT_EQ(back.recorded, whole_result().recorded);
  ASSERT_EQ(back.transcript.size(), 1U);
  EXPECT_EQ(back.transcript[0].bytes, whole_result().transcript[0].bytes);
  EXPECT_EQ(back.seconds, 0.25);
}

TEST(CaseResultJson, EachOutcome_ComesBack) {
  for (const Outcome outcome : {Outcome::pass, Outcome::fail, Outcome::known_difference,
                                Outcome::recorded, Outcome::not_run}) {
    CaseResult result;
    result.outcome = outcome;
    EXPECT_EQ(case_result_from_json(to_json(result)).outcome, outcome) << to_text(outcome);
  }
}

TEST(CaseResultJson, WithoutAMember_IsAnErrorThatNamesIt) {
  const json whole = to_json(whole_result());
  for (const auto& [member, value] : whole.items()) {
    json less = whole;
    less.erase(member);
    EXPECT_THAT(
        [&] { case_result_from_json(less); },
        ThrowsMessage<Error>(AllOf(HasSubstr("\"" + member + "\""), HasSubstr("it is missing"))));
  }
}

TEST(CaseResultJson, WithAMemberOfAnotherType_IsAnErrorThatNamesIt) {
  const json whole = to_json(whole_result());
  for (const auto& [member, value] : whole.items()) {
    json other = whole;
    other[member] = json::object();
    EXPECT_THAT([&] { case_result_from_json(other); },
                ThrowsMessage<Error>(HasSubstr("\"" + member + "\"")));
  }
}

TEST(CaseResultJson, WithAStranger_IsAnErrorThatNamesItSafely) {
  json more = to_json(whole_result());
  more["colour\x1b[2J"] = "red";

  EXPECT_THAT([&] { case_result_from_json(more); },
              ThrowsMessage<Error>(AllOf(HasSubstr("colour\\x1b[2J"), HasSubstr("unknown"))));
}

TEST(CaseResultJson, WithAnUnknownOutcomeOrATimeBelowZero_IsAnError) {
  json other = to_json(whole_result());
  other["outcome"] = "perhaps";
  EXPECT_THAT([&] { case_result_from_json(other); },
              ThrowsMessage<Error>(HasSubstr("\"perhaps\" is no outcome")));
  other = to_json(whole_result());
  other["seconds"] = -1;
  EXPECT_THAT([&] { case_result_from_json(other); },
              ThrowsMessage<Error>(HasSubstr("\"seconds\"")));
}

TEST(CaseResultJson, WithABrokenClaimOrRecord_IsAnError) {
  json other = to_json(whole_result());
  other["claims"][1]["holds"] = "no";
  EXPECT_THAT([&] { case_result_from_json(other); },
              ThrowsMessage<Error>(AllOf(HasSubstr("a claim"), HasSubstr("\"holds\""))));
  other = to_json(whole_result());
  other["recorded"][0].erase("value");
  EXPECT_THAT([&] { case_result_from_json(other); },
              ThrowsMessage<Error>(AllOf(HasSubstr("recorded"), HasSubstr("\"value\""))));
  other = to_json(whole_result());
  other["transcript"][0]["bytes"] = "xyz";
  EXPECT_THROW(case_result_from_json(other), Error);
}

TEST(CaseResultJson, OfNoObject_IsAnError) {
  for (const json& none : {json(), json(5), json("CA-065"), json::array()}) {
    EXPECT_THAT([&] { case_result_from_json(none); },
                ThrowsMessage<Error>(HasSubstr("it is no object")));
  }
}

TEST(RunResultJson, ReadBack_IsTheSame) {
  const json written = to_json(whole_run());

  const RunResult back = run_result_from_json(json::parse(written.dump()));

  EXPECT_EQ(to_json(back), written);
  EXPECT_EQ(back.name_space, "conformance");
  EXPECT_EQ(back.cases.size(), 2U);
}

TEST(RunResultJson, WithAMemberLessOrOtherOrMore_IsAnErrorThatNamesIt) {
  const json whole = to_json(whole_run());
  for (const auto& [member, value] : whole.items()) {
    json less = whole;
    less.erase(member);
    EXPECT_THAT([&] { run_result_from_json(less); },
                ThrowsMessage<Error>(HasSubstr("\"" + member + "\"")));
    json other = whole;
    other[member] = json::object();
    EXPECT_THAT([&] { run_result_from_json(other); },
                ThrowsMessage<Error>(HasSubstr("\"" + member + "\"")));
  }
  json more = whole;
  more["extra"] = 1;
  EXPECT_THAT([&] { run_result_from_json(more); }, ThrowsMessage<Error>(HasSubstr("\"extra\"")));
}

TEST(RunResultJson, WithABrokenCase_NamesWhichAndWhat) {
  json other = to_json(whole_run());
  other["cases"][1]["id"] = 5;

  EXPECT_THAT([&] { run_result_from_json(other); },
              ThrowsMessage<Error>(AllOf(HasSubstr("\"cases/1\""), HasSubstr("\"id\""))));
}

TEST(ResultJson, Errors_AreAboutAFileThatWasGiven) {
  EXPECT_THAT([] { run_result_from_json(json()); },
              testing::Throws<Error>(Property(&Error::kind, ErrorKind::definition)));
}

}  // namespace
}  // namespace lab::check
