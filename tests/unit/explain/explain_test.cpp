// Goal: an explanation holds the whole chain of an answer, and the failed link with its value.
// Method: small definitions whose chains are known.

#include "lab/model/explain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/model/explain_query.hpp"
#include "tests/unit/explain/plant.hpp"

namespace lab::model {
namespace {

using test::how_to;
using test::plant;
using test::read;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Action publish = Action::publish;
const Action subscribe = Action::subscribe;

LegExplanation leg_of(const Namespace& definition, const AskedOperation& asked) {
  return explain(definition, asked).legs.at(0);
}

GroupStep group_of(std::string_view query, Attributes attributes) {
  Client client;
  client.name = client.authentication_name = "lamp";
  client.attributes = std::move(attributes);
  return explain_group({"group", "", std::get<ClientQuery>(ClientQuery::parse(query))}, client);
}

TEST(Explain, AnotherDevicesTopic_IsRefusedWithTheWholeChain) {
  const Namespace definition = read(how_to());

  const LegExplanation leg = leg_of(definition, {"device1", publish, "devices/device2/reported"});

  EXPECT_FALSE(leg.allowed);
  EXPECT_EQ(leg.decision.refusal, Decision::Refusal::no_matching_template);
  ASSERT_THAT(leg.groups, SizeIs(3));
  EXPECT_EQ(leg.groups[0].name, "$all");
  EXPECT_TRUE(leg.groups[0].is_member);
  EXPECT_EQ(leg.groups[1].name, "cloudAppGrp");
  EXPECT_FALSE(leg.groups[1].is_member);
  ASSERT_THAT(leg.groups[1].failed, SizeIs(1));
  EXPECT_EQ(leg.groups[1].failed[0].comparison, "attributes.type = 'cloudApp'");
  EXPECT_EQ(leg.groups[1].failed[0].value, "'device'");
  EXPECT_TRUE(leg.groups[2].is_member);
  ASSERT_THAT(leg.bindings, SizeIs(2));
  EXPECT_EQ(leg.bindings[0].name, "deviceDesiredSub");
  EXPECT_FALSE(leg.bindings[0].counts);
  EXPECT_EQ(leg.bindings[1].name, "deviceReportedPub");
  EXPECT_TRUE(leg.bindings[1].counts);
  ASSERT_TRUE(leg.nearest);
  EXPECT_EQ(leg.nearest->differs_at, 1U);
  EXPECT_EQ(leg.nearest->segments.at(1).given, "device1");
  EXPECT_EQ(leg.nearest->segments.at(1).asked, "device2");
}

TEST(Explain, AnAllowedOperation_ShowsTheTemplateThatAllowsIt) {
  const LegExplanation leg =
      leg_of(read(how_to()), {"cloudapp", subscribe, "$share/g/devices/+/reported"});

  EXPECT_TRUE(leg.allowed);
  ASSERT_TRUE(leg.nearest);
  EXPECT_EQ(leg.nearest->binding, "clientAppReportedSub");
  EXPECT_EQ(leg.nearest->differs_at, std::nullopt);
  EXPECT_THAT(leg.nearest->segments, SizeIs(3)) << "without $share/g";
}

TEST(Explain, ATemplateWithoutTheClientsValue_SaysWhichIsMissing) {
  const LegExplanation leg = leg_of(read(plant()), {"blank", publish, "areas/red.plant/state"});

  ASSERT_THAT(leg.bindings, SizeIs(1));
  ASSERT_THAT(leg.bindings[0].templates, SizeIs(1));
  ASSERT_TRUE(leg.bindings[0].templates[0].no_filter);
  EXPECT_EQ(leg.bindings[0].templates[0].no_filter->variable, "${client.attributes.area|.plant}");
}

TEST(ExplainGroup, FailingSides_AreNamedWithTheirValues) {
  const GroupStep both = group_of("attributes.floor > 2 and attributes.type IN ['a', 'b']",
                                  {{"floor", std::int64_t{1}}, {"type", "a"}});
  ASSERT_THAT(both.failed, SizeIs(1));
  EXPECT_EQ(both.failed[0].comparison, "attributes.floor > 2");
  EXPECT_EQ(both.failed[0].key, "attributes.floor");
  EXPECT_EQ(both.failed[0].value, "1");
  EXPECT_FALSE(both.one_would_do);

  const GroupStep either = group_of("attributes.type IN ['a', \"b's\"] or authenticationName = 'x'",
                                    {{"type", std::vector<std::string>{"c", "d"}}});
  ASSERT_THAT(either.failed, SizeIs(2));
  EXPECT_EQ(either.failed[0].comparison, "attributes.type IN ['a', \"b's\"]");
  EXPECT_EQ(either.failed[0].value, "['c', 'd']");
  EXPECT_EQ(either.failed[1].value, "'lamp'");
  EXPECT_TRUE(either.one_would_do);

  EXPECT_EQ(group_of("attributes.type != 'a'", {}).failed.at(0).value, std::nullopt);
}

TEST(Explain, AnUnknownClient_NamesTheNearest) {
  const Namespace definition = read(how_to());
  EXPECT_EQ(leg_of(definition, {"devicee1", publish, "a"}).meant_client, "device1");
  EXPECT_EQ(leg_of(definition, {"DEVICE2", publish, "a"}).meant_client, "device2");
  EXPECT_EQ(leg_of(definition, {"zzz", publish, "a"}).meant_client, std::nullopt);
}

TEST(Explain, ATopicThatBreaksARule_SaysWhich) {
  const Namespace definition = read(how_to());
  const LegExplanation wildcard = leg_of(definition, {"device1", publish, "devices/+/x"});
  EXPECT_EQ(wildcard.decision.refusal, Decision::Refusal::invalid_topic);
  EXPECT_THAT(wildcard.decision.explanation, testing::HasSubstr("has no wildcards"));
  EXPECT_THAT(wildcard.bindings, IsEmpty());

  const std::string deep = "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16";
  EXPECT_THAT(leg_of(definition, {"device1", publish, deep}).decision.explanation,
              testing::HasSubstr("Event Grid takes at most 15"));
  EXPECT_EQ(leg_of(definition, {"device1", subscribe, "$SYS/#"}).decision.refusal,
            Decision::Refusal::reserved_topic);
}

TEST(ExplainRequest, TopicsLeftOut_AreThoseThatBothMayUse) {
  const Explanation explanation =
      explain(read(how_to()), AskedRequest{"cloudapp", "device2", "", ""});

  EXPECT_TRUE(explanation.allowed);
  ASSERT_TRUE(explanation.request);
  EXPECT_EQ(explanation.request->topic, "devices/device2/desired");
  EXPECT_EQ(explanation.request->response_topic, "devices/device2/reported");
  EXPECT_THAT(explanation.notes, SizeIs(2));
  EXPECT_THAT(explanation.legs, SizeIs(4));
}

TEST(ExplainRequest, AResponseTopicOfAnotherDevice_CannotComeBack) {
  const Explanation explanation =
      explain(read(how_to()), AskedRequest{"cloudapp", "device2", "", "devices/device1/reported"});

  EXPECT_FALSE(explanation.allowed);
  std::vector<bool> allowed;
  for (const LegExplanation& leg : explanation.legs) allowed.push_back(leg.allowed);
  EXPECT_THAT(allowed, ElementsAre(true, true, false, true));
  EXPECT_EQ(explanation.legs[2].purpose, LegPurpose::send_response);
  EXPECT_EQ(explanation.legs[2].asked.client, "device2");
}

TEST(ExplainRequest, BetweenTwoDevices_IsExplainedOnATopicThatOneOfThemHas) {
  const Explanation explanation =
      explain(read(how_to()), AskedRequest{"device1", "device2", "", ""});

  EXPECT_FALSE(explanation.allowed);
  EXPECT_EQ(explanation.request->topic, "devices/device2/desired");
  EXPECT_EQ(explanation.request->response_topic, "devices/device2/reported");
}

TEST(ExplainRequest, TheRequestTopicAsResponseTopic_IsNoted) {
  const Explanation explanation =
      explain(read(how_to()), AskedRequest{"cloudapp", "device2", "a/b", "a/b"});
  EXPECT_THAT(explanation.notes, ElementsAre(testing::HasSubstr("would ask itself")));
}

}  // namespace
}  // namespace lab::model
