// Goal: outcomes add up to a requirement's, and to the exit code of a run.

#include "lab/check/case_result.hpp"

#include <gtest/gtest.h>

namespace lab::check {
namespace {

CaseResult result(const std::string& id, Outcome outcome) {
  CaseResult one;
  one.id = id;
  one.version = "5";
  one.outcome = outcome;
  return one;
}

// Of the built-in catalogue.
const std::string must_id = "CA-065";
const std::string should_id = "CA-075";

int exit_code(std::vector<CaseResult> cases) {
  RunResult run;
  run.cases = std::move(cases);
  return exit_code_of(run);
}

TEST(Outcome, OfSeveralVersions_IsTheWorst) {
  EXPECT_EQ(worst_of({Outcome::pass}), Outcome::pass);
  EXPECT_EQ(worst_of({Outcome::pass, Outcome::recorded}), Outcome::recorded);
  EXPECT_EQ(worst_of({Outcome::not_run, Outcome::recorded, Outcome::pass}), Outcome::not_run);
  EXPECT_EQ(worst_of({Outcome::not_run, Outcome::known_difference}), Outcome::known_difference);
  EXPECT_EQ(worst_of({Outcome::known_difference, Outcome::fail, Outcome::pass}), Outcome::fail);
}

TEST(ExitCode, OfARunThatHolds_IsZero) {
  EXPECT_EQ(exit_code({result(must_id, Outcome::pass), result(should_id, Outcome::not_run)}), 0);
  EXPECT_EQ(exit_code({result(must_id, Outcome::known_difference)}), 0);
}

TEST(ExitCode, OfARunWhereAMustFails_IsOne) {
  EXPECT_EQ(exit_code({result(should_id, Outcome::pass), result(must_id, Outcome::fail)}), 1);
}

TEST(ExitCode, OfARunWhereOnlyAShouldFails_IsZero) {
  EXPECT_EQ(exit_code({result(should_id, Outcome::fail)}), 0);
}

TEST(ExitCode, OfAFailThatTheCatalogueDoesNotKnow_IsOne) {
  EXPECT_EQ(exit_code({result("CA-999", Outcome::fail)}), 1);
}

TEST(ExitCode, OfARunThatRanNothing_IsOne) {
  EXPECT_EQ(exit_code({}), 1);
  EXPECT_EQ(exit_code({result(must_id, Outcome::not_run)}), 1);
}

}  // namespace
}  // namespace lab::check
