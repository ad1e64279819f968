#include "lab/check/ladder.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/terminal.hpp"

namespace {

using lab::check::Ladder;
using lab::check::Rung;
using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

json request_sent() {
  return {{"event", "request"},
          {"at_us", 1'000'000},
          {"direction", "sent"},
          {"topic", "devices/device2/desired"},
          {"response_topic", "devices/device2/reported"},
          {"correlation_data", "ZGV2aWNlMi10ZW1wdXBkYXRlMQ=="},
          {"correlation_text", "device2-tempupdate1"},
          {"payload", {{"temperature", 21}}}};
}

TEST(Ladder, RequestAndItsAnswer_AreDrawnInTheOrderOfTimeWithAllThatMatters) {
  Ladder ladder{"cloudapp", "device2"};
  json received = request_sent();
  received["direction"] = "received";
  received["at_us"] = 1'000'500;
  ladder.add_event(Rung::Side::device, received);  // added first, happened second
  ladder.add_event(Rung::Side::cloud_app, request_sent());

  const std::string expected = R"(
cloudapp                                          broker                                   device2
      ms │                                           │                                           │
   0.00  │── PUBLISH devices/device2/desired ───────▶│                                           │
         │   response topic devices/device2/reported │                                           │
         │   correlation device2-tempupdate1         │                                           │
         │   payload {"temperature":21}              │                                           │
   0.50  │                                           │── PUBLISH devices/device2/desired ───────▶│
         │                                           │   response topic devices/device2/reported │
         │                                           │   correlation device2-tempupdate1         │
         │                                           │   payload {"temperature":21}              │
)";
  EXPECT_EQ(ladder.to_text(false), expected.substr(1));  // without the literal's first line break
}

TEST(Ladder, EveryLine_IsAtMostAHundredColumnsWhateverAPeerSent) {
  Ladder ladder{std::string(300, 'n'), "device"};
  json hostile = request_sent();
  hostile["topic"] = std::string(500, 't');
  hostile["payload"] = "x\x1b[2J" + std::string(10'000, 'p');
  hostile["correlation_text"] = "line\nbreak";
  ladder.add_event(Rung::Side::cloud_app, hostile);

  std::istringstream lines{ladder.to_text(false)};
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(lab::columns(line), 100U) << line;
    EXPECT_THAT(line, testing::Not(HasSubstr("\x1b")));
  }
  EXPECT_THAT(ladder.to_text(false), HasSubstr("line\\x0abreak"));
}

TEST(Ladder, RefusedPublish_NamesTheReason) {
  const auto rungs =
      rungs_of(Rung::Side::device,
               {{"event", "acknowledged"}, {"reason_code", 0x87}, {"reason", "Not authorized"}});

  ASSERT_EQ(rungs.size(), 1U);
  EXPECT_EQ(rungs[0].label, "PUBACK 0x87 Not authorized");
  EXPECT_TRUE(rungs[0].refused);
}

TEST(Ladder, EnvelopedRequest_SaysThatItsFieldsAreInThePayload) {
  json event = request_sent();
  event["enveloped"] = true;

  const auto rungs = rungs_of(Rung::Side::cloud_app, event);

  ASSERT_EQ(rungs.size(), 1U);
  EXPECT_EQ(rungs[0].details[0], "in the payload:");
}

TEST(Ladder, EventThatIsNoPacket_DrawsNothing) {
  EXPECT_THAT(rungs_of(Rung::Side::device, {{"event", "executed"}}), IsEmpty());
  EXPECT_THAT(rungs_of(Rung::Side::device, json::object()), IsEmpty());
  EXPECT_THAT(rungs_of(Rung::Side::device, {{"event", 5}}), IsEmpty());
}

}  // namespace
