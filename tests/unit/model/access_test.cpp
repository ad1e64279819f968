#include "lab/model/access.hpp"

#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab/model/topic_filter.hpp"

namespace lab::model {
namespace {

using Refusal = Decision::Refusal;

Client client(std::string name, Attributes attributes) {
  Client made;
  made.name = made.authentication_name = std::move(name);
  made.attributes = std::move(attributes);
  return made;
}

ClientGroup group(std::string name, std::string_view query) {
  return {std::move(name), "", std::get<ClientQuery>(ClientQuery::parse(query))};
}

TopicSpace space(std::string name, std::vector<std::string_view> templates) {
  TopicSpace made{std::move(name), "", {}};
  for (const std::string_view text : templates) {
    made.topic_templates.push_back(std::get<TopicTemplate>(TopicTemplate::parse(text)));
  }
  return made;
}

/// The how-to's namespace (facts §1.1), with a disabled client, one in no group, and one in a group
/// without a binding.
Namespace how_to() {
  Namespace definition;
  definition.clients = {client("cloudapp", {{"type", "cloudApp"}}),
                        client("device1", {{"type", "device"}}),
                        client("device2", {{"type", "device"}}),
                        client("idle", {{"type", "idle"}}),
                        client("lonely", {}),
                        client("retired", {{"type", "device"}})};
  definition.clients.back().state = ClientState::disabled;
  definition.client_groups = {group("cloudAppGrp", "attributes.type = 'cloudApp'"),
                              group("devicesGrp", "attributes.type IN ['device']"),
                              group("idleGrp", "attributes.type = 'idle'")};
  definition.topic_spaces = {
      space("deviceDesiredSub", {"devices/${client.authenticationName}/desired"}),
      space("deviceReportedPub", {"devices/${client.authenticationName}/reported"}),
      space("requestDesiredProperties", {"devices/+/desired"}),
      space("responseReportedProperties", {"devices/+/reported"})};
  definition.permission_bindings = {
      {"clientAppDesiredPub", "", "cloudAppGrp", "requestDesiredProperties", Permission::publisher},
      {"clientAppReportedSub", "", "cloudAppGrp", "responseReportedProperties",
       Permission::subscriber},
      {"deviceDesiredSub", "", "devicesGrp", "deviceDesiredSub", Permission::subscriber},
      {"deviceReportedPub", "", "devicesGrp", "deviceReportedPub", Permission::publisher}};
  return definition;
}

TEST(Access, HowTo_AllowsWhatItNeeds) {
  const Namespace definition = how_to();
  EXPECT_TRUE(may(definition, "cloudapp", Action::publish, "devices/device2/desired").allowed);
  EXPECT_TRUE(may(definition, "cloudapp", Action::subscribe, "devices/+/reported").allowed);
  EXPECT_TRUE(may(definition, "cloudapp", Action::subscribe, "devices/device1/reported").allowed);
  EXPECT_TRUE(may(definition, "device2", Action::subscribe, "devices/device2/desired").allowed);

  const Decision decision = may(definition, "device1", Action::publish, "devices/device1/reported");

  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.refusal, Refusal::none);
  EXPECT_EQ(decision.binding, "deviceReportedPub");
  EXPECT_EQ(decision.topic_space, "deviceReportedPub");
  EXPECT_EQ(decision.topic_template, "devices/${client.authenticationName}/reported");
  EXPECT_EQ(decision.expanded, "devices/device1/reported");
  EXPECT_EQ(decision.explanation,
            "device1 may publish to devices/device1/reported: binding deviceReportedPub gives it "
            "devices/device1/reported");
}

TEST(Access, AnotherDevicesTopic_IsRefusedAtTheSegmentThatDiffers) {
  const Decision decision = may(how_to(), "device1", Action::publish, "devices/device2/reported");

  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.refusal, Refusal::no_matching_template);
  EXPECT_EQ(decision.binding, "deviceReportedPub");
  EXPECT_EQ(decision.expanded, "devices/device1/reported");
  EXPECT_EQ(decision.differing_segment, 1U);
  EXPECT_EQ(decision.explanation,
            "device1 may not publish to devices/device2/reported: binding deviceReportedPub gives "
            "it devices/device1/reported, which differs at segment 2 ('device1' there, 'device2' "
            "here)");
}

struct Asked {
  std::string_view client;
  Action action;
  std::string_view topic;
  Refusal refusal;
  std::string_view explanation;
};

TEST(Access, EachRefusal_IsExplained) {
  const Namespace definition = how_to();
  const Asked all[] = {
      {"nobody", Action::publish, "a", Refusal::unknown_client,
       "nobody may not publish to a: the namespace has no client of that name"},
      {"retired", Action::subscribe, "devices/retired/desired", Refusal::disabled_client,
       "retired may not subscribe to devices/retired/desired: its state is Disabled, so it may not "
       "even connect"},
      {"device1", Action::publish, "devices/+/reported", Refusal::invalid_topic,
       "device1 may not publish to devices/+/reported: a topic name has no wildcards, this one has "
       "'+' at offset 8"},
      {"device1", Action::subscribe, "", Refusal::invalid_topic,
       "device1 may not subscribe to '': a topic filter must have at least one character"},
      {"device1", Action::subscribe, "$SYS/#", Refusal::reserved_topic,
       "device1 may not subscribe to $SYS/#: topics that start with '$' are reserved for the "
       "service"},
      {"device1", Action::publish, "$share/g/devices/device1/reported", Refusal::reserved_topic,
       "device1 may not publish to $share/g/devices/device1/reported: topics that start with '$' "
       "are reserved for the service"},
      {"device1", Action::subscribe, "$share/g/$SYS/#", Refusal::reserved_topic,
       "device1 may not subscribe to $share/g/$SYS/#: topics that start with '$' are reserved for "
       "the service"},
      {"lonely", Action::publish, "a", Refusal::no_group,
       "lonely may not publish to a: it matches no client group's query, and no permission binding "
       "names $all"},
      {"idle", Action::publish, "a", Refusal::no_group,
       "idle may not publish to a: no permission binding names a group that it is in (idleGrp)"},
      {"cloudapp", Action::publish, "devices/device1/reported", Refusal::no_matching_template,
       "cloudapp may not publish to devices/device1/reported: binding clientAppDesiredPub gives it "
       "devices/+/desired, which differs at segment 3 ('desired' there, 'reported' here); binding "
       "clientAppReportedSub covers it, but gives Subscriber"},
      {"cloudapp", Action::subscribe, "devices/#", Refusal::no_matching_template,
       "cloudapp may not subscribe to devices/#: binding clientAppReportedSub gives it "
       "devices/+/reported, which differs at segment 2 ('+' there, '#' here); a filter may be "
       "narrower than that, never wider"},
      {"cloudapp", Action::publish, "devices/a/desired/now", Refusal::no_matching_template,
       "cloudapp may not publish to devices/a/desired/now: binding clientAppDesiredPub gives it "
       "devices/+/desired, which ends after segment 3 (here 'now' follows)"},
      {"cloudapp", Action::publish, "devices/a", Refusal::no_matching_template,
       "cloudapp may not publish to devices/a: binding clientAppDesiredPub gives it "
       "devices/+/desired, which goes on with segment 3 ('desired' there, nothing here)"},
      {"device1", Action::publish, "a\nb\xFF", Refusal::invalid_topic,
       "device1 may not publish to a\\x0ab\\xff: U+000A at offset 1 is a control character"},
  };
  for (const Asked& one : all) {
    const Decision decision = may(definition, one.client, one.action, one.topic);
    EXPECT_FALSE(decision.allowed) << one.explanation;
    EXPECT_EQ(decision.refusal, one.refusal) << one.explanation;
    EXPECT_EQ(decision.explanation, one.explanation);
  }
}

TEST(Access, GroupWithOnlyTheOtherPermission_HasNoBinding) {
  Namespace definition = how_to();
  definition.permission_bindings.erase(definition.permission_bindings.begin() + 3);
  const Decision decision = may(definition, "device1", Action::publish, "devices/device1/desired");
  EXPECT_EQ(decision.refusal, Refusal::no_binding);
  EXPECT_EQ(decision.explanation,
            "device1 may not publish to devices/device1/desired: no permission binding gives "
            "Publisher to a group that it is in (devicesGrp); binding deviceDesiredSub covers it, "
            "but gives Subscriber");
}

TEST(Access, SharedSubscription_IsDecidedAsItsFilter) {
  const Namespace definition = how_to();
  EXPECT_TRUE(
      may(definition, "cloudapp", Action::subscribe, "$share/g/devices/+/reported").allowed);
  const Decision wider = may(definition, "cloudapp", Action::subscribe, "$share/g/devices/#");
  EXPECT_EQ(wider.refusal, Refusal::no_matching_template);
  EXPECT_EQ(wider.differing_segment, 1U);
  EXPECT_EQ(may(definition, "cloudapp", Action::subscribe, "$share/g").refusal,
            Refusal::invalid_topic);
}

TEST(Access, AllGroup_GivesEveryClientThePermission) {
  Namespace definition = how_to();
  definition.topic_spaces.push_back(space("zeveryone", {"news/#"}));
  definition.permission_bindings.push_back(
      {"everyone", "", "$all", "zeveryone", Permission::subscriber});
  for (const std::string_view name : {"cloudapp", "device1", "idle", "lonely"}) {
    EXPECT_TRUE(may(definition, name, Action::subscribe, "news").allowed) << name;
  }
  EXPECT_EQ(may(definition, "lonely", Action::publish, "news").refusal, Refusal::no_binding);
  EXPECT_FALSE(may(definition, "retired", Action::subscribe, "news").allowed);
}

TEST(Access, FilterCoveredOnlyByTwoTemplatesTogether_IsRefused) {
  Namespace definition = how_to();
  definition.topic_spaces[3] = space("responseReportedProperties", {"a/+", "a", "a/+/+/#"});
  EXPECT_FALSE(may(definition, "cloudapp", Action::subscribe, "a/#").allowed);
  EXPECT_TRUE(may(definition, "cloudapp", Action::subscribe, "a/+").allowed);
}

TEST(Access, NearestTemplate_HasTheMostLeadingSegmentsInCommon) {
  Namespace definition = how_to();
  definition.topic_spaces[2] =
      space("requestDesiredProperties", {"x/b/c/d", "a/x/c/d", "a/b/x/x", "a/b/x/d"});
  const Decision decision = may(definition, "cloudapp", Action::publish, "a/b/c/d");
  EXPECT_EQ(decision.topic_template, "a/b/x/d");
  EXPECT_EQ(decision.differing_segment, 2U);
}

TEST(Access, TemplateThatGivesTheClientNothing_SaysWhichVariable) {
  Namespace definition = how_to();
  definition.topic_spaces[1] = space("deviceReportedPub", {"area/${client.attributes.area}/t"});
  const Decision decision = may(definition, "device1", Action::publish, "area/section1/t");
  EXPECT_EQ(decision.refusal, Refusal::no_matching_template);
  EXPECT_EQ(decision.expanded, "");
  EXPECT_EQ(decision.differing_segment, 1U);
  EXPECT_EQ(decision.explanation,
            "device1 may not publish to area/section1/t: binding deviceReportedPub has the "
            "template area/${client.attributes.area}/t, which gives it nothing, since it has no "
            "attribute for ${client.attributes.area}");

  definition.clients[1].attributes["area"] = std::string(1, '+');
  EXPECT_FALSE(may(definition, "device1", Action::publish, "area/+/t").allowed);
  const Decision hostile = may(definition, "device1", Action::publish, "area/section1/t");
  EXPECT_FALSE(hostile.allowed);
  EXPECT_EQ(hostile.explanation,
            "device1 may not publish to area/section1/t: binding deviceReportedPub has the "
            "template area/${client.attributes.area}/t, which gives it nothing, since its value "
            "'+' for ${client.attributes.area} would change the filter's meaning");
}

TEST(Access, ServiceLimits_CountOnlyWhereAskedFor) {
  Namespace definition = how_to();
  definition.topic_spaces[2] = space("requestDesiredProperties", {"#"});
  const std::string long_topic(257, 'x');
  const std::string deep_topic = "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16";
  for (const std::string& topic : {long_topic, deep_topic}) {
    EXPECT_TRUE(may(definition, "cloudapp", Action::publish, topic).allowed);
    const Decision limited =
        may(definition, "cloudapp", Action::publish, topic, TopicLimits::service);
    EXPECT_EQ(limited.refusal, Refusal::invalid_topic);
  }
  EXPECT_TRUE(
      may(definition, "cloudapp", Action::publish, long_topic.substr(1), TopicLimits::service)
          .allowed);
}

// Goal: `may` is nothing but "some template of a fitting binding covers it", and every refusal has
// its words. Method: random questions, decided once more by plain loops.
TEST(Access, RandomQuestions_AgreeWithTheDefinitionReadPlainly) {
  const Namespace definition = how_to();
  std::mt19937 random(89);
  constexpr std::string_view segments[] = {"devices", "device1", "device2", "desired", "reported",
                                           "+",       "#",       "$SYS",    ""};
  int allowed = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string topic = random() % 4 == 0 ? "" : "devices/";
    for (auto count = random() % 3 + 1; count > 0; --count) {
      topic += segments[random() % std::size(segments)];
      if (count > 1) topic += "/";
    }
    const Client& who = definition.clients[random() % definition.clients.size()];
    const Action action = random() % 2 == 0 ? Action::publish : Action::subscribe;
    const bool publish = action == Action::publish;
    bool expected = false;
    for (const PermissionBinding& binding : definition.permission_bindings) {
      const bool fits = (binding.permission == Permission::publisher) == publish &&
                        is_member(definition, who, binding.client_group_name);
      for (const TopicTemplate& one :
           find_topic_space(definition, binding.topic_space_name)->topic_templates) {
        const std::string filter = std::get<std::string>(one.expand(who));
        expected = expected || (fits && (publish ? filter_matches_topic(filter, topic)
                                                 : filter_covers_filter(filter, topic)));
      }
    }
    const bool valid = (publish ? topic_name_problem(topic) : topic_filter_problem(topic)).empty();
    expected = expected && valid && who.state == ClientState::enabled && !topic.starts_with('$');

    const Decision decision = may(definition, who.name, action, topic);

    ASSERT_EQ(decision.allowed, expected) << decision.explanation;
    ASSERT_EQ(decision.refusal == Refusal::none, expected) << decision.explanation;
    ASSERT_FALSE(decision.explanation.empty());
    allowed += expected ? 1 : 0;
  }
  EXPECT_GT(allowed, 100);
}

TEST(Access, TenThousandClients_AreDecidedQuickly) {
  Namespace definition = how_to();
  definition.clients.clear();
  for (int i = 0; i < 10'000; ++i) {
    definition.clients.push_back(client(fmt::format("device{:05}", i), {{"type", "device"}}));
  }
  const auto started = std::chrono::steady_clock::now();
  int allowed = 0;
  for (const Client& one : definition.clients) {
    const std::string own = fmt::format("devices/{}/reported", one.name);
    allowed += may(definition, one.name, Action::publish, own).allowed ? 1 : 0;
    allowed += may(definition, one.name, Action::publish, "devices/x/reported").allowed ? 1 : 0;
    allowed += may(definition, one.name, Action::subscribe, "devices/#").allowed ? 1 : 0;
  }
  EXPECT_EQ(allowed, 10'000);
  // A look-up in proportion to the clients would take minutes; a sanitizer build takes a second.
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(20));
}

}  // namespace
}  // namespace lab::model
