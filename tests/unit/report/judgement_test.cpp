#include "lab/report/judgement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/report/sample_run.hpp"

namespace lab::report {
namespace {

using check::Outcome;
using check::Severity;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

check::RunResult run_of(std::vector<check::CaseResult> cases) {
  check::RunResult run;
  run.target = "direct";
  run.cases = std::move(cases);
  return run;
}

Judgement judged(const check::RunResult& run) {
  return judge(areas_of(run, check::Catalogue::built_in()));
}

TEST(ATally, OfTheSampleRun_CountsAssertionsNotVersions) {
  const Tally tally{areas_of(sample_run(), sample_catalogue())};

  EXPECT_EQ(tally.count(), 10U);
  EXPECT_EQ(tally.count(Severity::must), 6U);
  EXPECT_EQ(tally.count(Severity::must, Outcome::pass), 3U);
  EXPECT_EQ(tally.count(Outcome::fail), 2U);
  EXPECT_EQ(to_text(tally), "2 fail, 1 known difference, 4 pass, 2 recorded, 1 not run");
}

TEST(ARun, WhoseMustFails_DoesNotHold) {
  const auto judgement = judged(run_of({case_result("CA-001", "5", Outcome::fail)}));

  EXPECT_FALSE(judgement.holds);
  EXPECT_EQ(judgement.sentence, "Does not hold: 1 MUST fails without being a known difference.");
  EXPECT_THAT(judgement.must_fail, ElementsAre("CA-001"));
}

TEST(ARun, WhoseShouldFails_HoldsAndNamesIt) {
  const auto judgement = judged(run_of(
      {case_result("CA-001", "5", Outcome::pass), case_result("CA-070", "3.1.1", Outcome::fail)}));

  EXPECT_TRUE(judgement.holds);
  EXPECT_THAT(judgement.sentence, StartsWith("Holds:"));
  EXPECT_THAT(judgement.must_fail, IsEmpty());
  EXPECT_THAT(judgement.other_fail, ElementsAre("CA-070"));
}

TEST(ARun, InWhichNothingWasRun_DoesNotHold) {
  for (const auto& run : {run_of({}), run_of({case_result("CA-001", "5", Outcome::not_run)})}) {
    EXPECT_FALSE(judged(run).holds);
    EXPECT_THAT(judged(run).sentence, HasSubstr("Nothing was run"));
  }
}

TEST(ARun, ThatIsBetterThanDeclared_SaysWhichRowIsToBeLookedAt) {
  const auto judgement = judged(run_of({case_result("CA-009", "5", Outcome::pass)}));

  EXPECT_TRUE(judgement.holds);
  EXPECT_THAT(judgement.better_than_declared, ElementsAre("CA-009 (D4)"));
}

TEST(AJudgement, IsThatOfTheExitCode) {
  const std::vector<check::RunResult> runs = {
      run_of({}),
      run_of({case_result("CA-001", "5", Outcome::not_run)}),
      run_of({case_result("CA-001", "5", Outcome::pass)}),
      run_of({case_result("CA-001", "5", Outcome::fail)}),
      run_of({case_result("CA-009", "5", Outcome::known_difference)}),
      run_of({case_result("CA-070", "3.1.1", Outcome::fail)}),
      run_of({case_result("CA-007", "3.1", Outcome::recorded)}),
      run_of({case_result("CA-001", "3.1.1", Outcome::not_run),
              case_result("CA-001", "5", Outcome::pass)}),
      run_of({case_result("CA-999", "5", Outcome::fail)})};
  for (const check::RunResult& run : runs) {
    EXPECT_EQ(judged(run).holds, check::exit_code_of(run) == 0) << judged(run).sentence;
  }
}

}  // namespace
}  // namespace lab::report
