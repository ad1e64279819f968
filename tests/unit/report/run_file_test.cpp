// Goal: a run that was written can be read back as it was, by us and by whoever trusts the schema;
// and what is no run says so.

#include "lab/report/run_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "tests/unit/reader/schema_validator.hpp"
#include "tests/unit/report/sample_run.hpp"

namespace lab::report {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

json schema() {
  return json::parse(read_file(LAB_SOURCE_FOLDER "/lab/report/run.schema.json"));
}

std::string error_of(const std::string& text) {
  try {
    parse_run(text, "run.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::definition);
    return error.what();
  }
  return "no error";
}

TEST(RunText, IsWhatThePublishedSchemaDescribes) {
  EXPECT_THAT(model::schema_problems(schema(), json::parse(run_text(sample_run()))), IsEmpty());
}

TEST(TheSchema, RefusesWhatIsNoRun) {
  json run = json::parse(run_text(sample_run()));
  run["cases"][0]["outcome"] = "green";
  run["cases"][1]["id"] = "CA-1";
  run["cases"][2].erase("claims");
  run["more"] = 1;
  EXPECT_THAT(model::schema_problems(schema(), run), testing::SizeIs(4));
}

TEST(RunText, IsReadBackAsItWas) {
  const std::string text = run_text(sample_run());
  EXPECT_EQ(run_text(parse_run(text, "run.json")), text);
}

TEST(RunText, OfAPeerThatSendsNoUtf8_IsStillJson) {
  EXPECT_NO_THROW(json::parse(run_text(sample_run())));
}

TEST(AFileThatIsNoRun, IsToldByWhatIsWrongWithItAndWhatToGive) {
  EXPECT_THAT(error_of(""), AllOf(HasSubstr("run.json is no run"), HasSubstr("empty")));
  EXPECT_THAT(error_of("{\"a\": 1,}"), HasSubstr("at byte 9 it stops being JSON"));
  EXPECT_THAT(error_of("[]"), HasSubstr("run.json is no run"));
  EXPECT_THAT(error_of("{}"), AllOf(HasSubstr("eglab_version"), HasSubstr("next: give a file")));
  EXPECT_THAT(error_of("\x1b[2J"), Not(HasSubstr("\x1b")));
  json run = json::parse(run_text(sample_run()));
  run["cases"][3]["outcome"] = "green\x1b";
  EXPECT_THAT(error_of(run.dump()),
              AllOf(HasSubstr("cases/3"), HasSubstr("outcome"), Not(HasSubstr("\x1b"))));
}

TEST(ARunFile, ThatIsMissing_IsNamed) {
  try {
    read_run("/nowhere/run.json");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("/nowhere/run.json"));
  }
}

TEST(ARunFile, IsWrittenAndRead) {
  const RunDirectory folder;
  write_run(sample_run(), folder / "run.json");
  EXPECT_EQ(run_text(read_run(folder / "run.json")), run_text(sample_run()));
}

}  // namespace
}  // namespace lab::report
