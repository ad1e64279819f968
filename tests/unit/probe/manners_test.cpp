// Goal: round trips are booked one interval apart, over all processes of a run; nothing is waited
// for by those who may go at once.
// Method: booked times are looked at, and never waited for.

#include "lab/probe/manners.hpp"

#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"

namespace lab::probe {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using Clock = Manners::Clock;

/// One round trip an hour, so that the time that the test takes does not matter.
constexpr double one_an_hour = 1.0 / 3'600;
constexpr hours interval{1};

/// Whether a round trip that was just booked may begin at once.
bool is_now(Clock::time_point booked) {
  return booked <= Clock::now();
}

TEST(Manners, WithoutAPace_EveryRoundTripMayBeginAtOnce) {
  Manners manners;
  for (int count = 0; count < 1'000; ++count) {
    manners.book();
    manners.book_connect("same");
    manners.book_subscribe("same");
  }
  EXPECT_TRUE(is_now(manners.book()));
}

TEST(Manners, WithAPace_RoundTripsAreOneIntervalApart) {
  Manners manners{{.round_trips_per_second = one_an_hour}};
  const auto first = manners.book();
  EXPECT_TRUE(is_now(first));
  EXPECT_EQ(manners.book(), first + interval);
  EXPECT_EQ(manners.book_connect("any"), first + 2 * interval);
  EXPECT_EQ(manners.book_subscribe("any"), first + 3 * interval);
}

TEST(Manners, AfterAPause_NothingIsCaughtUp) {
  Manners manners{{.round_trips_per_second = 1e6}};
  const auto first = manners.book();
  while (Clock::now() < first + milliseconds{2}) {
  }
  const auto now = Clock::now();
  EXPECT_GE(manners.book(), now);
}

TEST(Manners, SessionLimits_HoldForEachClientAndEachSession) {
  Manners manners{{.session_limits = true}};

  const auto connect = manners.book_connect("one");
  EXPECT_EQ(manners.book_connect("one"), connect + seconds{1});
  EXPECT_EQ(manners.book_connect("one"), connect + seconds{2});
  EXPECT_TRUE(is_now(manners.book_connect("two")));

  const auto subscribe = manners.book_subscribe("one");
  EXPECT_TRUE(is_now(subscribe));
  EXPECT_EQ(manners.book_subscribe("one"), subscribe + milliseconds{200});
  EXPECT_EQ(manners.book_subscribe("one"), subscribe + milliseconds{400});
  EXPECT_TRUE(is_now(manners.book_subscribe("two")));
  EXPECT_TRUE(is_now(manners.book()));
}

TEST(SharedPace, TwoOnOneFile_KeepOnePace) {
  const RunDirectory folder;
  const Pace pace{.round_trips_per_second = one_an_hour, .shared_file = folder / "pace"};
  Manners one{pace};
  Manners other{pace};

  const auto first = one.book();
  EXPECT_TRUE(is_now(first));
  EXPECT_EQ(other.book(), first + interval);
  EXPECT_EQ(other.book(), first + 2 * interval);
  EXPECT_EQ(one.book_connect("any"), first + 3 * interval);
  Manners third{pace};
  EXPECT_EQ(third.book_subscribe("any"), first + 4 * interval);
}

TEST(SharedPace, ProcessesAtOnce_NeverBookOneMomentTwice) {
  const RunDirectory folder;
  const Pace pace{.round_trips_per_second = one_an_hour, .shared_file = folder / "pace"};
  Manners before{pace};
  const auto first = before.book();
  constexpr int processes = 4;
  constexpr int bookings = 200;
  for (int index = 0; index < processes; ++index) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child != 0) continue;
    Manners manners{pace};
    for (int count = 0; count < bookings; ++count) manners.book();
    ::_exit(0);
  }
  for (int index = 0; index < processes; ++index) {
    int status = -1;
    ASSERT_GT(::wait(&status), 0);
    EXPECT_EQ(status, 0);
  }

  EXPECT_EQ(before.book(), first + (processes * bookings + 1) * interval);
}

TEST(SharedPace, FileThatCannotBeMadeOrIsAnother_IsAnErrorOfTheEnvironment) {
  const RunDirectory folder;
  write_file(folder / "letter", "these are not eight bytes");
  for (const char* name : {"no-such-folder/pace", "letter", "."}) {
    const std::filesystem::path file = folder / name;
    try {
      Manners manners{{.round_trips_per_second = 1, .shared_file = file}};
      ADD_FAILURE() << file << " was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::environment);
      EXPECT_THAT(error.what(), HasSubstr(file.string()));
    }
  }
  EXPECT_EQ(read_file(folder / "letter"), "these are not eight bytes");
}

}  // namespace
}  // namespace lab::probe
