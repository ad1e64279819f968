// Goal: a case is found by each id that its macro names.

#include "tests/conformance/case_registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

// Ids that the catalogue does not have: this program holds none of the suite's cases.
CONFORMANCE_CASE(Registered, CA_902, CA_903) {}
CONFORMANCE_CASE(Registered, CA_901) {}

namespace lab::conformance {
namespace {

using testing::ElementsAre;

TEST(Ids, OfAMacrosArguments_AreWrittenAsTheCatalogueWritesThem) {
  EXPECT_THAT(ids_in("CA_065"), ElementsAre("CA-065"));
  EXPECT_THAT(ids_in("CA_065,CA_066, CA_067"), ElementsAre("CA-065", "CA-066", "CA-067"));
}

TEST(Case, OfSeveralIds_IsFoundByEach) {
  const CaseEntry* found = find_case("CA-903");

  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found, find_case("CA-902"));
  EXPECT_EQ(found->suite, "Registered");
  EXPECT_THAT(found->ids, ElementsAre("CA-902", "CA-903"));
}

TEST(Case, OfAnIdThatNoneIsBoundTo_IsNotFound) {
  EXPECT_EQ(find_case("CA-904"), nullptr);
  EXPECT_EQ(find_case(""), nullptr);
}

TEST(CaseList, IsInOrderOfIdsWithTheirPlaces) {
  const nlohmann::json list = case_list();

  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0]["ids"], nlohmann::json({"CA-901"}));
  EXPECT_EQ(list[1]["ids"], nlohmann::json({"CA-902", "CA-903"}));
  EXPECT_EQ(list[1]["suite"], "Registered");
  EXPECT_EQ(list[1]["line"].get<int>() + 1, list[0]["line"].get<int>());
  EXPECT_TRUE(list[0]["file"].get<std::string>().ends_with("case_registry_test.cpp"));
}

}  // namespace
}  // namespace lab::conformance
