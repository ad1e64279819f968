#include "lab/check/verdict.hpp"

#include <gtest/gtest.h>

namespace {

using lab::check::Verdict;

TEST(Verdict, OneThatDoesNotHold_SpoilsTheWhole) {
  EXPECT_TRUE(lab::check::all_hold({{"a", true, ""}, {"b", true, ""}}));
  EXPECT_FALSE(lab::check::all_hold({{"a", true, ""}, {"b", false, ""}}));
}

TEST(Verdict, NothingChecked_IsNoSuccess) {
  EXPECT_FALSE(lab::check::all_hold({}));
}

TEST(Verdict, Text_HasAMarkAClaimAndWhatWasSeen) {
  EXPECT_EQ(
      lab::check::to_text({{"it holds", true, "PUBACK 0x00"}, {"it does not", false, ""}}, false),
      "  ✓ it holds\n      PUBACK 0x00\n  ✗ it does not\n");
}

}  // namespace
