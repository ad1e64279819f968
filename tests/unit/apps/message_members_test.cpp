// Goal: an event shows a PUBLISH so that a person can read it and a program can compare its bytes.

#include "lab/apps/message_members.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lab::apps {
namespace {

using nlohmann::ordered_json;

TEST(MessageMembers, Request_ShowsItsProperties) {
  mqtt::Message message;
  message.topic = "devices/device2/desired";
  message.payload = R"({"temperature":21})";
  message.response_topic = "devices/device2/reported";
  message.correlation_data = "device2-tempupdate1";
  message.message_expiry_interval = 5;
  message.user_properties = {{"b", "1"}, {"a", "2"}, {"b", "3"}};
  message.packet_id = 7;
  message.dup = true;

  const auto members = message_members(message, "received");

  EXPECT_EQ(members.at("direction"), "received");
  EXPECT_EQ(members.at("topic"), "devices/device2/desired");
  EXPECT_EQ(members.at("response_topic"), "devices/device2/reported");
  EXPECT_EQ(members.at("correlation_data"), "ZGV2aWNlMi10ZW1wdXBkYXRlMQ==");
  EXPECT_EQ(members.at("correlation_text"), "device2-tempupdate1");
  EXPECT_EQ(members.at("message_expiry_interval"), 5);
  EXPECT_EQ(members.at("payload").at("temperature"), 21);
  EXPECT_EQ(members.at("user_properties").dump(), R"([["b","1"],["a","2"],["b","3"]])");
  EXPECT_EQ(members.at("packet_id"), 7);
  EXPECT_EQ(members.at("dup"), true);
  EXPECT_EQ(members.at("enveloped"), false);
}

TEST(MessageMembers, AbsentProperties_AreLeftOut) {
  const auto members = message_members({}, "sent");

  for (const char* name :
       {"response_topic", "correlation_data", "correlation_text", "message_expiry_interval",
        "user_properties", "content_type", "packet_id"}) {
    EXPECT_FALSE(members.contains(name)) << name;
  }
  EXPECT_EQ(members.at("payload"), "");
}

ordered_json payload_members(std::string_view bytes) {
  ordered_json members;
  add_payload(members, "payload", bytes);
  return members;
}

TEST(MessageMembers, Payload_IsJsonOrTextOrBase64) {
  EXPECT_EQ(payload_members("21").at("payload"), 21);
  EXPECT_EQ(payload_members("\"21\"").at("payload"), "21");
  EXPECT_EQ(payload_members("{not json").at("payload"), "{not json");
  EXPECT_EQ(payload_members(R"({"a":1,"a":2})").at("payload"), R"({"a":1,"a":2})");
  EXPECT_EQ(payload_members(std::string(10'000, '[')).at("payload"), std::string(10'000, '['));
  const auto binary = payload_members("\xFF\x01");
  EXPECT_EQ(binary.at("payload_base64"), "/wE=");
  EXPECT_FALSE(binary.contains("payload"));
}

TEST(MessageMembers, CorrelationText_IsThereOnlyIfItIsPrintable) {
  for (const char* text : {"", "device2-tempupdate1", "ü€😀 ~", "\xC2\xA0"}) {
    EXPECT_TRUE(is_printable_utf8(text)) << text;
  }
  for (const std::string_view bytes :
       {std::string_view{"\0", 1}, std::string_view{"a\n"}, std::string_view{"\x7F"},
        std::string_view{"\x1b[2J"}, std::string_view{"\xC2\x80"}, std::string_view{"\xC2\x9F"},
        std::string_view{"\xFF"}, std::string_view{"\xED\xA0\x80"}, std::string_view{"\xC2"}}) {
    EXPECT_FALSE(is_printable_utf8(bytes)) << testing::PrintToString(bytes);
  }
}

TEST(MessageMembers, Reason_ComesAsNumberAndWords) {
  ordered_json members;

  add_reason(members, 0x87);

  EXPECT_EQ(members.at("reason_code"), 135);
  EXPECT_EQ(members.at("reason"), "Not authorized");
}

}  // namespace
}  // namespace lab::apps
