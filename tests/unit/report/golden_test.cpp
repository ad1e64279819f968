// Goal: what people and CI servers are shown of a run is reviewed by a person.
// Method: the reports of the sample run must equal the files in fixtures/golden/report;
// LAB_UPDATE_GOLDEN=1 rewrites them, so that the difference shows in review.

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "lab/base/file.hpp"
#include "lab/report/junit_report.hpp"
#include "lab/report/known_differences.hpp"
#include "lab/report/run_diff.hpp"
#include "lab/report/terminal_report.hpp"
#include "tests/unit/report/sample_run.hpp"

namespace lab::report {
namespace {

void expect_golden(const std::string& name, const std::string& text) {
  const auto golden = std::filesystem::path(LAB_SOURCE_FOLDER) / "fixtures/golden/report" / name;
  if (std::getenv("LAB_UPDATE_GOLDEN") != nullptr) {
    make_folder(golden.parent_path());
    write_file(golden, text);
  }
  EXPECT_EQ(text, read_file(golden))
      << "if the new text is right, run again with LAB_UPDATE_GOLDEN=1 to rewrite " << golden;
}

TEST(GoldenReport, OfTheTerminal_IsAsReviewed) {
  expect_golden("terminal.txt", terminal_report(sample_run(), sample_catalogue(), false));
}

TEST(GoldenReport, AsJunit_IsAsReviewed) {
  expect_golden("junit.xml", junit_report(sample_run(), sample_catalogue()));
}

TEST(GoldenReport, OfKnownDifferences_IsAsReviewed) {
  expect_golden("known-differences.md",
                known_differences({sample_run()}, sample_catalogue(), "docs/known-differences.md"));
}

TEST(GoldenReport, OfTwoRuns_IsAsReviewed) {
  check::RunResult azure = sample_run();
  azure.target = "elsewhere";
  azure.endpoint = "example.westeurope-1.ts.eventgrid.azure.net:8883";
  azure.cases[3].outcome = check::Outcome::pass;
  azure.cases[3].claims.clear();
  azure.cases[2].recorded = {{"MQIsdp", "refused"}, {"alert", hostile::control}};
  azure.cases[8].seconds = 2.5;
  azure.cases.pop_back();
  expect_golden("diff.txt", to_text(compare(sample_run(), azure), false));
}

}  // namespace
}  // namespace lab::report
