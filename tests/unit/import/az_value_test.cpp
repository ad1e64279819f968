// Goal: the Azure CLI's option values are read as it reads them: JSON, its shorthand, plain texts.
// Method: texts from its documentation and their JSON.

#include <string>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/model/import_az_value.hpp"
#include "lab/model/import_canonical.hpp"

namespace lab::model {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;

/// The value as JSON; a problem as a text that begins with `!`.
ordered_json value_of(const std::string& text) {
  auto read = read_az_value(text, 0);
  if (auto* problem = std::get_if<std::string>(&read)) return "!" + *problem;
  const UnknownTexts unknown;
  ImportLog log;
  log.problems.places.add_file("test");
  return CanonicalValues{unknown, log}.json_of(std::get<Node>(read), nullptr);
}

ordered_json json(const char* text) {
  return ordered_json::parse(text);
}

TEST(AzValue, Shorthand_IsRead) {
  EXPECT_EQ(value_of("{state:Enabled}"), json(R"({"state": "Enabled"})"));
  EXPECT_EQ(
      value_of("{validationScheme:ThumbprintMatch,allowed-thumbprints:[AB,CD]}"),
      json(R"({"validationScheme": "ThumbprintMatch", "allowed-thumbprints": ["AB", "CD"]})"));
  EXPECT_EQ(value_of("['contosotopics/topic1']"), json(R"(["contosotopics/topic1"])"));
  EXPECT_EQ(value_of("[devices/+/x,'a, b']"), json(R"(["devices/+/x", "a, b"])"));
  EXPECT_EQ(value_of("{}"), json("{}"));
  EXPECT_EQ(value_of("{a:1,}"), json(R"({"a": 1})"));
}

TEST(AzValue, BareNumbersAndWords_AreWhatTheyLookLike_QuotedOnesAreTexts) {
  EXPECT_EQ(value_of("{'room':'345','floor':5,'x':-1,'t':true,'d':1.5}"),
            json(R"({"room": "345", "floor": 5, "x": -1, "t": true, "d": 1.5})"));
  EXPECT_EQ(value_of("{5:6}"), json(R"({"5": 6})"));
}

TEST(AzValue, Json_IsRead) {
  EXPECT_EQ(value_of(R"({"a": ["b\n\"c\"", 1, true], "é": {}})"),
            json(R"({"a": ["b\n\"c\"", 1, true], "é": {}})"));
}

TEST(AzValue, QuoteInsideOfSingleQuotes_IsWrittenWithASlash) {
  EXPECT_EQ(value_of("['it'/s']"), json(R"(["it's"])"));
}

TEST(AzValue, OtherTexts_AreThemselves) {
  EXPECT_EQ(value_of("plain text"), "plain text");
  EXPECT_EQ(value_of("'quoted'"), "quoted");
  EXPECT_EQ(value_of("'a' and 'b'"), "'a' and 'b'");
  EXPECT_EQ(value_of(""), "");
}

TEST(AzValue, WhatIsNeither_SaysWhere) {
  EXPECT_THAT(value_of("{a:1} b"), HasSubstr("left over"));
  EXPECT_THAT(value_of("{a 1}"), HasSubstr("a : is missing before \"1}\""));
  EXPECT_THAT(value_of("[a b]"), HasSubstr("a , or ] is missing"));
  EXPECT_THAT(value_of("{a:'b}"), HasSubstr("not closed"));
  EXPECT_THAT(value_of("{a:1,a:2}"), HasSubstr("twice"));
  EXPECT_THAT(value_of("[\"\\x\"]"), HasSubstr("as JSON has it"));
  EXPECT_THAT(value_of("[,]"), HasSubstr("a value is missing"));
  EXPECT_THAT(value_of(std::string(1000, '[')), HasSubstr("too deep"));
}

}  // namespace
}  // namespace lab::model
