#include "lab/model/namespace.hpp"

#include <string>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace lab::model {
namespace {

Client client(std::string name, std::string authentication_name) {
  Client made;
  made.name = std::move(name);
  made.authentication_name = std::move(authentication_name);
  return made;
}

Namespace three_clients() {
  Namespace definition;
  definition.clients = {client("Zulu", "zulu"), client("alpha", "Alpha.Contoso"),
                        client("bravo", "charlie")};
  definition.client_groups = {
      {"charlies", "",
       std::get<ClientQuery>(ClientQuery::parse("authenticationName = 'charlie'"))}};
  definition.topic_spaces = {{"one", "", {}}, {"two", "", {}}};
  return definition;
}

TEST(Namespace, ClientByName_IsFoundCaseIncluded) {
  const Namespace definition = three_clients();
  for (const Client& one : definition.clients) EXPECT_EQ(find_client(definition, one.name), &one);
  EXPECT_EQ(find_client(definition, "zulu"), nullptr);
  EXPECT_EQ(find_client(definition, ""), nullptr);
  EXPECT_EQ(find_client(definition, "zzz"), nullptr);
  EXPECT_EQ(find_client(Namespace{}, "alpha"), nullptr);
}

TEST(Namespace, ClientByAuthenticationName_IsFoundIgnoringCase) {
  const Namespace definition = three_clients();
  EXPECT_EQ(find_client_by_authentication_name(definition, "ZULU")->name, "Zulu");
  EXPECT_EQ(find_client_by_authentication_name(definition, "alpha.contoso")->name, "alpha");
  EXPECT_EQ(find_client_by_authentication_name(definition, "Charlie")->name, "bravo");
}

TEST(Namespace, ClientNameThatIsNoAuthenticationName_AuthenticatesNobody) {
  const Namespace definition = three_clients();
  EXPECT_EQ(find_client_by_authentication_name(definition, "bravo"), nullptr);
  EXPECT_EQ(find_client_by_authentication_name(definition, ""), nullptr);
  EXPECT_EQ(find_client_by_authentication_name(definition, "alpha"), nullptr);
}

TEST(Namespace, SpacesAndGroups_AreFoundByName) {
  const Namespace definition = three_clients();
  EXPECT_EQ(find_topic_space(definition, "two"), &definition.topic_spaces[1]);
  EXPECT_EQ(find_topic_space(definition, "three"), nullptr);
  EXPECT_EQ(find_client_group(definition, "charlies"), &definition.client_groups[0]);
  EXPECT_EQ(find_client_group(definition, all_clients_group), nullptr);
}

TEST(Namespace, Membership_FollowsTheQueryAndAllHoldsEveryone) {
  const Namespace definition = three_clients();
  for (const Client& one : definition.clients) {
    EXPECT_TRUE(is_member(definition, one, "$all"));
    EXPECT_EQ(is_member(definition, one, "charlies"), one.name == "bravo");
    EXPECT_FALSE(is_member(definition, one, "unknown"));
  }
}

}  // namespace
}  // namespace lab::model
