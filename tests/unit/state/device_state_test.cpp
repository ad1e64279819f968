// Goal: a device reports what it was asked to be, and a poisonous request changes nothing.
// Method: the examples of RFC 7396, the how-to's patch, and every poison followed by a good patch.

#include "lab/state/device_state.hpp"

#include <array>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"

namespace lab::state {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

TEST(DeviceState, Patch_BecomesDesiredAndIsReported) {
  DeviceState state;

  const auto result = state.apply(R"({"temperature": 21})");

  EXPECT_TRUE(result.applied);
  EXPECT_EQ(result.reported, R"({"temperature":21})");
  EXPECT_EQ(state.desired(), R"({"temperature":21})");
  EXPECT_EQ(state.reported(), R"({"temperature":21})");
}

TEST(DeviceState, OwnProperties_AreReportedButNotDesired) {
  DeviceState state{R"({"model":"t1","temperature":20})"};

  const auto result = state.apply(R"({"temperature":21})");

  EXPECT_EQ(result.reported, R"({"model":"t1","temperature":21})");
  EXPECT_EQ(state.desired(), R"({"temperature":21})");
}

TEST(DeviceState, EmptyPatch_ReadsTheState) {
  DeviceState state{R"({"temperature":20})"};

  const auto result = state.apply("{}");

  EXPECT_TRUE(result.applied);
  EXPECT_EQ(result.reported, R"({"temperature":20})");
}

TEST(DeviceState, SecondPatch_KeepsWhatItDoesNotName) {
  DeviceState state;
  state.apply(R"({"temperature":21,"fan":{"speed":1,"on":true}})");

  const auto result = state.apply(R"({"fan":{"speed":2,"on":null},"mode":"eco"})");

  EXPECT_EQ(result.reported, R"({"fan":{"speed":2},"mode":"eco","temperature":21})");
}

struct MergeExample {
  const char* before;
  const char* patch;
  const char* after;
};

// RFC 7396, Appendix A: those whose target and patch are objects, as properties are.
constexpr std::array merge_examples{
    MergeExample{R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
    MergeExample{R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
    MergeExample{R"({"a":"b"})", R"({"a":null})", R"({})"},
    MergeExample{R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
    MergeExample{R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
    MergeExample{R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
    MergeExample{R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
    MergeExample{R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
    MergeExample{R"({"e":null})", R"({"a":1})", R"({"a":1,"e":null})"},
    MergeExample{R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
};

TEST(DeviceState, ExamplesOfRfc7396_GiveTheirResults) {
  for (const auto& example : merge_examples) {
    DeviceState state{example.before};
    EXPECT_EQ(state.apply(example.patch).reported, example.after) << example.patch;
  }
}

TEST(DeviceState, PoisonousPayload_ChangesNothingAndTheNextGoodOneIsServed) {
  const std::string huge = R"({"x":")" + std::string(DeviceState::most_bytes, 'x') + R"("})";
  const std::string deep = R"({"x":)" + std::string(10'000, '[') + std::string(10'000, ']') + "}";
  const std::array<std::string, 14> poisons{"",
                                            "nonsense",
                                            "[1]",
                                            "null",
                                            "21",
                                            R"("text")",
                                            R"({"a":NaN})",
                                            R"({"a":1)",
                                            "\xFF\xFE",
                                            huge,
                                            deep,
                                            R"({"a":1,"a":2})",
                                            R"({"a":1e999})",
                                            std::string(3, '\0')};
  DeviceState state{R"({"temperature":20})"};
  state.apply(R"({"mode":"eco"})");

  for (const auto& poison : poisons) {
    const auto result = state.apply(poison);

    EXPECT_FALSE(result.applied) << poison.substr(0, 40);
    EXPECT_EQ(result.reported, "");
    EXPECT_THAT(result.why_not, StartsWith("the payload cannot be used: it "));
    EXPECT_LT(result.why_not.size(), 200U) << "an answer never echoes a large request";
    EXPECT_EQ(state.desired(), R"({"mode":"eco"})");
    EXPECT_EQ(state.reported(), R"({"mode":"eco","temperature":20})");
  }
  EXPECT_TRUE(state.apply(R"({"temperature":21})").applied);
}

TEST(DeviceState, PropertiesThatWouldOutgrowAPublish_AreRefusedAndStayAsTheyWere) {
  DeviceState state;
  const std::string half(DeviceState::most_bytes / 2, 'x');
  ASSERT_TRUE(state.apply(json{{"a", half}}.dump()).applied);
  const auto before = state.reported();

  const auto result = state.apply(json{{"b", half}}.dump());

  EXPECT_FALSE(result.applied);
  EXPECT_THAT(result.why_not, HasSubstr("would grow over 262144 bytes"));
  EXPECT_EQ(state.reported(), before);
  EXPECT_EQ(state.desired(), before);
}

TEST(DeviceState, StartingPropertiesThatAreNoObject_AreAUsageError) {
  for (const char* text : {"[]", "", "{", "21", R"({"a":1,"a":2})"}) {
    try {
      DeviceState state{text};
      ADD_FAILURE() << "accepted " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_THAT(error.what(), HasSubstr("next: give a JSON object"));
    }
  }
}

}  // namespace
}  // namespace lab::state
