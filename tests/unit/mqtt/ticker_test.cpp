// Goal: one timer ticks all members of a loop, once a second each, not all at one moment. Method:
// members that count, on a real loop.
#include "lab/mqtt/ticker.hpp"

#include <chrono>
#include <deque>
#include <functional>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace lab::mqtt {
namespace {

struct Counter : Ticked {
  void on_tick() override {
    ++ticks;
    if (then) then();
  }
  int ticks = 0;
  std::function<void()> then;
};

TEST(Ticker, EachMemberIsTickedOnceASecondAndTheLoopEndsWhenAllLeft) {
  boost::asio::io_context loop;
  Ticker& ticker = boost::asio::use_service<Ticker>(loop);
  std::deque<Counter> members(25);
  std::size_t ticked = 0;
  std::size_t most_at_once = 0;
  for (Counter& member : members) {
    ticker.add(member);
    ticker.add(member);  // Twice is once.
    member.then = [&ticker, &member, &ticked] {
      ++ticked;
      ticker.remove(member);
    };
  }
  while (loop.run_one() > 0) {
    most_at_once = std::max(most_at_once, ticked);
    ticked = 0;
  }
  EXPECT_LE(most_at_once, 3U);
  for (const Counter& member : members) EXPECT_EQ(member.ticks, 1);
}

TEST(Ticker, AMemberMayAddAndRemoveOthersWhileItIsTicked) {
  boost::asio::io_context loop;
  Ticker& ticker = boost::asio::use_service<Ticker>(loop);
  std::deque<Counter> members(11);  // The first and the last share a slot.
  Counter late;
  late.then = [&] { ticker.remove(late); };
  for (Counter& member : members) ticker.add(member);
  members.front().then = [&] {
    for (Counter& member : members) ticker.remove(member);
    ticker.add(late);
  };
  loop.run();
  EXPECT_EQ(members.front().ticks, 1);
  EXPECT_EQ(members.back().ticks, 0);
  EXPECT_EQ(late.ticks, 1);
}

}  // namespace
}  // namespace lab::mqtt
