#include "lab/base/file.hpp"

#include <csignal>
#include <fstream>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "lab/base/error.hpp"
#include "lab/base/run_directory.hpp"

namespace {

namespace fs = std::filesystem;
using lab::Error;
using lab::ErrorKind;
using testing::HasSubstr;

/// What the call throws, or nothing.
template <typename Call>
std::optional<Error> error_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

TEST(File, TextWritten_IsReadBackWithItsMode) {
  const lab::RunDirectory folder;
  lab::write_file(folder / "plain", "one\n");
  lab::write_file(folder / "key", std::string_view{"\0two", 4}, lab::FileMode::secret);

  EXPECT_EQ(lab::read_file(folder / "plain"), "one\n");
  EXPECT_EQ(lab::read_file(folder / "key"), std::string("\0two", 4));
  struct stat status {};
  ASSERT_EQ(::stat((folder / "key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(File, WriteThatCannotFinish_KeepsTheOldFileAndLeavesNothingBeside) {
  const lab::RunDirectory folder;
  fs::create_directory(folder / "target");  // rename onto a folder fails after the text was written
  std::ofstream{folder / "target" / "inside"} << "kept";

  const auto error = error_of([&] { lab::write_file(folder / "target", "new"); });

  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->kind(), ErrorKind::environment);
  EXPECT_THAT(error->what(), HasSubstr("target"));
  EXPECT_TRUE(fs::exists(folder / "target" / "inside"));
  EXPECT_EQ(std::distance(fs::directory_iterator{folder.path()}, fs::directory_iterator{}), 1);
}

TEST(File, FullDisk_IsNamedWithTheWayOut) {
  const lab::RunDirectory folder;
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const struct rlimit small { 10, before.rlim_max };
  std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);  // stands for a disk with ten bytes left

  const auto error = error_of([&] { lab::write_file(folder / "file", std::string(100, 'x')); });
  ::setrlimit(RLIMIT_FSIZE, &before);

  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->kind(), ErrorKind::environment);
  EXPECT_THAT(error->what(), HasSubstr("File too large"));
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(File, MissingFile_IsNamedWithTheWayOut) {
  const auto error = error_of([] { (void)lab::read_file("no/such/file.json"); });

  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->kind(), ErrorKind::definition);
  EXPECT_STREQ(error->what(),
               "cannot read no/such/file.json: No such file or directory\n"
               "  next: check the path; it is taken relative to the folder you are in");
}

TEST(File, FolderReadAsFile_IsNamed) {
  const auto error = error_of([] { (void)lab::read_file("/tmp"); });

  ASSERT_TRUE(error.has_value());
  EXPECT_THAT(error->what(), HasSubstr("Is a directory"));
}

TEST(File, FileOverTheLimit_IsRefused) {
  const lab::RunDirectory folder;
  lab::write_file(folder / "big", std::string(1000, 'x'));

  EXPECT_EQ(lab::read_file(folder / "big", 1000).size(), 1000U);
  const auto error = error_of([&] { (void)lab::read_file(folder / "big", 999); });

  ASSERT_TRUE(error.has_value());
  EXPECT_THAT(error->what(), HasSubstr("larger than 999 bytes"));
}

}  // namespace
