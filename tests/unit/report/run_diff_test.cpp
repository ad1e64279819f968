#include "lab/report/run_diff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/report/sample_run.hpp"

namespace lab::report {
namespace {

using check::Outcome;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

check::RunResult run_of(std::vector<check::CaseResult> cases) {
  check::RunResult run;
  run.target = "direct";
  run.cases = std::move(cases);
  return run;
}

TEST(RunDiff, OfARunWithItself_IsEmpty) {
  const RunDiff diff = compare(sample_run(), sample_run());
  EXPECT_THAT(diff.cases, IsEmpty());
  EXPECT_FALSE(diff.differs_in_outcome());
  EXPECT_EQ(diff.compared, sample_run().cases.size());
  EXPECT_THAT(to_text(diff, false), HasSubstr("no outcome differs."));
}

TEST(RunDiff, OfOutcomes_TellsBothAndWhatCame) {
  check::CaseResult bad = case_result("CA-001", "5", Outcome::fail);
  bad.claims = {{"it is accepted", false, "CONNACK 0x87"}};
  const RunDiff diff = compare(run_of({case_result("CA-001", "5", Outcome::pass)}), run_of({bad}));

  ASSERT_THAT(diff.cases, SizeIs(1));
  EXPECT_TRUE(diff.differs_in_outcome());
  EXPECT_EQ(diff.cases[0].outcomes->a, Outcome::pass);
  EXPECT_EQ(diff.cases[0].outcomes->b, Outcome::fail);
  EXPECT_THAT(to_text(diff, false), HasSubstr("✓ pass  →  ✗ fail"));
  EXPECT_THAT(to_text(diff, false), HasSubstr("B: CONNACK 0x87"));
}

TEST(RunDiff, OfACaseThatOnlyOneRunHas_DiffersInOutcome) {
  const RunDiff diff = compare(run_of({}), run_of({case_result("CA-001", "5", Outcome::pass)}));
  EXPECT_TRUE(diff.differs_in_outcome());
  EXPECT_EQ(diff.compared, 0U);
  EXPECT_THAT(to_text(diff, false), HasSubstr("not there  →  ✓ pass"));
  EXPECT_EQ(to_json(diff)["cases"][0]["outcome"]["a"], nullptr);
}

TEST(RunDiff, OfRecordedCodes_TellsEachOnceAndIsNoDifferenceInOutcome) {
  check::CaseResult a = case_result("CA-007", "3.1", Outcome::recorded);
  a.recorded = {{"code", "0x87"}, {"same", "1"}, {"only a", "x"}};
  check::CaseResult b = case_result("CA-007", "3.1", Outcome::recorded);
  b.recorded = {{"only b", "y"}, {"same", "1"}, {"code", "0x80"}};

  const RunDiff diff = compare(run_of({a}), run_of({b}));

  EXPECT_FALSE(diff.differs_in_outcome());
  ASSERT_THAT(diff.cases, SizeIs(1));
  ASSERT_THAT(diff.cases[0].recorded, SizeIs(3));
  EXPECT_EQ(diff.cases[0].recorded[0].a, "0x87");
  EXPECT_EQ(diff.cases[0].recorded[0].b, "0x80");
  EXPECT_EQ(diff.cases[0].recorded[1].b, std::nullopt);
  EXPECT_EQ(diff.cases[0].recorded[2].a, std::nullopt);
  EXPECT_THAT(to_text(diff, false), HasSubstr("only a: x  →  nothing recorded"));
}

TEST(RunDiff, OfWhatDiffersByChance_IsEmpty) {
  check::CaseResult a = case_result("CA-053", "5", Outcome::recorded);
  a.recorded = {{"publish to open/kpou46iw-036-5/x", "PUBACK 0x87 after 12 ms"},
                {"WebSocket port", "44471"}};
  check::CaseResult b = a;
  b.recorded = {{"publish to open/ikqqghqh-036-5/x", "PUBACK 0x87 after 0.3 s"},
                {"WebSocket port", "41353"}};
  EXPECT_THAT(compare(run_of({a}), run_of({b})).cases, IsEmpty());

  b.recorded[0].second = "PUBACK 0x80 after 0.3 s";
  const RunDiff diff = compare(run_of({a}), run_of({b}));
  ASSERT_THAT(diff.cases, SizeIs(1));
  EXPECT_THAT(diff.cases[0].recorded, SizeIs(1));
}

struct Timing {
  double a;
  double b;
  bool differs;
};
class RunDiffOfTimes : public testing::TestWithParam<Timing> {};

TEST_P(RunDiffOfTimes, DiffersOnlyFromThreeTimesAndASecondOn) {
  check::CaseResult a = case_result("CA-001", "5", Outcome::pass);
  check::CaseResult b = a;
  a.seconds = GetParam().a;
  b.seconds = GetParam().b;
  EXPECT_EQ(!compare(run_of({a}), run_of({b})).cases.empty(), GetParam().differs);
}

INSTANTIATE_TEST_SUITE_P(Pairs, RunDiffOfTimes,
                         testing::Values(Timing{0.1, 0.9, false}, Timing{0.1, 1.1, true},
                                         Timing{4, 1.1, true}, Timing{1, 2.9, false},
                                         Timing{0, 1.01, true}, Timing{10, 30, false}));

TEST(RunDiff, OfACaseThatOneRunDidNotRun_TellsNothingOfItsTimesAndCodes) {
  check::CaseResult a = case_result("CA-001", "5", Outcome::pass);
  a.seconds = 30;
  a.recorded = {{"code", "0x00"}};
  check::CaseResult b = case_result("CA-001", "5", Outcome::not_run);
  b.seconds = 0;

  const RunDiff diff = compare(run_of({a}), run_of({b}));

  ASSERT_THAT(diff.cases, SizeIs(1));
  EXPECT_THAT(diff.cases[0].recorded, IsEmpty());
  EXPECT_FALSE(diff.cases[0].seconds.has_value());
}

TEST(RunDiff, AsJson_SaysWhatTheTextSays) {
  check::CaseResult a = case_result("CA-001", "5", Outcome::pass);
  check::CaseResult b = case_result("CA-001", "5", Outcome::fail);
  a.seconds = 1;
  b.seconds = 9;
  b.recorded = {{"code", "0x87"}};

  const auto json = to_json(compare(run_of({a}), run_of({b})));

  EXPECT_EQ(json["compared"], 1);
  EXPECT_EQ(json["differs_in_outcome"], true);
  EXPECT_EQ(json["cases"][0]["outcome"]["b"], "fail");
  EXPECT_EQ(json["cases"][0]["recorded"][0]["what"], "code");
  EXPECT_EQ(json["cases"][0]["recorded"][0]["a"], nullptr);
  EXPECT_EQ(json["cases"][0]["seconds"]["b"], 9.0);
}

}  // namespace
}  // namespace lab::report
