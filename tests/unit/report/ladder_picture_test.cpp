#include "lab/report/ladder_picture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/report/lanes.hpp"
#include "tests/unit/report/sample_run.hpp"
#include "tests/unit/report/xml_check.hpp"

namespace lab::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Kind = probe::Record::Kind;

probe::Record record(Kind kind, const std::string& who, const std::string& packet,
                     const std::string& text, bool refusal = false) {
  probe::Record made;
  made.at_us = 12'345;
  made.who = who;
  made.connection = 1;
  made.kind = kind;
  made.packet = packet;
  made.text = text;
  made.refusal = refusal;
  return made;
}

/// The picture as elements: HTML that is also XML.
XmlElement picture(const std::vector<probe::Record>& transcript) {
  return read_xml("<div>" + ladder_picture(transcript, "Packets") + "</div>");
}

std::vector<std::string> lane_names(const std::vector<probe::Record>& transcript) {
  std::vector<std::string> names;
  const Lanes lanes{transcript};
  for (const Lanes::Lane& lane : lanes.all()) names.push_back(lane.name);
  return names;
}

/// List items, one a record.
std::vector<const XmlElement*> items(const XmlElement& root) {
  std::vector<const XmlElement*> found;
  for (const XmlElement* group : elements(root, "g")) {
    if (group->attributes.contains("role")) found.push_back(group);
  }
  return found;
}

TEST(Lanes, OfProbes_HaveTheBrokerBetweenThem) {
  const auto one = record(Kind::sent, "app", "PINGREQ", "PINGREQ");
  const auto two = record(Kind::sent, "device1", "PINGREQ", "PINGREQ");
  const auto three = record(Kind::sent, "device2", "PINGREQ", "PINGREQ");
  EXPECT_THAT(lane_names({one, one}), ElementsAre("app", "broker"));
  EXPECT_THAT(lane_names({one, two, one}), ElementsAre("app", "broker", "device1"));
  EXPECT_THAT(lane_names({one, two, three}), ElementsAre("app", "device1", "broker", "device2"));
  EXPECT_THAT(lane_names({record(Kind::note, "", "", "words")}), ElementsAre("broker"));
}

TEST(Lanes, OfAProbeThatIsCalledBroker_AreTwo) {
  const Lanes lanes{{record(Kind::sent, "broker", "PINGREQ", "PINGREQ")}};
  EXPECT_LT(lanes.of("broker"), lanes.broker());
}

TEST(ALadderPicture, OfNothing_IsNothing) {
  EXPECT_EQ(ladder_picture({}, "Packets"), "");
}

TEST(ALadderPicture, TellsEachPacketWholeInItsTitle) {
  const XmlElement root =
      picture({record(Kind::sent, "app", "PUBLISH", "PUBLISH devices/device2/desired  id 1 qos 1"),
               record(Kind::received, "app", "PUBACK", "PUBACK id 1  0x87 Not authorized", true),
               record(Kind::closed, "app", "", "the connection was closed")});

  std::vector<std::string> titles;
  for (const XmlElement* title : elements(root, "title")) titles.push_back(title->text);
  EXPECT_THAT(titles, ElementsAre("12.3 ms, app to broker: PUBLISH devices/device2/desired · id "
                                  "1 qos 1",
                                  "12.3 ms, refusal, broker to app: PUBACK id 1  0x87 Not "
                                  "authorized",
                                  "12.3 ms, app: the broker closed the connection"));
}

TEST(ALadderPicture, OfARefusal_HasAClassACrossAndAMarkInItsText) {
  const XmlElement root =
      picture({record(Kind::received, "app", "PUBACK", "PUBACK id 1  0x87 Not authorized", true)});
  ASSERT_EQ(items(root).size(), 1U);
  EXPECT_EQ(items(root)[0]->attributes.at("class"), "received refused");
  std::string classes;
  for (const XmlElement* path : elements(root, "path")) {
    classes += path->attributes.at("class") + " ";
  }
  EXPECT_EQ(classes, "arrow tip cross ");
  EXPECT_THAT(elements(root, "text").at(4)->text, StartsWith("✗ PUBACK id 1  0x87"));
}

TEST(ALadderPicture, OfAnArrow_PointsFromWhoSentIt) {
  const XmlElement sent = picture({record(Kind::sent, "app", "PINGREQ", "PINGREQ")});
  const XmlElement came = picture({record(Kind::received, "app", "PINGRESP", "PINGRESP")});
  const Lanes lanes{{record(Kind::sent, "app", "PINGREQ", "PINGREQ")}};
  const auto begins = [](const XmlElement& root) {
    return elements(root, "path").at(0)->attributes.at("d");
  };
  EXPECT_THAT(begins(sent), StartsWith("M" + std::to_string(static_cast<int>(lanes.of("app")))));
  EXPECT_THAT(begins(came), StartsWith("M" + std::to_string(static_cast<int>(lanes.broker()))));
}

TEST(ALadderPicture, OfManyPackets_FoldsThoseAfterSixtyAndCountsThoseAfterTwoThousand) {
  const std::vector<probe::Record> transcript(
      2'100, record(Kind::sent, "app", "PUBLISH", "PUBLISH a  id 1"));

  const std::string html = ladder_picture(transcript, "Packets");
  const XmlElement root = read_xml("<div>" + html + "</div>");

  EXPECT_EQ(items(root).size(), 2'000U);
  const auto folded = elements(root, "details");
  ASSERT_EQ(folded.size(), 1U);
  EXPECT_EQ(items(*folded[0]).size(), 1'940U);
  EXPECT_THAT(html, HasSubstr("Show 1940 more packets and events"));
  EXPECT_THAT(html, HasSubstr("100 more are in the run’s JSON file."));
}

TEST(ALadderPicture, OfAHostilePeer_IsWellFormedAndHoldsNoMarkupOfItsOwn) {
  for (const check::CaseResult& result : sample_run().cases) {
    if (result.transcript.empty()) continue;
    const std::string html = ladder_picture(result.transcript, hostile::script);
    EXPECT_NO_THROW(read_xml("<div>" + html + "</div>"));
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("<img")));
  }
}

TEST(ALadderPicture, OfALongTopic_StaysBetweenItsLanes) {
  const XmlElement root = picture(
      {record(Kind::sent, "app", "PUBLISH", "PUBLISH " + std::string(900, 't') + "  id 1"),
       record(Kind::sent, "device", "PUBLISH", "PUBLISH " + std::string(900, 't') + "  id 1")});
  for (const XmlElement* text : elements(root, "text")) {
    EXPECT_LE(text->text.size(), 65U) << text->text;
  }
}

}  // namespace
}  // namespace lab::report
