// Goal: the edges of every name's length and pattern. Method: one definition per kind and name.
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "lab/model/reader.hpp"

namespace lab::model {
namespace {

struct Kind {
  const char* segment;
  const char* properties;
};

/// The rules that a resource's name breaks.
std::vector<std::string> broken_by(const Kind& kind, const std::string& name) {
  const std::string text = fmt::format(R"({{"{}": {{"{}": {{"properties": {}}}}}}})", kind.segment,
                                       name, kind.properties);
  std::vector<std::string> rules;
  for (const Problem& problem : read_namespace_text(text, "").problems) {
    if (problem.rule.find("-name") != std::string::npos) rules.push_back(problem.rule);
  }
  return rules;
}

using testing::ElementsAre;
using testing::IsEmpty;

class ResourceName : public testing::TestWithParam<Kind> {};

TEST_P(ResourceName, Has3To50LettersDigitsAndHyphens) {
  EXPECT_THAT(broken_by(GetParam(), "abc"), IsEmpty());
  EXPECT_THAT(broken_by(GetParam(), "-9Z"), IsEmpty());
  EXPECT_THAT(broken_by(GetParam(), std::string(50, 'a')), IsEmpty());
  EXPECT_THAT(broken_by(GetParam(), "ab"), ElementsAre("resource-name-length"));
  EXPECT_THAT(broken_by(GetParam(), ""), ElementsAre("resource-name-length"));
  EXPECT_THAT(broken_by(GetParam(), std::string(51, 'a')), ElementsAre("resource-name-length"));
  for (const char* name : {"a_b", "a.b", "a:b", "a b", "äbc", "a/b", "a+b", "a#b"}) {
    EXPECT_THAT(broken_by(GetParam(), name), ElementsAre("resource-name-pattern")) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, ResourceName,
                         testing::Values(Kind{"caCertificates", "{}"}, Kind{"clientGroups", "{}"},
                                         Kind{"topicSpaces", "{}"},
                                         Kind{"permissionBindings", "{}"}),
                         [](const auto& information) {
                           return std::string{information.param.segment};
                         });

TEST(ClientName, Has1To128LettersDigitsAndSomeSigns) {
  const Kind clients{"clients", "{}"};
  EXPECT_THAT(broken_by(clients, "a"), IsEmpty());
  EXPECT_THAT(broken_by(clients, "-:._9Z"), IsEmpty());
  EXPECT_THAT(broken_by(clients, std::string(128, 'a')), IsEmpty());
  EXPECT_THAT(broken_by(clients, ""), ElementsAre("client-name-length"));
  EXPECT_THAT(broken_by(clients, std::string(129, 'a')), ElementsAre("client-name-length"));
  for (const char* name : {"a b", "a/b", "a+b", "a#b", "$a", "ä", "a\\u0000"}) {
    EXPECT_THAT(broken_by(clients, name), ElementsAre("client-name-pattern")) << name;
  }
}

TEST(GroupName, WithADollarIsReserved) {
  for (const char* name : {"$all", "$", "$other"}) {
    EXPECT_THAT(broken_by({"clientGroups", "{}"}, name), ElementsAre("reserved-group-name"))
        << name;
  }
}

}  // namespace
}  // namespace lab::model
