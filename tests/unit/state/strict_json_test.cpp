// Goal: whatever a stranger sends is either read as it stands or refused in words.
// Method: each poison, one refusal; each limit, the last good and the first bad.

#include "lab/state/strict_json.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lab::state {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

std::string refusal_of(std::string_view text, const JsonLimits& limits = {}) {
  json value = "untouched";
  auto why_not = read_strict_json(text, value, limits);
  if (!why_not.empty()) {
    EXPECT_EQ(value, "untouched");
  }
  return why_not;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(StrictJson, EveryKindOfValue_IsReadAsItStands) {
  const std::string text = R"({"a":[1,-2,3.5,true,false,null,"x\u0000y",{}],)"
                           R"("big":18446744073709551615,"e":1e-7,"s":"ü"})";
  json value;

  ASSERT_THAT(read_strict_json(text, value), IsEmpty());

  EXPECT_EQ(value, json::parse(text));
}

TEST(StrictJson, ScalarAtTheTop_IsRead) {
  json value;

  ASSERT_THAT(read_strict_json("21", value), IsEmpty());

  EXPECT_EQ(value, 21);
}

TEST(StrictJson, TextThatIsNotJson_IsRefusedWithItsPlace) {
  EXPECT_THAT(refusal_of(""), HasSubstr("empty"));
  for (const char* text : {"{", "}", "nonsense", "{\"a\":}", "{'a':1}", "{\"a\":1}x", "[1,]",
                           "\xEF\xBB", " ", "{\"a\" 1}", "01", "+1", "// c\n1"}) {
    EXPECT_THAT(refusal_of(text), HasSubstr("not JSON (see byte")) << text;
  }
}

TEST(StrictJson, NotANumber_IsRefused) {
  for (const char* text : {"NaN", "[nan]", "{\"a\":Infinity}", "-Infinity", "1e", "0x10"}) {
    EXPECT_THAT(refusal_of(text), HasSubstr("not JSON")) << text;
  }
}

TEST(StrictJson, NumberThatWouldComeBackChanged_IsRefused) {
  EXPECT_THAT(refusal_of("1e999"), HasSubstr("beyond a double"));
  EXPECT_THAT(refusal_of("[18446744073709551616]"), HasSubstr("more than 64 bits"));
  EXPECT_THAT(refusal_of("-9223372036854775809"), HasSubstr("more than 64 bits"));
  EXPECT_THAT(refusal_of("-9223372036854775808"), IsEmpty());
}

TEST(StrictJson, RepeatedMember_IsRefusedByNameAtAnyDepth) {
  EXPECT_THAT(refusal_of(R"({"a":1,"a":1})"), HasSubstr("repeats the member \"a\""));
  EXPECT_THAT(refusal_of(R"({"x":[{"b":{},"\u0062":2}]})"), HasSubstr("member \"b\""));
  EXPECT_THAT(refusal_of(R"({"a":{"a":1},"b":{"a":1}})"), IsEmpty());
}

TEST(StrictJson, InvalidUtf8AndLoneSurrogates_AreRefused) {
  EXPECT_THAT(refusal_of("\"\xFF\""), HasSubstr("not JSON"));
  EXPECT_THAT(refusal_of("\"\xC0\xAF\""), HasSubstr("not JSON"));
  EXPECT_THAT(refusal_of(R"("\ud800")"), HasSubstr("not JSON"));
}

TEST(StrictJson, Depth_IsBoundedAtTheLimitAndCheapFarBeyondIt) {
  EXPECT_THAT(refusal_of(nested(64)), IsEmpty());
  EXPECT_THAT(refusal_of(nested(65)), HasSubstr("nested over 64 deep"));
  EXPECT_THAT(refusal_of(nested(10'000)), HasSubstr("nested over 64 deep"));
  EXPECT_THAT(refusal_of(std::string(200'000, '{')), HasSubstr("not JSON"));
}

TEST(StrictJson, Size_IsBoundedAtTheLimit) {
  const auto text = '"' + std::string(98, 'x') + '"';

  EXPECT_THAT(refusal_of(text, {.most_bytes = 100}), IsEmpty());
  EXPECT_THAT(refusal_of(text + ' ', {.most_bytes = 100}), HasSubstr("101 bytes, over the 100"));
}

}  // namespace
}  // namespace lab::state
