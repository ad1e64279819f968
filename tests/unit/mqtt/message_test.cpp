// Goal: codes have the specification's words. Method: the tables of MQTT 5 §2.4 and MQTT 3.1.1
// §3.2.2.3, by code.
#include "lab/mqtt/message.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace lab::mqtt {
namespace {

TEST(ReasonText, EveryCodeOfMqtt5HasWordsOfItsOwn) {
  std::set<std::string> words;
  std::size_t count = 0;
  for (int code = 0; code <= 0xFF; ++code) {
    const std::string text = reason_text(code);
    if (text == "Unknown reason code") continue;
    ++count;
    EXPECT_TRUE(words.insert(text).second) << text;
  }
  EXPECT_EQ(count, 43U);  // Table 2-6.
}

TEST(ReasonText, TheCodesOfRequestResponseReadAsSpecified) {
  EXPECT_STREQ(reason_text(0x00), "Success");
  EXPECT_STREQ(reason_text(0x10), "No matching subscribers");
  EXPECT_STREQ(reason_text(0x87), "Not authorized");
  EXPECT_STREQ(reason_text(0x8E), "Session taken over");
  EXPECT_STREQ(reason_text(0x97), "Quota exceeded");
  EXPECT_STREQ(reason_text(0xA2), "Wildcard Subscriptions not supported");
  EXPECT_STREQ(reason_text(-1), "Unknown reason code");
}

TEST(ConnackText, TheSameCodeReadsByVersion) {
  EXPECT_STREQ(connack_text(Version::v311, 0), "Connection Accepted");
  EXPECT_STREQ(connack_text(Version::v311, 2), "Connection Refused, identifier rejected");
  EXPECT_STREQ(connack_text(Version::v311, 5), "Connection Refused, not authorized");
  EXPECT_STREQ(connack_text(Version::v311, 0x87), "Unknown CONNACK return code");
  EXPECT_STREQ(connack_text(Version::v5, 0x85), "Client Identifier not valid");
  EXPECT_STREQ(connack_text(Version::v5, 1), "Connection Refused, unacceptable protocol version");
}

TEST(Version, HasTheNumberAsText) {
  EXPECT_STREQ(to_text(Version::v5), "5");
  EXPECT_STREQ(to_text(Version::v311), "3.1.1");
}

}  // namespace
}  // namespace lab::mqtt
