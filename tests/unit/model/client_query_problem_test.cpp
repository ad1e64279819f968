#include <random>
#include <string>
#include <string_view>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/model/client_query.hpp"

namespace lab::model {
namespace {

using testing::HasSubstr;

struct Case {
  std::string_view name;
  std::string_view text;
  std::size_t at;
  std::string_view cause;
  std::string_view fix;
};

class ClientQueryProblem : public testing::TestWithParam<Case> {};

TEST_P(ClientQueryProblem, BrokenQuery_IsRefusedWithPlaceCauseAndFix) {
  const Case& expected = GetParam();

  const auto read = ClientQuery::parse(expected.text);

  ASSERT_TRUE(std::holds_alternative<SyntaxProblem>(read)) << expected.text;
  const auto& problem = std::get<SyntaxProblem>(read);
  EXPECT_EQ(problem.at, expected.at);
  EXPECT_EQ(problem.cause, expected.cause);
  EXPECT_EQ(problem.fix, expected.fix);
}

constexpr std::string_view name_rule =
    "write attributes.KEY (letters, digits and '_') or authenticationName";

const Case cases[] = {
    {"Empty", "", 0, "the query is empty",
     "write a comparison; for every client, bind the built-in group $all"},
    {"Blank", " \t\n", 3, "the query is empty",
     "write a comparison; for every client, bind the built-in group $all"},
    {"DoubleEqual", "attributes.a == 'x'", 13, "'==' is not part of the language",
     "did you mean '='?"},
    {"Ampersands", "attributes.a = 'x' && attributes.b = 1", 19, "'&&' is not part of the language",
     "did you mean 'and'?"},
    {"Bars", "attributes.a = 'x' || attributes.b = 1", 19, "'||' is not part of the language",
     "did you mean 'or'?"},
    {"EqualLess", "attributes.a =< 1", 13, "'=<' is not part of the language",
     "did you mean '<='?"},
    {"Bang", "!attributes.a = 1", 0, "'!' is not part of the language",
     "there is no NOT: turn the comparison round, for example with '!='"},
    {"GroupName", "$all", 0, "'$' is not part of the language",
     "'$all' is the name of a built-in group, not a query: name it in the permission binding"},
    {"OpenQuote", "attributes.a = 'x", 15, "the quote ' is never closed", "end the text with '"},
    {"OpenDoubleQuote", "attributes.a = \"x'", 15, "the quote \" is never closed",
     "end the text with \""},
    {"DoubledQuote", "attributes.a = 'it''s'", 19, "two texts stand side by side",
     "a quote inside a text is not escaped: put the other kind around the text"},
    {"NoQuotes", "attributes.a = home-sensor", 15, "expected a value, found 'home-sensor'",
     "quote it: 'home-sensor'"},
    {"Boolean", "attributes.a = true", 15, "expected a value, found 'true'", "quote it: 'true'"},
    {"Null", "attributes.a = null", 15, "expected a value, found 'null'",
     "there is no null: a missing attribute never matches"},
    {"Singular", "attribute.type = 'x'", 0, "'attribute.type' is not a name that a query can read",
     "did you mean attributes.type?"},
    {"WrongCaseRoot", "Attributes.type = 'x'", 0,
     "'Attributes.type' is not a name that a query can read", "did you mean attributes.type?"},
    {"BareKey", "type = 'x'", 0, "'type' is not a name that a query can read",
     "did you mean attributes.type?"},
    {"ClientPrefix", "client.attributes.type = 'x'", 0,
     "'client.attributes.type' is not a name that a query can read",
     "did you mean attributes.type?"},
    {"WrongCaseName", "authenticationname = 'x'", 0,
     "'authenticationname' is not a name that a query can read",
     "did you mean authenticationName?"},
    {"ClientName", "client.authenticationName = 'x'", 0,
     "'client.authenticationName' is not a name that a query can read",
     "did you mean authenticationName?"},
    {"NoKey", "attributes. = 'x'", 0, "'attributes.' is not a name that a query can read",
     name_rule},
    {"NestedKey", "attributes.a.b = 'x'", 0, "'attributes.a.b' is not a name that a query can read",
     name_rule},
    {"KeyWithDash", "attributes.a-b = 'x'", 0,
     "'attributes.a-b' is not a name that a query can read", name_rule},
    {"Not", "NOT attributes.a = 1", 0, "'NOT' is not a name that a query can read",
     "there is no NOT: turn the comparison round, for example with '!='"},
    {"NotIn", "attributes.a NOT IN ['x']", 13, "expected a comparison after the name, found 'NOT'",
     "there is no NOT: turn the comparison round, for example with '!='"},
    {"Like", "attributes.a LIKE 'x%'", 13, "expected a comparison after the name, found 'LIKE'",
     "there is no LIKE: compare whole values with '=' or IN ['…']"},
    {"IsNull", "attributes.a is null", 13, "expected a comparison after the name, found 'is'",
     "there is no null: a missing attribute never matches"},
    {"Odata", "attributes.a eq 1", 13, "expected a comparison after the name, found 'eq'",
     "did you mean '='?"},
    {"NameAlone", "attributes.a", 12, "expected a comparison after the name, found the end",
     "compare with =, !=, <, <=, >, >= or IN […]"},
    {"NoRightSide", "attributes.a =", 14, "expected a value, found the end",
     "write an integer or a quoted text"},
    {"LiteralFirst", "'x' = attributes.a", 0, "expected a name, found 'x'",
     "put the name on the left: attributes.KEY or authenticationName"},
    {"NameOnTheRight", "attributes.a = attributes.b", 15, "expected a value, found 'attributes.b'",
     "quote it: 'attributes.b'"},
    {"SetWithoutIn", "attributes.a = ['x']", 15, "expected a value, found '['",
     "a set needs IN before it"},
    {"InWithParentheses", "attributes.a IN ('x')", 16, "expected '[' after IN, found '('",
     "write the set in square brackets: IN ['a', 'b']"},
    {"EmptySet", "attributes.a IN []", 17, "expected a value, found ']'",
     "write an integer or a quoted text"},
    {"TrailingComma", "attributes.a IN ['x',]", 21, "expected a value, found ']'",
     "write an integer or a quoted text"},
    {"OpenSet", "attributes.a IN ['x' 'y']", 21, "expected ',' or ']' in the set, found 'y'",
     "separate members with ',' and end the set with ']'"},
    {"TextOrder", "attributes.a < 'x'", 15, "text has no order: <, <=, > and >= compare integers",
     "compare with an integer (no quotes), or use =, != or IN […]"},
    {"NameOrder", "authenticationName > 'x'", 19,
     "authenticationName is text, and text has no order", "use =, != or IN […]"},
    {"NameNumber", "authenticationName = 5", 21, "authenticationName is text, not a number",
     "quote it: '5'"},
    {"NameNumberInSet", "authenticationName IN ['a', 5]", 28,
     "authenticationName is text, not a number", "quote it: '5'"},
    {"Fraction", "attributes.a = 1.5", 15, "1.5 is not an integer",
     "attributes are integers or text: use a whole number, or quote it"},
    {"TooBig", "attributes.a = 9223372036854775808", 15,
     "9223372036854775808 does not fit in 64 bits",
     "use a smaller number, or quote it to compare text"},
    {"NumberWithLetters", "attributes.a = 5th", 15, "5th is neither a number nor a name",
     "quote it: '5th'"},
    {"Plus", "attributes.a = +5", 15, "'+' is not part of the language",
     "quote text, and write names as attributes.KEY or authenticationName"},
    {"OpenParenthesis", "(attributes.a = 1", 0, "the parenthesis is never closed",
     "close it with ')'"},
    {"ExtraParenthesis", "attributes.a = 1)", 16, "expected 'and', 'or' or the end, found ')'",
     "remove it, or open it with '('"},
    {"EmptyParentheses", "()", 1, "expected a name, found ')'",
     "write attributes.KEY or authenticationName"},
    {"NoJoin", "attributes.a = 1 attributes.b = 2", 17,
     "expected 'and', 'or' or the end, found 'attributes.b'",
     "join comparisons with 'and' or 'or'"},
    {"DanglingAnd", "attributes.a = 1 and", 20, "expected a name, found the end",
     "write attributes.KEY or authenticationName"},
    {"Semicolon", "attributes.a = 1;", 16, "';' is not part of the language",
     "quote text, and write names as attributes.KEY or authenticationName"},
    {"BadByte", "\xff", 0, "'\\xff' is not part of the language",
     "quote text, and write names as attributes.KEY or authenticationName"},
    {"Nul", std::string_view("\0", 1), 0, "'\\x00' is not part of the language",
     "quote text, and write names as attributes.KEY or authenticationName"},
};

INSTANTIATE_TEST_SUITE_P(Each, ClientQueryProblem, testing::ValuesIn(cases),
                         [](const auto& each) { return std::string(each.param.name); });

std::string nested(std::size_t depth) {
  return std::string(depth, '(') + "attributes.a = 1" + std::string(depth, ')');
}

TEST(ClientQueryBounds, NestingOfSixtyFour_IsRead) {
  EXPECT_TRUE(std::holds_alternative<ClientQuery>(ClientQuery::parse(nested(64))));
}

TEST(ClientQueryBounds, HostileNesting_IsRefusedWithoutRecursingIntoIt) {
  const auto deeper = std::get<SyntaxProblem>(ClientQuery::parse(nested(65)));
  EXPECT_EQ(deeper.at, 64U);
  EXPECT_EQ(deeper.cause, "parentheses nest deeper than 64");
  EXPECT_EQ(std::get<SyntaxProblem>(ClientQuery::parse(std::string(65'536, '('))).at, 64U);
}

TEST(ClientQueryBounds, LongestQuery_IsReadAndOneByteMoreRefused) {
  std::string text = "attributes.a = 1";
  text += std::string(65'536 - text.size(), ' ');
  EXPECT_TRUE(std::holds_alternative<ClientQuery>(ClientQuery::parse(text)));
  const auto over = std::get<SyntaxProblem>(ClientQuery::parse(text + " "));
  EXPECT_THAT(over.cause, HasSubstr("65537 bytes"));
}

TEST(ClientQueryBounds, RandomBytesAndTokens_NeverCrashAndAlwaysExplain) {
  std::mt19937 random(4'711);
  constexpr std::string_view pieces[] = {"attributes.a = 1",
                                         "authenticationName <> 'y'",
                                         "attributes.a",
                                         "authenticationName",
                                         " and ",
                                         " or ",
                                         " IN ",
                                         "[",
                                         "]",
                                         "(",
                                         ")",
                                         ",",
                                         "=",
                                         "!=",
                                         "<",
                                         ">=",
                                         "'x'",
                                         "\"y\"",
                                         "5",
                                         "-7",
                                         "'",
                                         " ",
                                         "NOT",
                                         "\xff"};
  int read = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    const bool bytes = random() % 2 == 0;
    for (auto length = random() % 16; length > 0; --length) {
      if (bytes) {
        text += static_cast<char>(random() % 256);
      } else {
        text += pieces[random() % std::size(pieces)];
      }
    }
    const auto result = ClientQuery::parse(text);
    if (const auto* problem = std::get_if<SyntaxProblem>(&result)) {
      ASSERT_LE(problem->at, text.size()) << text;
      ASSERT_FALSE(problem->cause.empty()) << text;
      ASSERT_FALSE(problem->fix.empty()) << text;
    } else {
      ++read;
      const auto& query = std::get<ClientQuery>(result);
      ASSERT_EQ(query.text(), text);
      ASSERT_FALSE(query.matches(Client{}) && text.find("authenticationName") == std::string::npos)
          << "a client without attributes is in no group by attributes: " << text;
    }
  }
  EXPECT_GT(read, 50) << "the pieces must sometimes make a whole query";
}

}  // namespace
}  // namespace lab::model
