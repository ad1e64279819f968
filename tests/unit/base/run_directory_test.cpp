#include "lab/base/run_directory.hpp"

#include <fstream>
#include <utility>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "lab/base/error.hpp"

namespace {

namespace fs = std::filesystem;

TEST(RunDirectory, ItsEnd_RemovesAllItHolds) {
  fs::path path;
  {
    const lab::RunDirectory folder;
    path = folder.path();
    fs::create_directories(path / "deep" / "er");
    std::ofstream{path / "deep" / "er" / "file"} << "text";
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(RunDirectory, MovedFrom_LeavesTheFolderToItsNewOwner) {
  lab::RunDirectory first;
  const fs::path path = first.path();
  {
    const lab::RunDirectory second = std::move(first);
    EXPECT_EQ(second.path(), path);
    EXPECT_TRUE(fs::exists(path));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(RunDirectory, Kept_StaysOnDisk) {
  fs::path path;
  {
    lab::RunDirectory folder;
    folder.keep();
    path = folder.path();
  }
  EXPECT_TRUE(fs::exists(path));
  fs::remove_all(path);
}

TEST(RunDirectory, ParentThatIsNotThere_IsAnEnvironmentError) {
  try {
    const lab::RunDirectory folder{"eglab", "/no/such/parent"};
    FAIL() << "made " << folder.path();
  } catch (const lab::Error& error) {
    EXPECT_EQ(error.kind(), lab::ErrorKind::environment);
  }
}

}  // namespace
