#include "lab/compile/dynamic_security.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "tests/unit/compile/definition.hpp"

namespace lab::compile {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

json compiled(const Definition& definition) {
  return json::parse(dynamic_security(definition.get()));
}

/// One rule in words: `3 deny subscribePattern $SYS/#`.
std::string in_words(const json& acl) {
  return fmt::format("{} {} {} {}", acl.at("priority").get<int>(),
                     acl.at("allow").get<bool>() ? "allow" : "deny",
                     acl.at("acltype").get<std::string>(), acl.at("topic").get<std::string>());
}

/// The rules of the only role.
std::vector<std::string> rules(const Definition& definition) {
  const json file = compiled(definition);
  EXPECT_EQ(file.at("roles").size(), 1U);
  std::vector<std::string> words;
  for (const json& acl : file.at("roles").at(0).at("acls")) words.push_back(in_words(acl));
  return words;
}

std::vector<std::string> usernames(const json& file) {
  std::vector<std::string> names;
  for (const json& client : file.at("clients")) names.push_back(client.at("username"));
  return names;
}

TEST(DynamicSecurity, EmptyDefinition_DeniesPublishAndSubscribe) {
  const json file = compiled(Definition{});

  EXPECT_EQ(file.at("defaultACLAccess"), json({{"publishClientSend", false},
                                               {"publishClientReceive", true},
                                               {"subscribe", false},
                                               {"unsubscribe", true}}));
  EXPECT_EQ(file.at("clients").size(), 0U);
  EXPECT_EQ(file.at("roles").size(), 0U);
}

TEST(DynamicSecurity, Publisher_MayOnlySend) {
  Definition definition;
  definition.client("one").space("space", {"a/+"}).may_publish("$all", "space");

  EXPECT_THAT(rules(definition), ElementsAre("0 allow publishClientSend a/+"));
}

TEST(DynamicSecurity, Subscriber_MaySubscribeAloneAndInAnyShare) {
  EXPECT_THAT(rules(subscriber_of("a/+/c")), ElementsAre("2 allow subscribePattern $share/+/a/+/c",
                                                         "0 allow subscribePattern a/+/c"));
}

TEST(DynamicSecurity, LeadingWildcard_KeepsTheBrokersOwnTopicsClosed) {
  for (const char* filter : {"+/b", "#", "+/#", "+"}) {
    EXPECT_THAT(rules(subscriber_of(filter)),
                testing::IsSupersetOf(std::vector<std::string>{
                    "3 deny subscribePattern $SYS/#", "3 deny subscribePattern $CONTROL/#",
                    "3 deny subscribePattern $share/+", "3 deny subscribePattern $share/+/$SYS/#",
                    "3 deny subscribePattern $share/+/$CONTROL/#",
                    "3 deny subscribePattern $share/+/$share/#", "1 deny subscribePattern $share/#",
                    fmt::format("0 allow subscribePattern {}", filter)}))
        << filter;
  }
}

TEST(DynamicSecurity, LeadingWildcardOfAPublisher_NeedsNoDenial) {
  Definition definition;
  definition.client("one").space("space", {"#"}).may_publish("$all", "space");

  EXPECT_THAT(rules(definition), ElementsAre("0 allow publishClientSend #"));
}

TEST(DynamicSecurity, PlusHash_IsAnyTopicInAShareToo) {
  EXPECT_THAT(rules(subscriber_of("+/#")), Contains("2 allow subscribePattern $share/+/#"));
}

TEST(DynamicSecurity, SlashHash_DoesNotBecomeHash) {
  EXPECT_THAT(rules(subscriber_of("/#")),
              ElementsAre("3 deny subscribeLiteral #", "2 allow subscribePattern $share/+//#",
                          "0 allow subscribePattern /#"));
}

TEST(DynamicSecurity, SlashHashBesideHash_LeavesHashAllowed) {
  Definition definition;
  definition.client("one").space("space", {"/#", "#"}).may_subscribe("$all", "space");

  EXPECT_THAT(rules(definition), Not(Contains("3 deny subscribeLiteral #")));
}

TEST(DynamicSecurity, RulesStandInTheOrderOfTheirPriority) {
  const std::vector<std::string> words = rules(subscriber_of("+/b"));

  EXPECT_TRUE(std::is_sorted(words.begin(), words.end(), [](const auto& one, const auto& other) {
    return one.front() > other.front();
  }));
}

TEST(DynamicSecurity, ClientsWithEqualGrants_ShareOneRole) {
  Definition definition;
  definition.client("a", {{"kind", 1}})
      .client("b", {{"kind", 2}})
      .client("c", {{"kind", 1}})
      .group("ones", "attributes.kind = 1")
      .group("twos", "attributes.kind = 2")
      .space("x", {"x"})
      .space("y", {"y"})
      .may_publish("ones", "x")
      .may_publish("twos", "y");
  const json file = compiled(definition);

  EXPECT_THAT(usernames(file), ElementsAre("c", "b", "a"));
  const json first = json::array({{{"rolename", "permissions-1"}, {"priority", 0}}});
  const json second = json::array({{{"rolename", "permissions-2"}, {"priority", 0}}});
  EXPECT_EQ(file.at("clients")[0].at("roles"), first);
  EXPECT_EQ(file.at("clients")[1].at("roles"), second);
  EXPECT_EQ(file.at("clients")[2].at("roles"), first);
  EXPECT_EQ(file.at("roles").size(), 2U);
}

TEST(DynamicSecurity, EqualGrantsByDifferentBindings_ShareOneRole) {
  Definition definition;
  definition.client("a")
      .client("b", {{"also", "a"}})
      .group("only-b", "attributes.also = 'a'")
      .space("fixed", {"d/x"})
      .space("again", {"d/x"})
      .may_publish("$all", "fixed")
      .may_publish("only-b", "again");

  EXPECT_EQ(compiled(definition).at("roles").size(), 1U);
}

TEST(DynamicSecurity, DisabledClient_IsListedWithoutARole) {
  Definition definition;
  definition.disabled_client("off").space("space", {"a"}).may_publish("$all", "space");
  const json file = compiled(definition);

  EXPECT_EQ(file.at("clients"), json::array({{{"username", "off"},
                                              {"textname", "off"},
                                              {"disabled", true},
                                              {"roles", json::array()}}}));
  EXPECT_EQ(file.at("roles").size(), 0U);
}

TEST(DynamicSecurity, ClientWithoutGrants_IsListedWithoutARole) {
  Definition definition;
  definition.client("lonely");
  const json file = compiled(definition);

  EXPECT_EQ(file.at("clients")[0].at("disabled"), false);
  EXPECT_EQ(file.at("clients")[0].at("roles"), json::array());
}

TEST(DynamicSecurity, Usernames_AreAuthenticationNamesInDescendingOrder) {
  Definition definition;
  definition.client_known_as("a", "m").client_known_as("b", "Z").client_known_as("c", "z\xC3\xA9");

  EXPECT_THAT(usernames(compiled(definition)), ElementsAre("z\xC3\xA9", "m", "Z"));
}

TEST(DynamicSecurity, QuotesBackslashesAndControlCharacters_SurviveTheFile) {
  Definition definition;
  const std::string name = "he said \"\\no\"\n\t\x01{}";
  definition.client_known_as("a", name);

  EXPECT_THAT(usernames(compiled(definition)), ElementsAre(name));
}

TEST(DynamicSecurity, NameWithNul_IsRefused) {
  // Mosquitto would read it as "admin" and give it the rights of that client.
  Definition definition;
  definition.client_known_as("a", std::string("admin\0x", 7));

  EXPECT_THROW(
      try { dynamic_security(definition.get()); } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::definition);
        EXPECT_THAT(error.what(), HasSubstr("NUL"));
        throw;
      },
      Error);
}

TEST(DynamicSecurity, NameThatIsNotUtf8_IsRefused) {
  Definition definition;
  definition.client_known_as("a", "\xFF\xFE");

  EXPECT_THROW(dynamic_security(definition.get()), Error);
}

TEST(DynamicSecurity, NoPasswordIsWritten) {
  Definition definition;
  definition.client("one").space("space", {"a"}).may_publish("$all", "space");

  EXPECT_THAT(dynamic_security(definition.get()), Not(HasSubstr("password")));
}

TEST(DynamicSecurity, SameDefinition_GivesTheSameBytes) {
  EXPECT_EQ(dynamic_security(subscriber_of("+/a").get()),
            dynamic_security(subscriber_of("+/a").get()));
}

/// A namespace with as many clients, groups and spaces as one throughput unit allows: 10,000
/// clients, each in one of 10 groups and in `$all`, with 22 filters, of which 4 are its own.
Definition large_definition() {
  Definition definition;
  for (int number = 0; number < 10'000; ++number) {
    definition.client(fmt::format("client-{:05}", number), {{"floor", number % 10}});
  }
  for (int number = 0; number < 10; ++number) {
    const std::string group = fmt::format("group-{}", number);
    const std::string space = fmt::format("space-{}", number);
    definition.group(group, fmt::format("attributes.floor = {}", number));
    std::vector<std::string> templates;
    for (int part = 0; part < 9; ++part) {
      templates.push_back(fmt::format("space/{}/part/{}/#", number, part));
    }
    templates.push_back(fmt::format(
        "space/{}/${{client.attributes.floor}}/${{client.authenticationName}}", number));
    definition.space(space, templates).may_publish(group, space).may_subscribe(group, space);
  }
  definition.space("everyone", {"all/${client.authenticationName}"});
  return definition.may_publish("$all", "everyone").may_subscribe("$all", "everyone");
}

TEST(DynamicSecurity, TenThousandClientsOfOneSharedRole_CompileFast) {
  Definition definition;
  for (int number = 0; number < 10'000; ++number) definition.client(fmt::format("c{}", number));
  definition.space("space", {"a/+", "b/#"}).may_subscribe("$all", "space");

  const auto start = std::chrono::steady_clock::now();
  const json file = compiled(definition);
  const auto took = std::chrono::steady_clock::now() - start;

  EXPECT_EQ(file.at("clients").size(), 10'000U);
  EXPECT_EQ(file.at("roles").size(), 1U);
  // Generous, for sanitizers and a busy machine; a quadratic step would take minutes.
  EXPECT_LT(took, std::chrono::seconds(10));
}

TEST(DynamicSecurity, TenThousandClientsOfARoleEach_CompileFast) {
  const Definition definition = large_definition();

  const auto start = std::chrono::steady_clock::now();
  const std::string text = dynamic_security(definition.get());
  const auto took = std::chrono::steady_clock::now() - start;

  EXPECT_GT(text.size(), 10'000'000U);
  EXPECT_LT(took, std::chrono::seconds(20));
  using std::chrono::milliseconds;
  RecordProperty("milliseconds",
                 static_cast<int>(std::chrono::duration_cast<milliseconds>(took).count()));
}

}  // namespace
}  // namespace lab::compile
