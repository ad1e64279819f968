#include "lab/report/wrapped.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/terminal.hpp"

namespace lab::report {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Wrapped, BreaksAtBlanks) {
  EXPECT_THAT(wrapped("one two three four", 9, 5), ElementsAre("one two", "three", "four"));
  EXPECT_THAT(wrapped("exactly nine", 12, 5), ElementsAre("exactly nine"));
  EXPECT_THAT(wrapped("12345678 9", 8, 5), ElementsAre("12345678", "9"));
  EXPECT_THAT(wrapped("", 8, 5), IsEmpty());
}

TEST(Wrapped, AWordThatIsTooLong_IsBroken) {
  EXPECT_THAT(wrapped("devices/device2/x", 8, 5), ElementsAre("devices/", "device2/", "x"));
}

TEST(Wrapped, WhatHasNoRoom_IsTold) {
  EXPECT_THAT(wrapped("one two three four five", 9, 2), ElementsAre("one two", "three…"));
}

TEST(Wrapped, AnyBytes_AreLinesThatFit) {
  std::mt19937 random(8);
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes;
    for (auto length = random() % 120; length > 0; --length) {
      bytes += random() % 4 == 0 ? ' ' : static_cast<char>(random() % 256);
    }
    const std::size_t most = 8 + random() % 20;
    const auto lines = wrapped(bytes, most, 4);
    ASSERT_LE(lines.size(), 4U);
    for (const std::string& line : lines) {
      ASSERT_LE(columns(line), most) << line;
      ASSERT_EQ(line, printable(line, 1'000));
    }
  }
}

}  // namespace
}  // namespace lab::report
