#include "lab/compile/grants.hpp"

#include <ostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/compile/definition.hpp"

namespace lab::compile {

void PrintTo(const Grant& grant, std::ostream* stream) {
  *stream << (grant.permission == model::Permission::publisher ? "publish " : "subscribe ")
          << grant.filter;
}

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto publisher = model::Permission::publisher;
constexpr auto subscriber = model::Permission::subscriber;

/// The grants of the definition's first client.
std::vector<Grant> first_of(const Definition& definition) {
  return Grants(definition.get()).of(definition.get().clients.front());
}

TEST(Grants, ClientInNoBoundGroup_HasNone) {
  Definition definition;
  definition.client("one", {{"type", "app"}})
      .group("devices", "attributes.type = 'device'")
      .space("space", {"a/b"})
      .may_publish("devices", "space");

  EXPECT_THAT(first_of(definition), IsEmpty());
}

TEST(Grants, NoBindings_NobodyHasAny) {
  Definition definition;
  definition.client("one").space("space", {"a/b"});

  EXPECT_THAT(first_of(definition), IsEmpty());
}

TEST(Grants, SeveralBindings_AreUnited) {
  Definition definition;
  definition.client("one", {{"type", "device"}})
      .group("devices", "attributes.type = 'device'")
      .space("requests", {"r/+", "q/#"})
      .space("responses", {"s/${client.authenticationName}"})
      .may_subscribe("devices", "requests")
      .may_publish("$all", "responses");

  EXPECT_THAT(first_of(definition), ElementsAre(Grant{publisher, "s/one"}, Grant{subscriber, "q/#"},
                                                Grant{subscriber, "r/+"}));
}

TEST(Grants, SameFilterByManyWays_CountsOnce) {
  Definition definition;
  definition.client("one", {{"name", "one"}})
      .group("all-of-them", "attributes.name = 'one'")
      .space("first", {"d/one", "d/${client.authenticationName}"})
      .space("second", {"d/${client.attributes.name}"})
      .may_publish("$all", "first")
      .may_publish("$all", "second")
      .may_publish("all-of-them", "first");

  EXPECT_THAT(first_of(definition), ElementsAre(Grant{publisher, "d/one"}));
}

TEST(Grants, SameFilterWithBothPermissions_IsTwoGrants) {
  Definition definition;
  definition.client("one")
      .space("space", {"a"})
      .may_publish("$all", "space")
      .may_subscribe("$all", "space");

  EXPECT_THAT(first_of(definition), ElementsAre(Grant{publisher, "a"}, Grant{subscriber, "a"}));
}

TEST(Grants, MissingAttribute_TakesAwayThatTemplateOnly) {
  Definition definition;
  definition.client("one")
      .space("space", {"area/${client.attributes.area}", "all"})
      .may_publish("$all", "space");

  EXPECT_THAT(first_of(definition), ElementsAre(Grant{publisher, "all"}));
}

TEST(Grants, AttributeWithAWildcard_GrantsNothing) {
  Definition definition;
  definition.client("one", {{"area", "#"}})
      .space("space", {"area/${client.attributes.area}"})
      .may_subscribe("$all", "space");

  EXPECT_THAT(first_of(definition), IsEmpty());
}

TEST(Grants, NameThatBeginsWithDollar_OpensNoTopicOfTheService) {
  Definition definition;
  definition.client("$SYS")
      .space("space", {"${client.authenticationName}/#"})
      .may_subscribe("$all", "space");

  EXPECT_THAT(first_of(definition), IsEmpty());
}

TEST(Grants, EachClientGetsItsOwnValues_InItsRegisteredCase) {
  Definition definition;
  definition.client("One").client("two").space("space", {"d/${client.authenticationName}"});
  definition.may_publish("$all", "space");
  const Grants grants(definition.get());

  EXPECT_THAT(grants.of(definition.get().clients[0]), ElementsAre(Grant{publisher, "d/One"}));
  EXPECT_THAT(grants.of(definition.get().clients[1]), ElementsAre(Grant{publisher, "d/two"}));
}

}  // namespace
}  // namespace lab::compile
