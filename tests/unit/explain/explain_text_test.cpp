// Goal: the text of an explanation shows the chain, with the caret under the segment that differs.
// Method: whole texts, as a terminal without colours shows them.

#include "lab/model/explain_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/explain/plant.hpp"

namespace lab::model {
namespace {

using test::how_to;
using test::plant;
using test::read;
using testing::HasSubstr;
using testing::Not;

std::string text_of(const Namespace& definition, const Question& question) {
  return to_text(explain(definition, question), false);
}

std::string change_text_of(const Namespace& definition, const Question& question) {
  const Change change = proposed_change(definition, question);
  return to_text(change, json_patch(definition, change), false);
}

TEST(ExplainText, ARefusedPublish_ShowsTheChainAndTheCaret) {
  const std::string wanted =
      "✗ device1 may not publish to devices/dev2/reported: binding deviceReportedPub gives it "
      "devices/device1/reported, which differs at segment 2 ('device1' there, 'dev2' here)\n"
      "  groups\n"
      "    ✓ $all         every client\n"
      "    ✗ cloudAppGrp  attributes.type = 'cloudApp'\n"
      "                   its attributes.type is 'device'\n"
      "    ✓ devicesGrp   attributes.type IN ['device']\n"
      "  bindings of its groups\n"
      "    · deviceDesiredSub   devicesGrp → deviceDesiredSub, Subscriber: no right to publish\n"
      "    ✗ deviceReportedPub  devicesGrp → deviceReportedPub, Publisher\n"
      "                         ✗ devices/${client.authenticationName}/reported gives it "
      "devices/device1/reported\n"
      "  nearest template: devices/${client.authenticationName}/reported, by binding "
      "deviceReportedPub\n"
      "    gives  devices / device1 / reported\n"
      "    asked  devices / dev2    / reported\n"
      "                     ^^^^^^^\n";
  EXPECT_EQ(
      text_of(read(how_to()), AskedOperation{"device1", Action::publish, "devices/dev2/reported"}),
      wanted);
}

TEST(ExplainText, ATopicThatGoesOn_HasItsCaretPastTheTemplatesEnd) {
  EXPECT_THAT(text_of(read(how_to()),
                      AskedOperation{"device1", Action::publish, "devices/device1/reported/x"}),
              HasSubstr("    gives  devices / device1 / reported\n"
                        "    asked  devices / device1 / reported / x\n"
                        "                                          ^\n"));
}

TEST(ExplainText, SeveralFailedComparisons_AreNamedEach) {
  EXPECT_THAT(
      text_of(read(plant()), AskedOperation{"blank", Action::publish, "fast/x"}),
      HasSubstr("    ✗ fastOnes  attributes.tags = 'fast' and attributes.floor > 2\n"
                "                attributes.tags = 'fast' fails: it has no attributes.tags\n"
                "                attributes.floor > 2 fails: it has no attributes.floor\n"));
}

TEST(ExplainText, ARequest_SaysOfBothWaysWhetherTheyWork) {
  const Namespace definition = read(how_to());
  EXPECT_THAT(text_of(definition, AskedRequest{"cloudapp", "device2", "", ""}),
              HasSubstr("the request arrives, and the response can come back"));
  EXPECT_THAT(text_of(definition, AskedRequest{"cloudapp", "device2", "", "answers/x"}),
              HasSubstr("the request arrives, but the response cannot come back"));
  EXPECT_THAT(text_of(definition, AskedRequest{"cloudapp", "device2", "a/b", ""}),
              HasSubstr("the request does not arrive; a response could come back"));
  EXPECT_THAT(text_of(definition, AskedRequest{"cloudapp", "device2", "a/b", "a/c"}),
              HasSubstr("the request does not arrive, and no response could come back"));
}

TEST(ExplainText, AChange_ShowsWhereAndWhatAndForWhomElse) {
  EXPECT_EQ(change_text_of(read(how_to()),
                           AskedOperation{"device1", Action::publish, "alarms/device1/fire"}),
            "the smallest change that allows it: add\n"
            "  at /topicSpaces/deviceReportedPub/properties/topicTemplates/-\n"
            "    \"alarms/${client.authenticationName}/fire\"\n"
            "  this also lets device2 publish to alarms/device2/fire\n");
}

TEST(ExplainText, ManyClients_AreNamedByFirstAndLast) {
  nlohmann::json document = how_to();
  for (int i = 3; i < 10; ++i) {
    document["clients"]["device" + std::to_string(i)] = document["clients"]["device1"];
    document["clients"]["device" + std::to_string(i)]["properties"].erase("authenticationName");
  }
  EXPECT_THAT(change_text_of(read(document),
                             AskedOperation{"device1", Action::publish, "alarms/device1/fire"}),
              HasSubstr("this also lets device2, device3 … device9 (8 clients) publish to "
                        "alarms/${client.authenticationName}/fire\n"));
}

TEST(ExplainText, WhatTheUserTyped_CannotMoveTheCursor) {
  EXPECT_THAT(text_of(read(how_to()), AskedOperation{"device1", Action::publish, "a\x1b[2J/b"}),
              Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace lab::model
