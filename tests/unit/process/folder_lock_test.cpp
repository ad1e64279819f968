#include "lab/process/folder_lock.hpp"

#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/error.hpp"
#include "lab/base/run_directory.hpp"

namespace {

using lab::process::FolderLock;

TEST(FolderLock, HeldByAnother_IsRefusedUntilThatOneEnds) {
  const lab::RunDirectory folder;
  std::optional<FolderLock> first{folder.path()};

  try {
    const FolderLock second{folder.path()};
    ADD_FAILURE() << "two hold " << folder.path();
  } catch (const lab::Error& error) {
    EXPECT_EQ(error.kind(), lab::ErrorKind::environment);
    EXPECT_THAT(error.what(), testing::HasSubstr("another eglab serves from it"));
  }

  first.reset();
  EXPECT_NO_THROW(FolderLock{folder.path()});
}

TEST(FolderLock, FolderThatIsNotThere_IsAnEnvironmentError) {
  try {
    const FolderLock lock{"/no/such/folder"};
    ADD_FAILURE() << "it was locked";
  } catch (const lab::Error& error) {
    EXPECT_EQ(error.kind(), lab::ErrorKind::environment);
  }
}

}  // namespace
