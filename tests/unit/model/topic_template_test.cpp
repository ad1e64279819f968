#include "lab/model/topic_template.hpp"

#include <random>
#include <string>
#include <string_view>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::model {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Cause = TopicTemplate::NoFilter::Cause;

TopicTemplate read(std::string_view text) {
  auto result = TopicTemplate::parse(text);
  if (const auto* problem = std::get_if<SyntaxProblem>(&result)) {
    ADD_FAILURE() << text << ": " << problem->at << ": " << problem->cause;
    return std::get<TopicTemplate>(TopicTemplate::parse("unreadable"));
  }
  return std::get<TopicTemplate>(std::move(result));
}

Client machine() {
  Client client;
  client.name = "ignored";
  client.authentication_name = "Machine1";
  client.attributes = {{"area", "section1"},
                       {"floor", std::int64_t{-2}},
                       {"empty", ""},
                       {"tags", std::vector<std::string>{"only"}}};
  return client;
}

std::string expanded(std::string_view text, const Client& client = machine()) {
  const auto result = read(text).expand(client);
  const auto* filter = std::get_if<std::string>(&result);
  return filter != nullptr ? *filter : "(no filter)";
}

TEST(TopicTemplate, Wildcards_StayAsTheyAre) {
  for (const std::string_view text :
       {"#", "+", "machines/#", "devices/+/desired", "+/+/#", "/a//b"}) {
    EXPECT_EQ(expanded(text), text);
    EXPECT_FALSE(read(text).has_variables());
    EXPECT_EQ(read(text).text(), text);
  }
}

TEST(TopicTemplate, Variables_BecomeTheClientsValues) {
  EXPECT_EQ(expanded("devices/${client.authenticationName}/desired"), "devices/Machine1/desired");
  EXPECT_EQ(expanded("area/${client.attributes.area}/telemetry"), "area/section1/telemetry");
  EXPECT_EQ(expanded("machines/${client.authenticationName|.factory1}/temp"),
            "machines/Machine1.factory1/temp");
  EXPECT_EQ(expanded("floors/${client.attributes.floor}/#"), "floors/-2/#");
  EXPECT_EQ(expanded("${client.authenticationName}"), "Machine1");
  EXPECT_EQ(expanded("a/line-${client.attributes.area}-x/b"), "a/line-section1-x/b");
  EXPECT_EQ(expanded("${client.attributes.area}${client.attributes.floor|th}/+"), "section1-2th/+");
}

TEST(TopicTemplate, SpecialLettersOutsideOfAVariable_ArePlainLetters) {
  EXPECT_EQ(expanded("a$b/c|d}/{e"), "a$b/c|d}/{e");
  EXPECT_EQ(expanded("a/$/$${client.authenticationName}}"), "a/$/$Machine1}");
  EXPECT_EQ(expanded("Gerät/机器"), "Gerät/机器");
}

TEST(TopicTemplate, Keys_AreListedOnce) {
  const TopicTemplate text = read(
      "${client.attributes.b}/${client.attributes.a|x}/${client.attributes.b}/"
      "${client.authenticationName}");
  EXPECT_THAT(text.attribute_keys(), ElementsAre("b", "a"));
  EXPECT_TRUE(text.has_variables());
  EXPECT_THAT(read("devices/+").attribute_keys(), IsEmpty());
}

struct Refused {
  std::string_view name;
  std::string_view text;
  std::size_t at;
  std::string_view cause;
  std::string_view fix;
};

class TopicTemplateProblem : public testing::TestWithParam<Refused> {};

TEST_P(TopicTemplateProblem, BrokenTemplate_IsRefusedWithPlaceCauseAndFix) {
  const auto result = TopicTemplate::parse(GetParam().text);

  ASSERT_TRUE(std::holds_alternative<SyntaxProblem>(result)) << GetParam().text;
  const auto& problem = std::get<SyntaxProblem>(result);
  EXPECT_EQ(problem.at, GetParam().at);
  EXPECT_EQ(problem.cause, GetParam().cause);
  EXPECT_EQ(problem.fix, GetParam().fix);
}

constexpr std::string_view plain_suffix =
    "leave it out: a suffix is plain text, and nothing can be escaped";

const Refused refused[] = {
    {"Empty", "", 0, "the template is empty", "write a topic filter, for example devices/#"},
    {"Reserved", "$SYS/#", 0, "topics that start with '$' are reserved for the service",
     "begin with another character; a variable is written ${…}"},
    {"Shared", "$share/g/a", 0, "topics that start with '$' are reserved for the service",
     "begin with another character; a variable is written ${…}"},
    {"PlusInside", "a/b+/c", 3, "the wildcard '+' must be a whole segment",
     "write '+' alone between slashes"},
    {"PlusBesideVariable", "a/+${client.authenticationName}", 2,
     "the wildcard '+' must be a whole segment", "write '+' alone between slashes"},
    {"VariableBesidePlus", "a/${client.authenticationName}+", 30,
     "the wildcard '+' must be a whole segment", "write '+' alone between slashes"},
    {"HashInside", "a/b#", 3, "the wildcard '#' must be a whole segment",
     "write '#' alone between slashes"},
    {"HashFirst", "a/#/b", 2, "the wildcard '#' must be the last segment",
     "use '+' for exactly one segment"},
    {"Unclosed", "a/${client.authenticationName", 2, "'${' is never closed",
     "close the variable with '}'"},
    {"UnclosedBeforeSlash", "a/${client.authenticationName/b", 2, "'${' is never closed",
     "close the variable with '}' before '/'"},
    {"UnclosedBeforeAnother", "${client.authenticationName/${client.attributes.a}", 0,
     "'${' is never closed", "close the variable with '}' before '/'"},
    {"Nested", "${client.attributes.${client.attributes.a}}", 0, "'${' is never closed",
     "close the variable with '}'"},
    {"SlashInside", "a/${client.authenticationName|x/y}/b", 31,
     "a variable cannot hold '/': it stays inside one segment", "put the '/' after the '}'"},
    {"PlusInSuffix", "a/${client.authenticationName|+}", 30, "a suffix cannot hold '+'",
     plain_suffix},
    {"HashInSuffix", "a/${client.authenticationName|x#}", 31, "a suffix cannot hold '#'",
     plain_suffix},
    {"SecondBar", "a/${client.authenticationName|x|y}", 31, "a suffix cannot hold '|'",
     plain_suffix},
    {"DollarInSuffix", "a/${client.authenticationName|$}", 30, "a suffix cannot hold '$'",
     plain_suffix},
    {"EmptySuffix", "a/${client.authenticationName|}", 30, "the suffix after '|' is empty",
     "write one, or leave out the '|'"},
    {"HistoricalName", "a/${client.name}", 2, "unknown variable ${client.name}",
     "the preview's spelling is gone; write ${client.authenticationName}"},
    {"HistoricalNameWithSuffix", "a/${client.name|x}", 2, "unknown variable ${client.name}",
     "the preview's spelling is gone; write ${client.authenticationName|x}"},
    {"HistoricalPrincipal", "a/${principal.deviceId}", 2, "unknown variable ${principal.deviceId}",
     "the preview's spelling is gone; write ${client.authenticationName}"},
    {"HistoricalAttribute", "${principal.attributes.area}", 0,
     "unknown variable ${principal.attributes.area}",
     "the preview's spelling is gone; write ${client.attributes.area}"},
    {"WrongCase", "${client.authenticationname}", 0,
     "unknown variable ${client.authenticationname}", "did you mean ${client.authenticationName}?"},
    {"NoClient", "${authenticationName}", 0, "unknown variable ${authenticationName}",
     "did you mean ${client.authenticationName}?"},
    {"Singular", "${client.attribute.area}", 0, "unknown variable ${client.attribute.area}",
     "did you mean ${client.attributes.area}?"},
    {"Misspelt", "${client.atributes.area}", 0, "unknown variable ${client.atributes.area}",
     "did you mean ${client.attributes.area}?"},
    {"Spaces", "${ client.attributes.area }", 0, "unknown variable ${ client.attributes.area }",
     "did you mean ${client.attributes.area}?"},
    {"Unknown", "${topic}", 0, "unknown variable ${topic}",
     "use ${client.authenticationName} or ${client.attributes.KEY}"},
    {"NothingInside", "${}", 0, "unknown variable ${}",
     "use ${client.authenticationName} or ${client.attributes.KEY}"},
    {"NoKey", "${client.attributes.}", 20, "'' is not an attribute key",
     "a key is letters, digits and '_'"},
    {"BadKey", "${client.attributes.a-b}", 20, "'a-b' is not an attribute key",
     "a key is letters, digits and '_'"},
    {"ControlCharacter", "a/\tb", 2, "U+0009 at offset 2 is a control character", "remove it"},
    {"BadUtf8", "a/\xFF", 2, "byte 0xFF at offset 2 is not valid UTF-8", "remove it"},
    {"SixteenSegments", "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/#", 0,
     "it has 16 segments, Event Grid takes at most 15", "use fewer segments"},
};

INSTANTIATE_TEST_SUITE_P(Each, TopicTemplateProblem, testing::ValuesIn(refused),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(TopicTemplate, LongestTemplate_IsReadAndOneByteMoreRefused) {
  EXPECT_EQ(expanded(std::string(256, 'x')).size(), 256U);
  const auto over = TopicTemplate::parse(std::string(257, 'x'));
  EXPECT_EQ(std::get<SyntaxProblem>(over).at, 256U);
  EXPECT_EQ(std::get<SyntaxProblem>(over).cause, "it has 257 bytes, Event Grid takes at most 256");
}

TopicTemplate::NoFilter no_filter(std::string_view text, const Client& client = machine()) {
  const auto result = read(text).expand(client);
  if (const auto* filter = std::get_if<std::string>(&result)) {
    ADD_FAILURE() << text << " became " << *filter;
    return {};
  }
  return std::get<TopicTemplate::NoFilter>(result);
}

TEST(TopicTemplate, ValueThatIsNotThere_GivesNoFilter) {
  EXPECT_EQ(no_filter("a/${client.attributes.absent}").cause, Cause::attribute_missing);
  EXPECT_EQ(no_filter("a/${client.attributes.Area}").cause, Cause::attribute_missing);
  EXPECT_EQ(no_filter("a/${client.attributes.tags}").cause, Cause::attribute_is_array);
  EXPECT_EQ(no_filter("a/${client.attributes.empty}").cause, Cause::value_is_empty);
  EXPECT_EQ(no_filter("a/x${client.attributes.empty|y}").cause, Cause::value_is_empty);
  EXPECT_EQ(no_filter("a/${client.attributes.empty|y}").variable, "${client.attributes.empty|y}");
}

TEST(TopicTemplate, ValueThatWouldWiden_GivesNoFilter) {
  const std::string_view hostile[] = {
      "+", "#", "a/b", "/", "a+", "#x", std::string_view("a\0", 2), "a\n", "\xFF", "\xC0\xAF"};
  for (const std::string_view value : hostile) {
    Client client = machine();
    client.authentication_name = value;
    client.attributes["area"] = std::string(value);
    for (const std::string_view text :
         {"devices/${client.authenticationName}/x", "a/${client.attributes.area|.b}"}) {
      const auto refusal = no_filter(text, client);
      EXPECT_EQ(refusal.cause, Cause::value_injects) << value;
      EXPECT_EQ(refusal.value, value);
    }
  }
}

TEST(TopicTemplate, ValueThatWouldReachReservedTopics_GivesNoFilter) {
  Client client = machine();
  client.authentication_name = "$SYS";
  EXPECT_EQ(no_filter("${client.authenticationName}/#", client).cause, Cause::value_injects);
  EXPECT_EQ(expanded("a/${client.authenticationName}", client), "a/$SYS");
}

TEST(TopicTemplate, ExpansionOverTheLimit_GivesNoFilter) {
  Client client = machine();
  client.authentication_name = std::string(128, 'n');
  client.attributes["area"] = std::string(127, 'a');
  EXPECT_EQ(expanded("${client.authenticationName}/${client.attributes.area}", client).size(),
            256U);
  const auto refusal = no_filter("${client.authenticationName}//${client.attributes.area}", client);
  EXPECT_EQ(refusal.cause, Cause::too_long);
  EXPECT_EQ(refusal.variable, "${client.authenticationName}");
}

// Goal: no value, however hostile, turns a template into more than the template with `+` in place
// of each segment that has a variable. Method: random templates and values of the letters that
// could do harm.
TEST(TopicTemplate, RandomHostileValues_NeverWidenTheTemplate) {
  std::mt19937 random(1'883);
  const auto pick = [&random](const auto& from) { return from[random() % std::size(from)]; };
  constexpr std::string_view segments[] = {"a",
                                           "b",
                                           "+",
                                           "",
                                           "${client.authenticationName}",
                                           "${client.attributes.k}",
                                           "x${client.attributes.k|.y}",
                                           "${client.attributes.k}${client.authenticationName}"};
  constexpr std::string_view values[] = {"a", "$", "+",    "#", "/",   "${",
                                         "}", "|", "\xC3", "ä", "$SYS"};
  int expansions = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    std::string widest;
    for (auto count = random() % 4 + 1; count > 0; --count) {
      const std::string_view segment = pick(segments);
      text += segment;
      widest += segment.find("${") != std::string_view::npos ? "+" : segment;
      const std::string_view end = count > 1 ? "/" : random() % 4 == 0 ? "/#" : "";
      text += end;
      widest += end;
    }
    if (text.empty()) continue;
    Client client;
    client.authentication_name = std::string(pick(values)) + std::string(pick(values));
    client.attributes["k"] = std::string(pick(values));
    const auto result = read(text).expand(client);
    const auto* filter = std::get_if<std::string>(&result);
    if (filter == nullptr) continue;
    ++expansions;
    ASSERT_EQ(topic_filter_problem(*filter), "") << text;
    ASSERT_TRUE(filter_covers_filter(widest, *filter)) << *filter << " from " << text;
    ASSERT_FALSE(filter->starts_with('$')) << *filter << " from " << text;
  }
  EXPECT_GT(expansions, 2'000);
}

TEST(TopicTemplate, RandomBytes_NeverCrashAndGiveOnlyValidFilters) {
  std::mt19937 random(443);
  constexpr std::string_view pieces[] = {
      "${", "}", "|",    "client.", "authenticationName", "attributes.", "area", "/", "+", "#",
      "$",  "a", "\xFF", "\n"};
  const Client client = machine();
  int read_well = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto length = random() % 10; length > 0; --length) {
      text += pieces[random() % std::size(pieces)];
    }
    const auto result = TopicTemplate::parse(text);
    if (const auto* problem = std::get_if<SyntaxProblem>(&result)) {
      ASSERT_LE(problem->at, text.size()) << text;
      ASSERT_FALSE(problem->cause.empty() || problem->fix.empty()) << text;
      continue;
    }
    ++read_well;
    const auto filter = std::get<TopicTemplate>(result).expand(client);
    if (const auto* valid = std::get_if<std::string>(&filter)) {
      ASSERT_EQ(topic_filter_problem(*valid), "") << text;
    }
  }
  EXPECT_GT(read_well, 500);
}

}  // namespace
}  // namespace lab::model
