#include "lab/check/requirement.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/check/built_in_namespace.hpp"

namespace lab::check {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

json entry(const std::string& id) {
  return {
      {"id", id},     {"area", "Sessions"}, {"versions", {"3.1.1", "5"}}, {"severity", "SHOULD"},
      {"given", "a"}, {"then", "c"},        {"sources", {"RR"}}};
}

/// What `parse` says about a text that is no catalogue; empty if it takes it.
std::string refusal_of(const std::string& text) {
  try {
    Catalogue::parse(text, "some.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::definition);
    return error.what();
  }
  return {};
}

/// The same for the second entry of a catalogue, with this member set.
std::string refusal_with(const std::string& member, const json& value) {
  json second = entry("CA-002");
  second[member] = value;
  return refusal_of(json::array({entry("CA-001"), second}).dump());
}

// ---- reading ------------------------------------------------------------------------------------

TEST(Catalogue, EntryHasOnlyWhatItMust_GetsTheDefaults) {
  const Catalogue catalogue = Catalogue::parse(json::array({entry("CA-065")}).dump(), "some.json");
  const Requirement* read = catalogue.find("CA-065");
  ASSERT_NE(read, nullptr);
  EXPECT_EQ(read->area, "Sessions");
  EXPECT_THAT(read->versions, ElementsAre("3.1.1", "5"));
  EXPECT_EQ(read->severity, Severity::should);
  EXPECT_EQ(read->given, "a");
  EXPECT_EQ(read->when, "");
  EXPECT_EQ(read->then, "c");
  EXPECT_THAT(read->sources, ElementsAre("RR"));
  EXPECT_THAT(read->features, IsEmpty());
  EXPECT_EQ(read->name_space, "conformance");
  EXPECT_THAT(read->differences, IsEmpty());
  EXPECT_EQ(read->takes, std::chrono::seconds{0});
  EXPECT_FALSE(read->disruptive);
  EXPECT_FALSE(read->slow);
  EXPECT_EQ(read->unbound, "");
}

TEST(Catalogue, EntryHasEveryMember_IsReadWhole) {
  json whole = entry("CA-065");
  whole.update({{"when", "b"},
                {"features", {"websocket", "webhook"}},
                {"namespace", "conformance-dns"},
                {"differences", {{"direct", "D8"}, {"frontdoor", "D9"}}},
                {"takes", 15},
                {"disruptive", true},
                {"slow", true},
                {"unbound", "nobody can"}});
  const Catalogue catalogue = Catalogue::parse(json::array({whole}).dump(), "some.json");
  ASSERT_THAT(catalogue.all(), SizeIs(1));
  const Requirement& read = catalogue.all().front();
  EXPECT_EQ(read.when, "b");
  EXPECT_THAT(read.features, ElementsAre("websocket", "webhook"));
  EXPECT_EQ(read.name_space, "conformance-dns");
  EXPECT_THAT(read.differences,
              ElementsAre(testing::Pair("direct", "D8"), testing::Pair("frontdoor", "D9")));
  EXPECT_EQ(read.takes, std::chrono::seconds{15});
  EXPECT_TRUE(read.disruptive);
  EXPECT_TRUE(read.slow);
  EXPECT_EQ(read.unbound, "nobody can");
}

TEST(Catalogue, UnknownMember_IsRefusedWithItsPlaceAndTheNearestName) {
  EXPECT_THAT(refusal_with("feature", json::array()),
              AllOf(HasSubstr("some.json, at /1/feature: "), HasSubstr("\"features\"")));
  EXPECT_THAT(refusal_with("a/b~c", 1), HasSubstr("some.json, at /1/a~1b~0c: "));
}

TEST(Catalogue, MemberIsMissing_IsRefusedWithItsPlace) {
  for (const std::string member :
       {"id", "area", "versions", "severity", "given", "then", "sources"}) {
    json second = entry("CA-002");
    second.erase(member);
    EXPECT_THAT(refusal_of(json::array({entry("CA-001"), second}).dump()),
                HasSubstr("some.json, at /1/" + member + ": "));
  }
}

TEST(Catalogue, ValueIsNoneOfTheKnownOrOfAnotherType_IsRefusedWithItsPlace) {
  const std::vector<std::pair<std::string, json>> faults{
      {"id", "CA-2"},
      {"id", "CA-00x"},
      {"id", 2},
      {"area", "Session"},
      {"versions", "5"},
      {"versions/1", json::array({"5", "4"})},
      {"severity", "must"},
      {"given", ""},
      {"when", 1},
      {"then", json::array()},
      {"sources", json::array()},
      {"sources/0", json::array({1})},
      {"features/0", json::array({"websockets"})},
      {"namespace", ""},
      {"differences", "D8"},
      {"differences/elsewhere", {{"elsewhere", "D8"}}},
      {"differences/direct", {{"direct", 8}}},
      {"takes", -1},
      {"takes", 1.5},
      {"takes", 86'401},
      {"disruptive", 1},
      {"slow", "true"},
      {"unbound", ""}};
  for (const auto& [place, value] : faults) {
    EXPECT_THAT(refusal_with(place.substr(0, place.find('/')), value),
                HasSubstr("some.json, at /1/" + place + ": "))
        << value;
  }
}

TEST(Catalogue, IdsAreNotAscendingOrTwiceTheSame_IsRefused) {
  EXPECT_THAT(refusal_of(json::array({entry("CA-002"), entry("CA-001")}).dump()),
              HasSubstr("some.json, at /1/id: CA-001 comes after CA-002"));
  EXPECT_THAT(refusal_of(json::array({entry("CA-001"), entry("CA-001")}).dump()),
              HasSubstr("some.json, at /1/id: "));
}

TEST(Catalogue, TextIsNoJsonOrNoArrayOfObjectsOrHasAMemberTwice_IsRefused) {
  EXPECT_THAT(refusal_of("[{]"), HasSubstr("some.json: it is no JSON: "));
  EXPECT_THAT(refusal_of("{}"), HasSubstr("some.json: it is no array"));
  EXPECT_THAT(refusal_of("[1]"), HasSubstr("some.json, at /0: it is no object"));
  EXPECT_THAT(refusal_of(R"([{"id": "CA-001", "id": "CA-002"}])"),
              HasSubstr("has the member \"id\" twice"));
}

TEST(Catalogue, IdIsAskedForThatIsNotThere_IsNotFound) {
  const Catalogue catalogue =
      Catalogue::parse(json::array({entry("CA-001"), entry("CA-003")}).dump(), "some.json");
  for (const std::string id : {"CA-000", "CA-002", "CA-004", "ca-001", ""}) {
    EXPECT_EQ(catalogue.find(id), nullptr) << id;
  }
  ASSERT_NE(catalogue.find("CA-003"), nullptr);
  EXPECT_EQ(catalogue.find("CA-003")->id, "CA-003");
}

TEST(Severity, HasTheWordOfTheCatalogue) {
  EXPECT_EQ(to_text(Severity::must), "MUST");
  EXPECT_EQ(to_text(Severity::should), "SHOULD");
  EXPECT_EQ(to_text(Severity::info), "INFO");
}

TEST(Feature, IsNone_HasNoText) {
  EXPECT_FALSE(feature_text("websockets"));
  EXPECT_FALSE(feature_text(""));
  EXPECT_EQ(feature_text("custom-jwt"), "an issuer of JSON web tokens");
}

// ---- the one that is built in -------------------------------------------------------------------

TEST(BuiltInCatalogue, Has150AssertionsInOrder) {
  const auto& all = Catalogue::built_in().all();
  ASSERT_THAT(all, SizeIs(150));
  EXPECT_EQ(all.front().id, "CA-001");
  EXPECT_EQ(all.back().id, "CA-150");  // Ascending, so none is left out between.
}

TEST(BuiltInCatalogue, HasAsManyOfEachSeverityAsTheFacts) {
  std::map<Severity, int> counts;
  for (const Requirement& one : Catalogue::built_in().all()) ++counts[one.severity];
  EXPECT_EQ(counts, (std::map<Severity, int>{
                        {Severity::must, 84}, {Severity::should, 49}, {Severity::info, 17}}));
}

TEST(BuiltInCatalogue, NamesNamespacesThatAreBuiltIn_AndLeavesNoneUnused) {
  std::set<std::string> used;
  for (const Requirement& one : Catalogue::built_in().all()) {
    EXPECT_NO_THROW(built_in_namespace(one.name_space)) << one.id;
    used.insert(one.name_space);
  }
  used.insert("request-response");  // The how-to's.
  EXPECT_THAT(built_in_namespaces(), testing::ElementsAreArray(used));
}

TEST(BuiltInCatalogue, SaysWhyACaseIsMissing_ForThoseThatNeedWhatNoTargetHas) {
  std::vector<std::string> unbound;
  for (const Requirement& one : Catalogue::built_in().all()) {
    for (const std::string& feature : one.features) EXPECT_TRUE(feature_text(feature)) << one.id;
    if (one.unbound.empty()) continue;
    unbound.push_back(one.id);
    EXPECT_THAT(one.features, Not(IsEmpty())) << one.id;
  }
  EXPECT_THAT(unbound,
              ElementsAre("CA-018", "CA-028", "CA-029", "CA-030", "CA-031", "CA-034", "CA-035",
                          "CA-088", "CA-146", "CA-147", "CA-148", "CA-149", "CA-150"));
}

TEST(BuiltInCatalogue, ChecksEachOnAVersion_ButHttp) {
  for (const Requirement& one : Catalogue::built_in().all()) {
    EXPECT_EQ(one.versions.empty(), one.id == "CA-150") << one.id;
  }
}

TEST(BuiltInCatalogue, LeavesHoursAndStrainToThoseWhoAskForThem) {
  for (const Requirement& one : Catalogue::built_in().all()) {
    EXPECT_EQ(one.slow, one.id == "CA-047") << one.id;
    EXPECT_EQ(one.disruptive, one.id == "CA-145") << one.id;
    EXPECT_EQ(one.takes > std::chrono::seconds{45}, one.slow) << one.id;
  }
}

}  // namespace
}  // namespace lab::check
