// Goal: the proposed change is the first of its order that allows what was asked, and its JSON is
// what the file lacks.
// Method: questions to known definitions; the patch is applied to the file's JSON, which is read
// again.

#include "lab/model/explain_change.hpp"

#include <string>
#include <variant>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/model/explain_patch.hpp"
#include "tests/unit/explain/plant.hpp"

namespace lab::model {
namespace {

using Json = nlohmann::json;
using test::how_to;
using test::plant;
using test::read;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// The patch of a question's change, as RFC 6902 has it. Checks that the file with it allows every
/// operation asked for, and that it is read as what `apply` makes.
Json patch_for(const Json& document, const Question& question) {
  const Namespace definition = read(document);
  const Change change = proposed_change(definition, question);
  EXPECT_EQ(change.why_none, "");
  Json patch = Json::array();
  for (const PatchOperation& operation : json_patch(definition, change)) {
    patch.push_back(
        {{"op", "add"}, {"path", operation.path}, {"value", Json::parse(operation.value)}});
  }
  const Namespace reread = read(document.patch(patch));
  const Namespace applied = apply(definition, change);
  for (const AskedOperation& asked : operations_of(definition, question)) {
    for (const Namespace* after : {&reread, &applied}) {
      const Decision decision =
          may(*after, asked.client, asked.action, asked.topic, TopicLimits::service);
      EXPECT_TRUE(decision.allowed) << decision.explanation << "\n" << patch.dump(2);
    }
  }
  return patch;
}

Json one_addition(const std::string& path, const Json& value) {
  return Json::array({{{"op", "add"}, {"path", path}, {"value", value}}});
}

Json binding(const std::string& group, const std::string& space, const std::string& permission) {
  return {{"properties",
           {{"clientGroupName", group}, {"topicSpaceName", space}, {"permission", permission}}}};
}

AskedOperation publish(std::string client, std::string topic) {
  return {std::move(client), Action::publish, std::move(topic)};
}

AskedOperation subscribe(std::string client, std::string filter) {
  return {std::move(client), Action::subscribe, std::move(filter)};
}

TEST(ProposedChange, WhatIsAllowed_NeedsNone) {
  const Change change =
      proposed_change(read(how_to()), publish("device1", "devices/device1/reported"));
  EXPECT_THAT(change.steps, IsEmpty());
  EXPECT_THAT(change.also_allows, IsEmpty());
  EXPECT_EQ(change.why_none, "");
}

TEST(ProposedChange, ADisabledClient_IsEnabled) {
  EXPECT_EQ(patch_for(plant(), publish("retired", "plant/x/command")),
            one_addition("/clients/retired/properties/state", "Enabled"));
}

TEST(ProposedChange, ADisabledClientWithoutTheRight_IsEnabledFirst) {
  const Json patch = patch_for(plant(), subscribe("retired", "plant/x/command"));
  ASSERT_THAT(patch, SizeIs(2));
  EXPECT_EQ(patch[0]["path"], "/clients/retired/properties/state");
  EXPECT_EQ(patch[1]["path"], "/permissionBindings/consoles-commands-Sub");
}

TEST(ProposedChange, AMissingAttribute_IsGivenSoThatTheQueryHolds) {
  EXPECT_EQ(patch_for(plant(), publish("blank", "plant/x/command")),
            one_addition("/clients/blank/properties/attributes", {{"type", "console"}}));
}

TEST(ProposedChange, ATextAttribute_KeepsItsValueBesideTheNewOne) {
  EXPECT_EQ(patch_for(plant(), publish("sensor", "plant/x/command")),
            one_addition("/clients/sensor/properties/attributes/type", {"sensor", "console"}));
}

TEST(ProposedChange, AnArrayAttribute_GetsAMember) {
  const Json patch = patch_for(plant(), publish("sensor", "fast/x"));
  ASSERT_THAT(patch, SizeIs(2));
  EXPECT_EQ(patch[0]["path"], "/clients/sensor/properties/attributes/floor");
  EXPECT_EQ(patch[0]["value"], 3);
  EXPECT_EQ(patch[1]["path"], "/clients/sensor/properties/attributes/tags/-");
  EXPECT_EQ(patch[1]["value"], "fast");
}

TEST(ProposedChange, ATemplatesMissingVariable_IsGivenTheTopicsValue) {
  EXPECT_EQ(patch_for(plant(), publish("console", "areas/red.plant/state")),
            one_addition("/clients/console/properties/attributes/area", "red"));
}

TEST(ProposedChange, AnAttributeThatWouldTakeARight_IsNotTouched) {
  Json document = plant();
  document["topicSpaces"]["areas"]["properties"]["topicTemplates"] =
      Json::array({"areas/${client.attributes.type}/state"});

  const Json patch = patch_for(document, publish("sensor", "plant/x/command"));

  EXPECT_EQ(patch, one_addition("/permissionBindings/all-commands-Pub",
                                binding("$all", "commands", "Publisher")))
      << "type as an array would give no topic of the space areas";
}

TEST(ProposedChange, AGroupAndASpaceThatAreThere_AreBound) {
  EXPECT_EQ(patch_for(plant(), subscribe("console", "plant/x/command")),
            one_addition("/permissionBindings/consoles-commands-Sub",
                         binding("consoles", "commands", "Subscriber")));
  EXPECT_EQ(patch_for(how_to(), publish("device1", "devices/device2/reported")),
            one_addition("/permissionBindings/devicesGrp-responseReportedProperties-Pub",
                         binding("devicesGrp", "responseReportedProperties", "Publisher")));
}

TEST(ProposedChange, ATopicThatNoSpaceHas_IsAddedToABoundSpace) {
  EXPECT_EQ(patch_for(how_to(), publish("device1", "alarms/device1/fire")),
            one_addition("/topicSpaces/deviceReportedPub/properties/topicTemplates/-",
                         "alarms/${client.authenticationName}/fire"));
  EXPECT_EQ(
      patch_for(how_to(), subscribe("device1", "$share/g/alarms/+/fire")),
      one_addition("/topicSpaces/deviceDesiredSub/properties/topicTemplates/-", "alarms/+/fire"));
  EXPECT_EQ(
      patch_for(how_to(), publish("device1", "alarms/${x}/fire")),
      one_addition("/topicSpaces/deviceReportedPub/properties/topicTemplates/-", "alarms/+/fire"))
      << "a template cannot hold the letters ${";
}

TEST(ProposedChange, WithoutABoundSpace_ASpaceAndABindingAreAdded) {
  const Json patch = patch_for(plant(), subscribe("console", "alarms/fire"));
  ASSERT_THAT(patch, SizeIs(2));
  EXPECT_EQ(patch[0]["path"], "/topicSpaces/console-topics");
  EXPECT_EQ(patch[0]["value"], Json({{"properties", {{"topicTemplates", {"alarms/fire"}}}}}));
  EXPECT_EQ(patch[1]["path"], "/permissionBindings/consoles-console-topics-Sub");

  const Json from_nothing =
      patch_for({{"clients", {{"lamp", {{"properties", Json::object()}}}}}}, publish("lamp", "a"));
  ASSERT_THAT(from_nothing, SizeIs(2));
  EXPECT_EQ(from_nothing[0]["path"], "/topicSpaces");
  EXPECT_EQ(from_nothing[1]["path"], "/permissionBindings");
}

TEST(ProposedChange, ARequestBetweenTwoDevices_MendsEachLegThatIsRefused) {
  const Json patch = patch_for(how_to(), AskedRequest{"device1", "device2", "", ""});
  EXPECT_THAT(patch, SizeIs(1)) << patch.dump(2);
  EXPECT_EQ(patch[0]["path"], "/clients/device1/properties/attributes/type")
      << "a device that is a cloud app too may ask, and hear";
}

TEST(ProposedChange, WhatElseItAllows_IsListed) {
  const Change change = proposed_change(read(how_to()), publish("device1", "alarms/device1/fire"));
  ASSERT_THAT(change.also_allows, SizeIs(1));
  EXPECT_EQ(change.also_allows[0].client, "device2");
  EXPECT_EQ(change.also_allows[0].filter, "alarms/device2/fire");
  EXPECT_EQ(change.also_allows[0].binding, "deviceReportedPub");
}

TEST(ProposedChange, AnInvalidTopicOrClient_HasNone) {
  const Namespace definition = read(how_to());
  for (const AskedOperation& asked :
       {publish("device1", "a/+"), publish("device1", "$SYS/x"), publish("nobody", "a")}) {
    const Change change = proposed_change(definition, asked);
    EXPECT_THAT(change.steps, IsEmpty()) << asked.topic;
    EXPECT_NE(change.why_none, "") << asked.topic;
  }
}

TEST(ProposedChange, WithEveryQuotaUsedUp_SaysSo) {
  Json document = how_to();
  for (int i = 0; i < 96; ++i) {
    document["permissionBindings"][fmt::format("more-{}", i)] =
        document["permissionBindings"]["clientAppDesiredPub"];
  }
  for (auto& space : document["topicSpaces"]) {
    for (int i = 1; i < 10; ++i) {
      space["properties"]["topicTemplates"].push_back(fmt::format("more/{}", i));
    }
  }
  const Change change = proposed_change(read(document), publish("device1", "alarms/fire"));
  EXPECT_THAT(change.steps, IsEmpty());
  EXPECT_THAT(change.why_none, HasSubstr("at its quotas"));
}

}  // namespace
}  // namespace lab::model
