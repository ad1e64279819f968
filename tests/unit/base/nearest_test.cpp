#include "lab/base/nearest.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

const std::vector<std::string> known{"authenticationName", "attributes", "description", "state"};

TEST(Nearest, WordOneLetterOff_FindsItsNeighbour) {
  EXPECT_EQ(lab::nearest_word("authenticationname", known), "authenticationName");
  EXPECT_EQ(lab::nearest_word("atributes", known), "attributes");
  EXPECT_EQ(lab::nearest_word("stat", known), "state");
}

TEST(Nearest, WordLikeNone_FindsNothing) {
  EXPECT_EQ(lab::nearest_word("permission", known), std::nullopt);
  EXPECT_EQ(lab::nearest_word("", known), std::nullopt);
  EXPECT_EQ(lab::nearest_word(std::string(10'000, 'a'), known), std::nullopt);
}

}  // namespace
