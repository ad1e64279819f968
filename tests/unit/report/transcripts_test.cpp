// Goal: a run that was kept as a folder of transcripts is the same run when it is read back.

#include "lab/report/transcripts.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/report/run_file.hpp"
#include "tests/unit/report/sample_run.hpp"

namespace lab::report {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

std::string error_of(const fs::path& folder) {
  try {
    read_run(folder);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::definition);
    return error.what();
  }
  return "no error";
}

TEST(Transcripts, OfARun_AreReadBackAsThatRun) {
  const RunDirectory folder;
  write_transcripts(sample_run(), folder / "deep/kept");

  EXPECT_TRUE(fs::exists(folder / "deep/kept/CA-065-5.json"));
  EXPECT_EQ(run_text(read_transcripts(folder / "deep/kept")), run_text(sample_run()));
  EXPECT_EQ(run_text(read_run(folder / "deep/kept")), run_text(sample_run()));
}

TEST(Transcripts, OfAnEarlierRun_AreReplacedAndOtherFilesStay) {
  const RunDirectory folder;
  write_transcripts(sample_run(), folder.path());
  write_file(folder / "notes.json", "mine");
  check::RunResult shorter = sample_run();
  shorter.cases.resize(2);

  write_transcripts(shorter, folder.path());

  EXPECT_EQ(read_transcripts(folder.path()).cases.size(), 2U);
  EXPECT_EQ(read_file(folder / "notes.json"), "mine");
}

TEST(Transcripts, WithoutTheHead_AreARunOfAnUnknownTarget) {
  const RunDirectory folder;
  write_transcripts(sample_run(), folder.path());
  fs::remove(folder / "run.json");

  const check::RunResult run = read_transcripts(folder.path());
  EXPECT_EQ(run.target, "unknown");
  EXPECT_EQ(run.cases.size(), sample_run().cases.size());
}

TEST(AFolder, WithoutTranscripts_IsNamedWithTheWayOut) {
  const RunDirectory folder;
  EXPECT_THAT(error_of(folder.path()),
              AllOf(HasSubstr(folder.path().string()), HasSubstr("--transcripts")));
}

TEST(AFolder, WithATranscriptThatIsBroken_NamesTheFile) {
  const RunDirectory folder;
  write_transcripts(sample_run(), folder.path());
  write_file(folder / "CA-065-5.json", "{\"id\": ");
  EXPECT_THAT(error_of(folder.path()), AllOf(HasSubstr("CA-065-5.json"), HasSubstr("JSON")));
  write_file(folder / "CA-065-5.json", "{\"id\": 5}");
  EXPECT_THAT(error_of(folder.path()), HasSubstr("CA-065-5.json is no transcript"));
}

}  // namespace
}  // namespace lab::report
