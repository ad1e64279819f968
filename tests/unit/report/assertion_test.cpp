#include "lab/report/assertion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/report/source_tags.hpp"
#include "tests/unit/report/sample_run.hpp"

namespace lab::report {
namespace {

using check::Outcome;
using testing::ElementsAre;

std::vector<std::string> names(const std::vector<Area>& areas) {
  std::vector<std::string> all;
  for (const Area& area : areas) all.push_back(area.name);
  return all;
}

TEST(Areas, OfARun_StandInTheCataloguesOrderWithWhatWasAskedForOnly) {
  check::RunResult run;
  run.cases = {case_result("CA-070", "3.1.1", Outcome::pass),
               case_result("CA-001", "5", Outcome::pass)};

  const auto areas = areas_of(run, sample_catalogue());

  EXPECT_THAT(names(areas), ElementsAre("Transport", "Authorization"));
  ASSERT_EQ(areas[1].assertions.size(), 1U);
  EXPECT_EQ(areas[1].assertions[0].requirement.id, "CA-070");
}

TEST(Areas, WithAnIdThatTheCatalogueLacks_HaveItInALastAreaAsAMust) {
  check::RunResult run;
  run.cases = {case_result("CA-999", "5", Outcome::fail),
               case_result("CA-001", "5", Outcome::pass)};

  const auto areas = areas_of(run, sample_catalogue());

  EXPECT_THAT(names(areas), ElementsAre("Transport", "Not in this catalogue"));
  EXPECT_EQ(areas[1].assertions[0].requirement.id, "CA-999");
  EXPECT_EQ(areas[1].assertions[0].requirement.severity, check::Severity::must);
}

TEST(AnAssertion, OfTwoVersions_ComesOutAsTheWorseOneAndSaysThatTheyDiffer) {
  check::RunResult run;
  run.target = "direct";
  run.cases = {case_result("CA-009", "3.1.1", Outcome::pass),
               case_result("CA-009", "5", Outcome::fail)};

  const auto areas = areas_of(run, sample_catalogue());
  const Assertion& assertion = areas.at(0).assertions.at(0);

  EXPECT_EQ(assertion.outcome, Outcome::fail);
  EXPECT_TRUE(assertion.differs_by_version());
  EXPECT_EQ(assertion.difference, "D4");
  EXPECT_DOUBLE_EQ(assertion.seconds, 0.5);
}

TEST(AnAssertion, OnATargetThatIsNotDeclared_HasNoDifference) {
  check::RunResult run;
  run.target = "elsewhere";
  run.cases = {case_result("CA-009", "5", Outcome::fail)};

  EXPECT_EQ(areas_of(run, sample_catalogue()).at(0).assertions.at(0).difference, "");
}

TEST(AShortfall, IsTheFirstClaimThatDoesNotHold_OrElseTheReason) {
  check::CaseResult result = case_result("CA-001", "5", Outcome::fail);
  result.reason = "could not begin";
  EXPECT_EQ(shortfall_of(result).came, "could not begin");
  EXPECT_EQ(shortfall_of(result).claim, "");

  result.claims = {{"a", true, "1"}, {"b", false, "2"}, {"c", false, "3"}};
  EXPECT_EQ(shortfall_of(result).claim, "b");
  EXPECT_EQ(shortfall_of(result).came, "2");
}

TEST(EveryTag, OfTheCatalogue_IsExplained) {
  for (const check::Requirement& requirement : check::Catalogue::built_in().all()) {
    for (const std::string& tag : requirement.sources) {
      EXPECT_NE(source_text(tag), "") << requirement.id << ": " << tag;
    }
  }
  EXPECT_EQ(source_text("NOT-A-TAG"), "");
}

}  // namespace
}  // namespace lab::report
