// Goal: a script is read to the commands that it would run, with the words that it would run them
// with, and nothing is run.
// Method: short scripts, their commands looked at; what cannot be known is a mark, which the tests
// show as `…`.

#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/model/import_shell_script.hpp"

namespace lab::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A script read, with all that came of it.
struct Read {
  UnknownTexts unknown;
  ImportLog log;
  std::vector<ShellCommand> commands;

  explicit Read(const std::string& script, const std::map<std::string, std::string>& given = {},
                const std::map<std::string, std::string>& files = {}) {
    commands = read_shell_script(
        script, "test.sh", given,
        [&](const std::string& name) -> std::optional<std::string> {
          const auto found = files.find(name);
          return found == files.end() ? std::nullopt : std::optional{found->second};
        },
        unknown, log);
  }

  /// The words of each command, joined by `|`.
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const ShellCommand& command : commands) {
      lines.push_back(UnknownTexts::shown(fmt::format("{}", fmt::join(command.words, "|"))));
    }
    return lines;
  }
  [[nodiscard]] std::string reason(std::size_t command, std::size_t word) const {
    return unknown.first_of(commands.at(command).words.at(word)).reason;
  }
};

std::vector<std::string> lines_of(const std::string& script) {
  return Read{script}.lines();
}

TEST(ShellScript, Quotes_AreTakenAway) {
  EXPECT_THAT(lines_of("x 'a b'\"c d\"e\\ f '' \"\""), ElementsAre("x|a bc de f||"));
  EXPECT_THAT(lines_of(R"(x "a\"b\\c\d\$e" 'a\b' $'a\nb\'c')"),
              ElementsAre("x|a\"b\\c\\d$e|a\\b|a\nb'c"));
  EXPECT_THAT(lines_of("x 'it'\\''s'"), ElementsAre("x|it's"));
}

TEST(ShellScript, Variables_GetTheirValues) {
  EXPECT_THAT(lines_of("a=1\nb=\"$a/2\"\nb+=3\nx $b ${b}c \"$b d\" '$b'"),
              ElementsAre("x|1/23|1/23c|1/23 d|$b"));
  EXPECT_THAT(lines_of("export a=1 b='2 3'\nreadonly c=4\nx $a \"$b\" $c"),
              ElementsAre("x|1|2 3|4"));
  EXPECT_THAT(lines_of("a=1 b=2 x $a"), ElementsAre("x|1"));
}

TEST(ShellScript, UnquotedValues_AreSplitAtBlanks) {
  EXPECT_THAT(lines_of("a='1 2'\nx $a-$a \"$a\""), ElementsAre("x|1|2-1|2|1 2"));
  EXPECT_THAT(lines_of("a=\nx $a \"$a\" b"), ElementsAre("x||b"));
}

TEST(ShellScript, Defaults_AreTakenWhereNothingIsSet) {
  EXPECT_THAT(lines_of("a=1; e=\nx ${a:-2} ${b:-2} ${b-'3 4'} ${e:-5} ${e-5} ${a:+6} ${b+7}"),
              ElementsAre("x|1|2|3 4|5|6"));
  EXPECT_THAT(lines_of("x ${a:=1}; y $a"), ElementsAre("x|1", "y|1"));
  EXPECT_THAT(lines_of("x \"${a:-${b:-it's}}\""), ElementsAre("x|it's"));
  EXPECT_THAT(lines_of("x \"${a:-\"b c\"}\""), ElementsAre("x|b c"));
}

TEST(ShellScript, WhatOnlyRunningTells_IsUnknown) {
  const Read read{"a=$(date)\nx $a b-$c-d $1 $((1+2)) ${c%.*} $a"};
  EXPECT_THAT(read.lines(), ElementsAre("date", "x|…|b-…-d|…|…|…|…"));
  EXPECT_THAT(read.reason(1, 1), HasSubstr("$(date)"));
  EXPECT_THAT(read.reason(1, 2), HasSubstr("$c is not assigned"));
  EXPECT_THAT(read.unknown.first_of(read.commands[1].words[1]).next, HasSubstr("--set a=VALUE"));
}

TEST(ShellScript, DollarAllUnquoted_IsExplained) {
  const Read read{"x \"$all\""};
  EXPECT_THAT(read.unknown.first_of(read.commands[0].words[1]).next, HasSubstr("single quotes"));
}

TEST(ShellScript, GivenValues_GoBeforeWhatIsAssigned) {
  EXPECT_THAT(Read("a=$(date)\nx $a $b", {{"a", "1"}, {"b", "2"}}).lines(),
              ElementsAre("date", "x|1|2"));
}

TEST(ShellScript, ListsGroupsAndPipes_AreCommandsOfTheirOwn) {
  EXPECT_THAT(lines_of("a && b || c; d & e | f\n{ g; h; }\n(i; j)"),
              ElementsAre("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));
  EXPECT_THAT(lines_of("! a\nsudo b > c 2>&1 <d"), ElementsAre("a", "b"));
}

TEST(ShellScript, CommandSubstitutions_AreRunToo) {
  EXPECT_THAT(lines_of("a=$(b c)\nd \"$(e `f`)\""), ElementsAre("b|c", "f", "e|…", "d|…"));
}

TEST(ShellScript, CommandSubstitutions_AreFoundWhereverTheyStand) {
  EXPECT_THAT(lines_of("x=(1 $(a))\nfor i in $(b); do :; done\ncase $(c) in *) ;; esac\n"
                       "if [[ $(d) ]]; then y=$(e); fi\nf > $(g) < <(h)\n"),
              ElementsAre("a", "b", ":", "c", "d", "e", "g", "h", "f"));
}

TEST(ShellScript, CallsInAHereDocument_AreTold) {
  const Read read{"cat <<E\nit's fine\nE\nbash <<E\naz eventgrid namespace create\nE\n"};
  ASSERT_EQ(read.log.not_read().size(), 1U);
  EXPECT_EQ(read.log.not_read()[0].line, 5U);
  EXPECT_THAT(read.log.not_read()[0].what, HasSubstr("here-document"));
}

TEST(ShellScript, WhatIsConditional_SaysByWhat) {
  const Read read{
      "a\n"
      "if b; then\n  c\nelse d; fi\n"
      "for i in 1 2; do\n  e $i\ndone\n"
      "while f; do g; done\n"
      "case $x in\n  (a|b) h ;;\n  *) i\nesac\n"
      "k() {\n  l\n}\n"
      "function m { n; }\n"
      "o\n"};
  std::vector<std::string> found;
  for (const ShellCommand& command : read.commands) {
    found.push_back(command.words[0] + ": " + command.condition);
  }
  EXPECT_THAT(
      found, ElementsAre("a: ", "b: the if of line 2", "c: the if of line 2", "d: the if of line 2",
                         "e: the for of line 5", "f: the while of line 8", "g: the while of line 8",
                         "h: the case of line 9", "i: the case of line 9",
                         "l: the function k of line 13", "n: the function m of line 16", "o: "));
}

TEST(ShellScript, ValuesOfConditions_AreUnknownAfterwards) {
  const Read read{"a=1\nif x; then a=2; fi\ny $a\nfor b in 1 2; do :; done\nz $b"};
  EXPECT_THAT(read.reason(1, 1), HasSubstr("assigned in the if of line 2"));
  EXPECT_THAT(read.reason(3, 1), HasSubstr("the loop of line 4"));
}

TEST(ShellScript, DoubleBrackets_AreNoCommand) {
  EXPECT_THAT(lines_of("[[ -z $a && $b < c ]] && d"), ElementsAre("d"));
}

TEST(ShellScript, Arrays_AreUnknown) {
  const Read read{"a=(1 2)\nx $a"};
  EXPECT_THAT(read.reason(0, 1), HasSubstr("array"));
}

TEST(ShellScript, BracesThatTheShellTakesApart_AreUnknown) {
  const Read read{"x {a,b} '{a,b}' {a:b}"};
  EXPECT_THAT(read.lines(), ElementsAre("x|…|{a,b}|{a:b}"));
  EXPECT_THAT(read.reason(0, 1), HasSubstr("takes"));
}

TEST(ShellScript, SourcedFiles_AreReadInPlace) {
  const Read read{"source az.env\nx $a\n. ./missing\ny", {}, {{"az.env", "a=1\nz"}}};
  EXPECT_THAT(read.lines(), ElementsAre("z", "x|1", ".|./missing", "y"));
  EXPECT_EQ(read.commands[0].file, "az.env");
  EXPECT_EQ(read.commands[1].file, "test.sh");
}

TEST(ShellScript, FileThatSourcesItself_Ends) {
  const Read read{"source a", {}, {{"a", "x\nsource a\ny"}}};
  EXPECT_GT(read.commands.size(), 2U);
}

TEST(ShellScript, CarriageReturns_AreNoPartOfWords) {
  EXPECT_THAT(lines_of("a b\\\r\nc\r\nd 'e\r\nf'\r\n"), ElementsAre("a|bc", "d|e\nf"))
      << "a line that ends in the middle of a word goes on in the next";
}

TEST(ShellScript, NotClosed_ReadsWhatIsBefore) {
  const Read read{"a\nb 'c"};
  EXPECT_THAT(read.lines(), ElementsAre("a"));
  ASSERT_EQ(read.log.not_read().size(), 1U);
  EXPECT_EQ(read.log.not_read()[0].line, 2U);
}

TEST(ShellScript, ValuesThatDoubleThemselves_EndIt) {
  std::string script = "a=0123456789\n";
  for (int i = 0; i < 60; ++i) script += "a=$a$a\n";
  const Read read{script + "x $a"};
  EXPECT_THAT(read.commands, IsEmpty());
  ASSERT_EQ(read.log.not_read().size(), 1U);
  EXPECT_THAT(read.log.not_read()[0].reason, HasSubstr("without end"));
}

TEST(ShellScript, WithTheCharacterOfMarks_IsRefused) {
  const Read read{"x \xEF\xBF\xBF"};
  EXPECT_THAT(read.commands, IsEmpty());
  ASSERT_EQ(read.log.not_read().size(), 1U);
}

}  // namespace
}  // namespace lab::model
