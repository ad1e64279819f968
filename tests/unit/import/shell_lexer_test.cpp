// Goal: a script is cut where a shell would cut it.
// Method: short texts, each with the tokens that POSIX and bash make of it.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/model/import_shell_lexer.hpp"

namespace lab::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> words_of(const std::string& script) {
  std::vector<std::string> words;
  for (const ShellToken& token : cut_shell(script).tokens) {
    if (token.is(ShellToken::Kind::word)) words.emplace_back(token.text);
  }
  return words;
}

TEST(ShellLexer, PartsWordsAtBlanks_NotInsideOfPieces) {
  EXPECT_THAT(words_of("a  'b c' \"d e\" f\\ g $(h i) `j k` ${l m}n"),
              ElementsAre("a", "'b c'", "\"d e\"", "f\\ g", "$(h i)", "`j k`", "${l m}n"));
}

TEST(ShellLexer, LinesContinued_AreOneCommand) {
  const ShellTokens cut = cut_shell("a \\\n  b\nc");

  ASSERT_EQ(cut.tokens.size(), 4U);
  EXPECT_EQ(cut.tokens[1].text, "b");
  EXPECT_EQ(cut.tokens[1].line, 2U);
  EXPECT_TRUE(cut.tokens[2].is(ShellToken::Kind::separator));
  EXPECT_EQ(cut.tokens[3].line, 3U);
}

TEST(ShellLexer, CountsLinesInsideOfQuotes) {
  const ShellTokens cut = cut_shell("a '1\n2\n3' b\nc");
  EXPECT_EQ(cut.tokens[2].line, 3U);
  EXPECT_EQ(cut.tokens.back().line, 4U);
}

TEST(ShellLexer, Comments_AreLeftOut_ButNotInsideOfWords) {
  EXPECT_THAT(words_of("a # b 'c\nd#e"), ElementsAre("a", "d#e"));
}

TEST(ShellLexer, HereDocuments_AreLeftOut) {
  EXPECT_THAT(words_of("cat <<EOF\nit's \"not\nEOF\nb"), ElementsAre("cat", "EOF", "b"));
  EXPECT_THAT(words_of("cat <<-'E' x\n\tit's\n\tE\nb"), ElementsAre("cat", "'E'", "x", "b"));
}

TEST(ShellLexer, Operators_EndWords) {
  EXPECT_THAT(words_of("a;b&&c||d|e&f(g)"), ElementsAre("a", "b", "c", "d", "e", "f", "g"));
  EXPECT_THAT(words_of("a>b 2>&1 &>c"), ElementsAre("a", "b", "1", "c")) << "2 is no word";
}

TEST(ShellLexer, NestedPieces_EndWithTheOuterOne) {
  EXPECT_THAT(words_of("\"$(echo \"a b\" ')')\" c"), ElementsAre("\"$(echo \"a b\" ')')\"", "c"));
  EXPECT_THAT(words_of("\"${x:-it's}\" b"), ElementsAre("\"${x:-it's}\"", "b"));
  EXPECT_THAT(words_of("$(a # )\n) b"), ElementsAre("$(a # )\n)", "b"));
  EXPECT_THAT(words_of("x=(a 'b)' c) d"), ElementsAre("x=(a 'b)' c)", "d"));
}

TEST(ShellLexer, PieceThatIsNotClosed_IsToldWithItsLine) {
  for (const char* script :
       {"a\nb 'c\nd", "a\nb \"c\nd", "a\nb $(c\nd", "a\nb `c\nd", "a\nb ${c\nd"}) {
    const ShellTokens cut = cut_shell(script);
    ASSERT_TRUE(cut.problem) << script;
    EXPECT_EQ(cut.problem->line, 2U) << script;
    EXPECT_THAT(cut.problem->reason, HasSubstr("not closed"));
    EXPECT_EQ(cut.tokens.size(), 2U) << "the command before it: " << script;
  }
}

TEST(ShellLexer, NestingWithoutEnd_IsRefused) {
  std::string script;
  for (int depth = 0; depth < 100; ++depth) script += "$(";
  script.append(100, ')');
  EXPECT_TRUE(cut_shell(script).problem);
}

}  // namespace
}  // namespace lab::model
