#include "lab/process/process_log.hpp"

#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"

namespace lab::process {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ProcessLogTest : public ::testing::Test {
 protected:
  RunDirectory folder_;
  ProcessLog log_{folder_ / "some.log"};
};

TEST_F(ProcessLogTest, Lines_AreInTheFileAndInTheTail) {
  log_.append("first");
  log_.append("second");
  log_.append("third");
  EXPECT_EQ(read_file(log_.file()), "first\nsecond\nthird\n");
  EXPECT_EQ(log_.tail(2), "second\nthird\n");
  EXPECT_EQ(log_.tail(9), "first\nsecond\nthird\n");
  EXPECT_EQ(log_.tail(0), "");
}

TEST_F(ProcessLogTest, LineBeforeTheWait_IsTakenOnce) {
  log_.append("client a connected");
  log_.append("client b connected");
  EXPECT_EQ(log_.take("connected", Deadline::after(seconds{5})), "client a connected");
  EXPECT_EQ(log_.take("connected", Deadline::after(seconds{5})), "client b connected");
  EXPECT_EQ(log_.take("connected", Deadline::after(milliseconds{1})), std::nullopt);
}

TEST_F(ProcessLogTest, LineDuringTheWait_EndsIt) {
  log_.open_run();
  std::thread writer{[this] { log_.append("it came"); }};
  EXPECT_EQ(log_.take("came", Deadline::after(seconds{10})), "it came");
  writer.join();
}

TEST_F(ProcessLogTest, EndOfTheRun_EndsTheWait) {
  log_.open_run();
  std::thread writer{[this] { log_.close_run(); }};
  const auto begin = Deadline::Clock::now();
  EXPECT_EQ(log_.take("never", Deadline::after(seconds{30})), std::nullopt);
  EXPECT_LT(Deadline::Clock::now() - begin, seconds{10});
  writer.join();
}

TEST_F(ProcessLogTest, EndlessLog_KeepsTheNewestInMemoryAndAllInTheFile) {
  const std::string line(1000, 'x');
  const std::size_t count = 3 * ProcessLog::most_kept_bytes / line.size();
  for (std::size_t number = 0; number < count; ++number) log_.append(line);
  log_.append("newest");
  EXPECT_LE(log_.tail(count).size(), ProcessLog::most_kept_bytes);
  EXPECT_EQ(log_.take("newest", Deadline::after(seconds{5})), "newest");
  EXPECT_EQ(std::filesystem::file_size(log_.file()), count * (line.size() + 1) + 7);
}

TEST_F(ProcessLogTest, SecondLogOnTheFile_GoesOnAtItsEnd) {
  log_.append("first run");
  ProcessLog second{log_.file()};
  second.append("second run");
  EXPECT_EQ(read_file(log_.file()), "first run\nsecond run\n");
}

TEST(ProcessLog, FolderThatIsNotThere_IsAnError) {
  EXPECT_THROW(ProcessLog{"/nowhere/some.log"}, Error);
}

}  // namespace
}  // namespace lab::process
