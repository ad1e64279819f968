#include "lab/base/inbox.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace {

using lab::Deadline;
using lab::Inbox;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Inbox, WantedItemAlreadyThere_IsTakenAndTheOthersStay) {
  Inbox<int> inbox;
  for (const int item : {1, 2, 3}) inbox.put(item);

  const auto found = inbox.wait(Deadline::after(seconds{5}), [](int item) { return item == 2; });

  EXPECT_EQ(found, 2);
  EXPECT_EQ(inbox.pending(), (std::vector{1, 3}));
}

TEST(Inbox, ItemPutByAnotherThread_EndsTheWait) {
  Inbox<std::string> inbox;
  std::thread writer{[&] {
    inbox.put("noise");
    inbox.put("signal");
  }};

  const auto found = inbox.wait(Deadline::after(seconds{5}),
                                [](const std::string& item) { return item == "signal"; });
  writer.join();

  EXPECT_EQ(found, "signal");
}

TEST(Inbox, NothingWantedComes_WaitEndsAtItsDeadlineAndKeepsWhatCame) {
  Inbox<int> inbox;
  inbox.put(1);

  const auto found =
      inbox.wait(Deadline::after(milliseconds{5}), [](int item) { return item > 1; });

  EXPECT_EQ(found, std::nullopt);
  EXPECT_EQ(inbox.pending(), std::vector{1});
}

TEST(Inbox, SourceCloses_WaitEndsAtOnceButGivesOutWhatIsThere) {
  Inbox<int> inbox;
  inbox.put(7);
  std::thread writer{[&] { inbox.close(); }};

  const auto missing = inbox.wait(Deadline::after(seconds{60}), [](int item) { return item == 8; });
  const auto present = inbox.next(Deadline::after(seconds{60}));
  writer.join();

  EXPECT_EQ(missing, std::nullopt);
  EXPECT_EQ(present, 7);
  EXPECT_TRUE(inbox.closed());
}

TEST(Inbox, ManyWriters_LoseNothing) {
  Inbox<int> inbox;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&] {
      for (int item = 0; item < 250; ++item) inbox.put(item);
    });
  }

  int taken = 0;
  while (taken < 1000 && inbox.next(Deadline::after(seconds{5}))) ++taken;
  for (auto& writer : writers) writer.join();

  EXPECT_EQ(taken, 1000);
}

}  // namespace
