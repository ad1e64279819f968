// Goal: JSON text becomes a tree with places, and bad text a message that leads to the spot.
#include "lab/model/definition_source.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <gmock/gmock.h>

namespace lab::model {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Parsed {
  std::optional<Node> root;
  std::string problems;
};

Parsed parse(const std::string& text) {
  ProblemList problems;
  Parsed parsed;
  parsed.root = read_json(text, problems.places.add_file("f"), problems);
  parsed.problems = to_text(problems.in_text_order());
  return parsed;
}

TEST(DefinitionSource, KeepsTheOrderOfTheTextAndKindsApart) {
  const Parsed parsed = parse(R"({"b": [1, 1.0, -3, "x", true, null], "a": {}})");
  ASSERT_TRUE(parsed.root);
  EXPECT_EQ(parsed.root->members.at(0).key, "b");
  const auto& items = parsed.root->members.at(0).value.items;
  ASSERT_EQ(items.size(), 6U);
  EXPECT_EQ(items[0].integer, 1);
  EXPECT_TRUE(items[1].is(Node::Kind::decimal));
  EXPECT_EQ(items[2].integer, -3);
  EXPECT_EQ(items[3].text, "x");
  EXPECT_TRUE(items[4].truth);
  EXPECT_TRUE(items[5].is(Node::Kind::null));
}

TEST(DefinitionSource, ASyntaxError_IsOneProblemWithLineColumnAndExcerpt) {
  const Parsed parsed = parse("{\n  \"a\": 1,\n  \"b\" 2\n}");
  EXPECT_FALSE(parsed.root);
  EXPECT_THAT(parsed.problems,
              AllOf(HasSubstr("line 3, column 7"), HasSubstr("\"b\" 2"), HasSubstr("json-syntax")));
}

TEST(DefinitionSource, CommonMistakes_AreNamed) {
  EXPECT_THAT(parse("{ // comment\n}").problems, HasSubstr("no comments"));
  EXPECT_THAT(parse("{\"a\": 1,}").problems, HasSubstr("take out the comma"));
  EXPECT_THAT(parse("[1, 2,\n]").problems, HasSubstr("take out the comma"));
  EXPECT_THAT(parse("{'a': 1}").problems, HasSubstr("double quotes"));
  EXPECT_THAT(parse("{\"a\": [1").problems, HasSubstr("ends too early"));
}

TEST(DefinitionSource, HostileText_IsRefusedInOneLine) {
  for (const std::string& text :
       {std::string{}, std::string{"\xFF\xFE{"}, std::string{"{\"a\": \"\xC3\"}"},
        std::string{"{\"a\": \"\x01\"}"}, std::string{"\0{}", 3}, std::string{"1e999"},
        std::string{"{} {}"}, std::string{"nul"}, std::string(100, ' ')}) {
    const Parsed parsed = parse(text);
    EXPECT_FALSE(parsed.root) << text;
    EXPECT_EQ(std::count(parsed.problems.begin(), parsed.problems.end(), '\n'), 1) << text;
  }
}

TEST(DefinitionSource, AByteOrderMarkIsPassedOver) {
  EXPECT_TRUE(parse("\xEF\xBB\xBF{}").root);
}

TEST(DefinitionSource, DeepNestingIsRefused_AtItsPlace) {
  EXPECT_TRUE(parse(std::string(64, '[') + std::string(64, ']')).root);
  const Parsed parsed = parse(std::string(1'000'000, '['));
  EXPECT_FALSE(parsed.root);
  EXPECT_THAT(parsed.problems, HasSubstr("nesting-depth"));
}

TEST(DefinitionSource, EqualKeysAreReported_AndTheFirstIsKept) {
  const Parsed parsed = parse(R"({"a": 1, "b": 2, "a": {"x": 3}})");
  ASSERT_TRUE(parsed.root);
  ASSERT_EQ(parsed.root->members.size(), 2U);
  EXPECT_EQ(parsed.root->find("a")->integer, 1);
  EXPECT_THAT(parsed.problems, AllOf(HasSubstr("f#/a: error"), HasSubstr("duplicate-key")));
}

TEST(DefinitionSource, EqualKeysAreReportedAmongManyToo) {
  std::string text = "{";
  for (int index = 0; index < 100; ++index) text += "\"k" + std::to_string(index) + "\": 0, ";
  EXPECT_THAT(parse(text + "\"k3\": 1}").problems, HasSubstr("f#/k3: error"));
  EXPECT_THAT(parse(text + "\"k99\": 1}").problems, HasSubstr("f#/k99: error"));
  EXPECT_EQ(parse(text + "\"k100\": 1}").problems, "");
}

TEST(DefinitionSource, KeysThatDifferInCaseOrInEscapes_AreComparedAsText) {
  EXPECT_EQ(parse(R"({"a": 1, "A": 2})").problems, "");
  EXPECT_THAT(parse(R"({"a": 1, "\u0061": 2})").problems, HasSubstr("duplicate-key"));
}

}  // namespace
}  // namespace lab::model
