// Goal: waits between attempts grow, stay bounded and differ. Method: the bound is read, the waits
// are drawn from many seeds.
#include "lab/mqtt/backoff.hpp"

#include <set>

#include <gtest/gtest.h>

namespace lab::mqtt {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, TheBoundDoublesUpToTheMost) {
  Backoff backoff{milliseconds{100}, milliseconds{500}, 1};
  for (const int bound : {100, 200, 400, 500, 500}) {
    EXPECT_EQ(backoff.bound(), milliseconds{bound});
    EXPECT_LE(backoff.next(), milliseconds{bound});
  }
  backoff.reset();
  EXPECT_EQ(backoff.bound(), milliseconds{100});
}

TEST(Backoff, ManyClientsWaitForDifferentTimes) {
  std::set<milliseconds> waits;
  for (unsigned seed = 1; seed <= 1'000; ++seed) {
    Backoff backoff{milliseconds{10'000}, milliseconds{10'000}, seed * 7'919};
    waits.insert(backoff.next());
  }
  EXPECT_GT(waits.size(), 900U);
  EXPECT_LT(*waits.begin(), milliseconds{500});
  EXPECT_GT(*waits.rbegin(), milliseconds{9'500});
}

TEST(Backoff, AFirstOfZeroStillGrows) {
  Backoff backoff{milliseconds{0}, milliseconds{8}, 1};
  EXPECT_EQ(backoff.next(), milliseconds{0});
  for (int i = 0; i < 5; ++i) EXPECT_LE(backoff.next(), milliseconds{8});
  EXPECT_EQ(backoff.bound(), milliseconds{8});
}

TEST(Backoff, AMostBelowTheFirstIsRaisedToIt) {
  Backoff backoff{milliseconds{50}, milliseconds{10}, 1};
  backoff.next();
  EXPECT_EQ(backoff.bound(), milliseconds{50});
}

}  // namespace
}  // namespace lab::mqtt
