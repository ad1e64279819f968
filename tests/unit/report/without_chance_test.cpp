#include "lab/report/without_chance.hpp"

#include <string>

#include <gtest/gtest.h>

namespace lab::report {
namespace {

TEST(WithoutChance, TimesPortsAndRandomIdsAreTakenOut_CodesCountsAndTopicsStay) {
  EXPECT_EQ(without_chance("closed after 7.13 s"), "closed after … s");
  EXPECT_EQ(without_chance("nothing in 5 s, 120 ms late"), "nothing in … s, … s late");
  EXPECT_EQ(without_chance("127.0.0.1:41873, port 41873"), "127.0.0.1:…, port …");
  EXPECT_EQ(without_chance("WebSocket port: 44471"), "WebSocket port: …");
  EXPECT_EQ(without_chance("open/eglab-a41f09c2/alias"), "open/eglab-…/alias");
  EXPECT_EQ(without_chance("open/kqzpabcd-065-311/x of kqzpabcd-065-5-device2"),
            "open/…/x of …-device2");
  for (const std::string same :
       {"PUBACK 0x87 Not authorized", "Maximum Packet Size 524288", "50 of 50 messages",
        "devices/device2/reported", "16 segments", "CONNACK 0x00 Success, session present"}) {
    EXPECT_EQ(without_chance(same), same);
  }
}

}  // namespace
}  // namespace lab::report
