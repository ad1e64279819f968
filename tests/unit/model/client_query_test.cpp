#include "lab/model/client_query.hpp"

#include <array>
#include <random>
#include <string>
#include <variant>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::model {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The clients of the service's own samples.
Client home_sensor() {
  Client client;
  client.name = client.authentication_name = "Sensor-1";
  client.attributes = {{"type", "home-sensors"},
                       {"floor", std::int64_t{5}},
                       {"depth", std::int64_t{-3}},
                       {"note", "it's \"here\""},
                       {"digits", "5"},
                       {"none", std::vector<std::string>{}},
                       {"sensors", std::vector<std::string>{"motion", "noise", "light"}}};
  return client;
}

bool matches(std::string_view text, const Client& client = home_sensor()) {
  const auto query = ClientQuery::parse(text);
  if (const auto* problem = std::get_if<SyntaxProblem>(&query)) {
    ADD_FAILURE() << text << ": " << problem->at << ": " << problem->cause << "; " << problem->fix;
    return false;
  }
  return std::get<ClientQuery>(query).matches(client);
}

TEST(ClientQuery, SamplesOfTheDocumentation_AreRead) {
  EXPECT_TRUE(matches(R"((attributes.sensors = "motion" or attributes.sensors = "humidity") or )"
                      R"(attributes.type = "home-sensors")"));
  EXPECT_TRUE(matches(
      R"(attributes.sensors IN ["motion", "humidity", "temperature"] and attributes.floor <= 5)"));
  EXPECT_FALSE(matches("authenticationName IN ['client1', 'client2']"));
  EXPECT_FALSE(matches("attributes.b IN ['a', 'b', 'c']"));
}

TEST(ClientQuery, IntegerComparisons_FollowTheNumbers) {
  for (int literal = 4; literal <= 6; ++literal) {
    SCOPED_TRACE(literal);
    EXPECT_EQ(matches(fmt::format("attributes.floor = {}", literal)), 5 == literal);
    EXPECT_EQ(matches(fmt::format("attributes.floor != {}", literal)), 5 != literal);
    EXPECT_EQ(matches(fmt::format("attributes.floor <> {}", literal)), 5 != literal);
    EXPECT_EQ(matches(fmt::format("attributes.floor < {}", literal)), 5 < literal);
    EXPECT_EQ(matches(fmt::format("attributes.floor <= {}", literal)), 5 <= literal);
    EXPECT_EQ(matches(fmt::format("attributes.floor > {}", literal)), 5 > literal);
    EXPECT_EQ(matches(fmt::format("attributes.floor >= {}", literal)), 5 >= literal);
  }
}

TEST(ClientQuery, NegativeAndExtremeIntegers_AreRead) {
  EXPECT_TRUE(matches("attributes.depth = -3"));
  EXPECT_TRUE(matches("attributes.depth>-4"));
  EXPECT_TRUE(matches("attributes.floor < 9223372036854775807"));
  EXPECT_TRUE(matches("attributes.floor > -9223372036854775808"));
  EXPECT_TRUE(matches("attributes.floor = 0005"));
}

TEST(ClientQuery, AndBindsTighterThanOr_WhereverTheParenthesesAreNot) {
  // Each letter true or false by itself: the tree must be the one that precedence gives.
  for (unsigned bits = 0; bits < 8; ++bits) {
    const bool a = (bits & 1U) != 0;
    const bool b = (bits & 2U) != 0;
    const bool c = (bits & 4U) != 0;
    const auto factor = [](bool holds) {
      return holds ? "attributes.floor=5" : "attributes.floor=6";
    };
    SCOPED_TRACE(bits);
    EXPECT_EQ(matches(fmt::format("{} or {} and {}", factor(a), factor(b), factor(c))),
              a || (b && c));
    EXPECT_EQ(matches(fmt::format("{} and {} or {}", factor(a), factor(b), factor(c))),
              (a && b) || c);
    EXPECT_EQ(matches(fmt::format("({} or {}) and {}", factor(a), factor(b), factor(c))),
              (a || b) && c);
    EXPECT_EQ(matches(fmt::format("{} and ({} or {})", factor(a), factor(b), factor(c))),
              a && (b || c));
  }
}

TEST(ClientQuery, KeywordsInAnyCase_AreKeywords) {
  EXPECT_TRUE(matches("attributes.floor = 5 AND attributes.type in ['home-sensors']"));
  EXPECT_TRUE(matches("attributes.floor = 6 Or attributes.type In ['home-sensors']"));
}

TEST(ClientQuery, KeysInAnotherCase_AreOtherKeys) {
  EXPECT_FALSE(matches("attributes.Floor = 5"));
}

TEST(ClientQuery, KeyNamedAsAKeyword_IsAKey) {
  Client client;
  client.attributes = {{"in", "x"}, {"and", "y"}};
  EXPECT_TRUE(matches("attributes.in IN ['x'] and attributes.and = 'y'", client));
}

TEST(ClientQuery, TextInAnotherCase_IsUnequal) {
  EXPECT_FALSE(matches("attributes.type = 'Home-Sensors'"));
  EXPECT_TRUE(matches("attributes.type != 'Home-Sensors'"));
}

TEST(ClientQuery, MissingAttribute_NeverHolds) {
  EXPECT_FALSE(matches("attributes.absent = 'x'"));
  EXPECT_FALSE(matches("attributes.absent != 'x'"));
  EXPECT_FALSE(matches("attributes.absent <> 1"));
  EXPECT_FALSE(matches("attributes.absent < 1"));
  EXPECT_FALSE(matches("attributes.absent IN ['x', 1]"));
}

TEST(ClientQuery, LiteralOfAnotherType_NeverHolds) {
  EXPECT_FALSE(matches("attributes.floor = '5'"));
  EXPECT_FALSE(matches("attributes.floor != '5'"));
  EXPECT_FALSE(matches("attributes.digits = 5"));
  EXPECT_FALSE(matches("attributes.digits != 4"));
  EXPECT_FALSE(matches("attributes.digits < 6"));
  EXPECT_FALSE(matches("attributes.sensors = 1"));
  EXPECT_FALSE(matches("attributes.sensors != 1"));
}

TEST(ClientQuery, ArrayAgainstText_IsMembership) {
  EXPECT_TRUE(matches("attributes.sensors = 'noise'"));
  EXPECT_FALSE(matches("attributes.sensors = 'humidity'"));
  EXPECT_TRUE(matches("attributes.sensors != 'humidity'"));
  EXPECT_FALSE(matches("attributes.sensors != 'noise'"));
  EXPECT_TRUE(matches("attributes.sensors IN ['humidity', 'light']"));
  EXPECT_FALSE(matches("attributes.sensors IN ['humidity', 'mo']"));
  EXPECT_FALSE(matches("attributes.none = ''"));
  EXPECT_TRUE(matches("attributes.none != 'x'"));
}

TEST(ClientQuery, MixedSet_IsComparedByType) {
  EXPECT_TRUE(matches("attributes.floor IN ['5', 5]"));
  EXPECT_FALSE(matches("attributes.floor IN ['5', 4]"));
  EXPECT_TRUE(matches("attributes.digits IN [4, '5']"));
}

TEST(ClientQuery, AuthenticationName_IsComparedIgnoringAsciiCase) {
  EXPECT_TRUE(matches("authenticationName = 'sensor-1'"));
  EXPECT_FALSE(matches("authenticationName != 'SENSOR-1'"));
  EXPECT_TRUE(matches("authenticationName <> 'sensor-2'"));
  EXPECT_TRUE(matches("authenticationName IN ['x', 'SENSOR-1']"));
  EXPECT_FALSE(matches("authenticationName = 'sensor-'"));
}

TEST(ClientQuery, OtherQuoteAndBackslash_AreLettersOfTheText) {
  Client client = home_sensor();
  client.attributes["note"] = "it's";
  EXPECT_TRUE(matches(R"(attributes.note = "it's")", client));
  client.attributes["note"] = R"(say "hi")";
  EXPECT_TRUE(matches(R"(attributes.note = 'say "hi"')", client));
  client.attributes["note"] = R"(back\)";
  EXPECT_TRUE(matches(R"(attributes.note = 'back\')", client));
}

TEST(ClientQuery, SpacesAnywhereOrNowhere_DoNotMatter) {
  EXPECT_TRUE(matches("\t attributes.floor\r\n=\n5 "));
  EXPECT_TRUE(matches("(attributes.floor=5)and(attributes.type='home-sensors')"));
  EXPECT_TRUE(matches("attributes.type IN['home-sensors','x']and attributes.floor<6"));
}

TEST(ClientQuery, BuiltInGroup_HoldsEveryClient) {
  EXPECT_TRUE(ClientQuery::all().matches(Client{}));
  EXPECT_TRUE(ClientQuery::all().matches(home_sensor()));
  EXPECT_EQ(ClientQuery::all().text(), "$all");
  EXPECT_THAT(ClientQuery::all().attribute_keys(), IsEmpty());
}

TEST(ClientQuery, Keys_AreListedOnceInOrder) {
  const auto query = std::get<ClientQuery>(ClientQuery::parse(
      "attributes.b = 1 or (attributes.a = 2 and attributes.b = 3) or authenticationName = 'x'"));
  EXPECT_THAT(query.attribute_keys(), ElementsAre("b", "a"));
}

TEST(ClientQuery, Copy_OutlivesItsOriginal) {
  std::optional<ClientQuery> original =
      std::get<ClientQuery>(ClientQuery::parse("attributes.floor = 5"));
  const ClientQuery copy = *original;
  original.reset();
  EXPECT_TRUE(copy.matches(home_sensor()));
  EXPECT_EQ(copy.text(), "attributes.floor = 5");
}

// Goal: the parser's tree means what the text means. Method: random trees, printed with only the
// parentheses that precedence needs, and evaluated beside the query.
class RandomQuery {
 public:
  explicit RandomQuery(unsigned seed) : random_(seed) {}

  struct Made {
    std::string text;
    bool holds = false;
  };

  Made any_of(int depth) {
    Made made = all_of(depth);
    for (auto more = random_() % 3; more > 0; --more) {
      const Made next = all_of(depth);
      made.text += " or " + next.text;
      made.holds = made.holds || next.holds;
    }
    return made;
  }

 private:
  Made all_of(int depth) {
    Made made = factor(depth);
    for (auto more = random_() % 3; more > 0; --more) {
      const Made next = factor(depth);
      made.text += " and " + next.text;
      made.holds = made.holds && next.holds;
    }
    return made;
  }

  Made factor(int depth) {
    if (depth > 0 && random_() % 2 == 0) {
      const Made inner = any_of(depth - 1);
      return {"(" + inner.text + ")", inner.holds};
    }
    const int value = static_cast<int>(random_() % 5) + 3;
    switch (random_() % 4) {
      case 0: return {fmt::format("attributes.floor = {}", value), 5 == value};
      case 1: return {fmt::format("attributes.floor >= {}", value), 5 >= value};
      case 2:
        return {fmt::format("attributes.floor IN [{}, {}]", value, value + 1),
                5 == value || 5 == value + 1};
      default: return {fmt::format("attributes.floor <> {}", value), 5 != value};
    }
  }

  std::mt19937 random_;
};

TEST(ClientQuery, RandomQueries_MeanWhatTheySay) {
  RandomQuery queries(20'261'122);
  const Client client = home_sensor();
  std::array<int, 2> seen{};
  for (int i = 0; i < 2'000; ++i) {
    const RandomQuery::Made made = queries.any_of(3);
    ASSERT_EQ(matches(made.text, client), made.holds) << made.text;
    ++seen.at(made.holds ? 1 : 0);
  }
  EXPECT_GT(seen[0], 100);
  EXPECT_GT(seen[1], 100);
}

}  // namespace
}  // namespace lab::model
