// Goal: a run that was kept can be shown and compared again without a broker, and what is no run is
// told as such.
// Method: eglab is run as a user runs it, on the sample run's files.

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/report/run_file.hpp"
#include "lab/report/terminal_report.hpp"
#include "lab/report/transcripts.hpp"
#include "tests/support/finished_process.hpp"
#include "tests/unit/report/sample_run.hpp"

namespace lab::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A folder with the sample run, as `run.json` and as the folder `kept`, and one in which CA-065
/// fails: `worse.json`.
class ReportVerbs : public testing::Test {
 protected:
  ReportVerbs() {
    report::write_run(report::sample_run(), folder_ / "run.json");
    report::write_transcripts(report::sample_run(), folder_ / "kept");
    check::RunResult worse = report::sample_run();
    for (check::CaseResult& result : worse.cases) {
      if (result.id == "CA-065") result.outcome = check::Outcome::fail;
    }
    report::write_run(worse, folder_ / "worse.json");
  }

  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_ / name).string();
  }

  /// What a report of the sample run prints, with the catalogue that eglab was built with.
  static std::string printed() {
    const auto run = report::parse_run(report::run_text(report::sample_run()), "run");
    return report::terminal_report(run, check::Catalogue::built_in(), false);
  }

  RunDirectory folder_;
};

TEST_F(ReportVerbs, ReportOfARunFile_PrintsItAndWritesWhatWasAskedFor) {
  const auto finished =
      run_to_end("eglab", {"report", path("run.json"), "--html", path("r.html"), "--junit",
                           path("r.xml"), "--known-differences", path("r.md")});

  EXPECT_EQ(finished.how.code, 0) << finished.errors;
  EXPECT_EQ(finished.output, printed());
  EXPECT_THAT(read_file(path("r.html")), HasSubstr("<!DOCTYPE html>"));
  EXPECT_THAT(read_file(path("r.xml")), HasSubstr("<testsuites "));
  EXPECT_THAT(read_file(path("r.md")), HasSubstr("## Target `direct`"));
}

TEST_F(ReportVerbs, ReportOfTranscriptsAndOfStandardInput_IsTheSame) {
  EXPECT_EQ(run_to_end("eglab", {"report", path("kept")}).output, printed());
  const std::string piped = program_path("eglab") + " report - < " + path("run.json");
  EXPECT_EQ(run_to_end("/bin/sh", {"-c", piped}).output, printed());
}

TEST_F(ReportVerbs, DiffOfARunWithItself_EndsWithZero) {
  const auto finished = run_to_end("eglab", {"diff", path("run.json"), path("kept")});
  EXPECT_EQ(finished.how.code, 0) << finished.errors;
  EXPECT_THAT(finished.output, HasSubstr("no outcome differs."));
}

TEST_F(ReportVerbs, DiffOfRunsThatDifferInOutcome_EndsWithOneAndTellsWhere) {
  const auto finished =
      run_to_end("eglab", {"diff", path("run.json"), path("worse.json"), "--json"});
  EXPECT_EQ(finished.how.code, 1) << finished.errors;
  const auto json = nlohmann::json::parse(finished.output);
  ASSERT_THAT(json["cases"], SizeIs(2));
  EXPECT_EQ(json["cases"][0]["id"], "CA-065");
  EXPECT_EQ(json["cases"][0]["outcome"]["b"], "fail");
}

TEST_F(ReportVerbs, OfWhatIsNoRun_SayWhichFileAndWhatToGive) {
  write_file(path("no.json"), "{\"cases\": []}");
  for (const std::vector<std::string>& line :
       {std::vector<std::string>{"report", path("no.json")},
        std::vector<std::string>{"diff", path("run.json"), path("no.json")}}) {
    const auto finished = run_to_end("eglab", line);
    EXPECT_EQ(finished.how.code, 3);
    EXPECT_THAT(finished.errors, AllOf(HasSubstr(path("no.json") + " is no run"),
                                       HasSubstr("eglab conform --json")));
    EXPECT_THAT(finished.output, IsEmpty());
  }
  EXPECT_EQ(run_to_end("eglab", {"report", path("nowhere.json")}).how.code, 3);
  EXPECT_EQ(run_to_end("eglab", {"report", "-"}).how.code, 3);  // nothing comes
}

TEST_F(ReportVerbs, DiffOfStandardInputWithItself_IsAWrongCommandLine) {
  const auto finished = run_to_end("eglab", {"diff", "-", "-"});
  EXPECT_EQ(finished.how.code, 2);
  EXPECT_THAT(finished.errors, HasSubstr("standard input"));
}

TEST_F(ReportVerbs, ReportIntoAFolderThatIsNotThere_SaysSoAndLeavesNothing) {
  const auto finished =
      run_to_end("eglab", {"report", path("run.json"), "--html", path("none/r.html")});
  EXPECT_EQ(finished.how.code, 4);
  EXPECT_THAT(finished.errors, HasSubstr(path("none/r.html")));
  EXPECT_FALSE(fs::exists(path("none")));
}

}  // namespace
}  // namespace lab::test
