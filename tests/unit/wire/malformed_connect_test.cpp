// Goal: a CONNECT, CONNACK, DISCONNECT or AUTH that breaks a rule is refused with that rule.
// Method: one hand-made packet a rule.

#include <gtest/gtest.h>

#include "tests/unit/wire/bytes.hpp"

namespace lab::wire {
namespace {

/// A CONNECT with these flags and this payload, up to the client identifier.
std::string connect(const std::string& level, const std::string& flags,
                    const std::string& behind = "") {
  const bool is_v5 = level == "05";
  const std::string name = level == "03" ? "00 06 'MQIsdp' " : "00 04 'MQTT' ";
  const std::string properties = is_v5 ? " 00" : "";
  return frame(0x10, name + level + " " + flags + " 00 3C" + properties + " 00 00 " + behind);
}

TEST(MalformedConnect, ProtocolNameAndLevel_AreChecked) {
  const Bad table[] = {
      {frame(0x10, "00 04 'MQTt' 05 02 00 3C 00 00 00"), 2, "the protocol name is unknown",
       "MQTT-3.1.2-1", 0x84},
      {frame(0x10, "00 00 05 02 00 3C 00 00 00"), 2, "the protocol name is unknown", "MQTT-3.1.2-1",
       0x84},
      {frame(0x10, "00 04 'MQTT' 06 02 00 3C 00 00 00"), 8, "the protocol level is 6",
       "MQTT-3.1.2-2", 0x84},
      {frame(0x10, "00 04 'MQTT' 00"), 8, "the protocol level is 0", "MQTT-3.1.2-2", 0x84},
      {frame(0x10, "00 04 'MQTT' 84 02 00 3C 00 00"), 8, "the protocol level is 132",
       "MQTT-3.1.2-2", 0x84},
      {frame(0x10, "00 04 'MQTT' 03 02 00 3C 00 00"), 8, "the protocol name is another level's",
       "MQTT-3.1.2-1", 0x84},
      {frame(0x10, "00 06 'MQIsdp' 04 02 00 3C 00 00"), 10, "the protocol name is another level's",
       "MQTT-3.1.2-1", 0x84}};
  for (const Bad& bad : table) {
    expect_malformed(bad, Version::v5);
    expect_malformed(bad, Version::v311);
  }
}

TEST(MalformedConnect, ReservedFlag_IsRefused) {
  expect_malformed({connect("05", "03"), 9, "the reserved connect flag is set", "MQTT-3.1.2-3"},
                   Version::v5);
  expect_malformed({connect("04", "01"), 9, "the reserved connect flag is set", "MQTT-3.1.2-3"},
                   Version::v311);
}

TEST(MalformedConnect, WillFlags_MustFitTogether) {
  for (const char* flags : {"08", "10", "18"}) {
    const std::string problem = "there is a will QoS without a will";
    expect_malformed({connect("05", flags), 9, problem, "MQTT-3.1.2-11"}, Version::v5);
    expect_malformed({connect("04", flags), 9, problem, "MQTT-3.1.2-13"}, Version::v311);
  }
  expect_malformed({connect("05", "20"), 9, "will retain is set without a will", "MQTT-3.1.2-13"},
                   Version::v5);
  expect_malformed({connect("04", "20"), 9, "will retain is set without a will", "MQTT-3.1.2-15"},
                   Version::v311);
  expect_malformed(
      {connect("05", "1C", "00 00 01 'w' 00 00"), 9, "the will QoS is 3", "MQTT-3.1.2-12"},
      Version::v5);
  expect_malformed(
      {connect("04", "1C", "00 01 'w' 00 00"), 9, "the will QoS is 3", "MQTT-3.1.2-14"},
      Version::v311);
}

TEST(MalformedConnect, WillTopic_IsATopicName) {
  expect_malformed(
      {connect("05", "04", "00 00 00 00 00"), 16, "the will topic is empty", "MQTT-4.7.3-1", 0x82},
      Version::v5);
  expect_malformed({connect("05", "04", "00 00 03 'a/#' 00 00"), 16,
                    "the will topic holds a wildcard", "MQTT-4.7.0-1", 0x82},
                   Version::v5);
  expect_malformed({connect("04", "04", "00 01 '+' 00 00"), 14, "the will topic holds a wildcard",
                    "MQTT-4.7.1-1", 0x82},
                   Version::v311);
}

TEST(MalformedConnect, PasswordWithoutUserName_IsRefusedBeforeV5) {
  const std::string problem = "there is a password without a user name";
  expect_malformed({connect("04", "42", "00 01 'p'"), 9, problem, "MQTT-3.1.2-22"}, Version::v311);
  expect_malformed({connect("03", "42", "00 01 'p'"), 11, problem, "MQTT-3.1.2-22"}, Version::v31);
}

TEST(MalformedConnect, FieldsThatTheFlagsPromise_MustBeThere) {
  expect_malformed({connect("05", "80"), 15, "the packet ends inside the user name", "MQTT 5 §3.1"},
                   Version::v5);
  expect_malformed({connect("04", "C0", "00 01 'u'"), 17, "the packet ends inside the password",
                    "MQTT 3.1.1 §3.1"},
                   Version::v311);
  expect_malformed(
      {connect("04", "04"), 14, "the packet ends inside the will topic", "MQTT 3.1.1 §3.1"},
      Version::v311);
}

TEST(MalformedConnect, Texts_AreUtf8WithoutNul) {
  const Bad table[] = {{frame(0x10, "00 04 'MQTT' 05 02 00 3C 00 00 01 FF"), 13,
                        "the client identifier is not well-formed UTF-8", "MQTT-1.5.4-1"},
                       {frame(0x10, "00 04 'MQTT' 05 02 00 3C 00 00 01 00"), 13,
                        "the client identifier holds U+0000", "MQTT-1.5.4-2"},
                       {connect("05", "80", "00 03 ED A0 80"), 15,
                        "the user name is not well-formed UTF-8", "MQTT-1.5.4-1"},
                       {connect("05", "04", "00 00 02 'a' 00 00 00"), 16,
                        "the will topic holds U+0000", "MQTT-1.5.4-2"}};
  for (const Bad& bad : table) expect_malformed(bad, Version::v5);
  expect_malformed({connect("04", "80", "00 01 C0"), 14, "the user name is not well-formed UTF-8",
                    "MQTT-1.5.3-1"},
                   Version::v311);
  expect_malformed(
      {connect("04", "80", "00 01 00"), 14, "the user name holds U+0000", "MQTT-1.5.3-2"},
      Version::v311);
}

TEST(MalformedConnack, FlagsAndCode_AreChecked) {
  const std::string reserved = "a reserved connect acknowledge flag is set";
  for (const char* packet : {"20 03 02 00 00", "20 03 80 00 00", "20 03 FF 00 00"}) {
    expect_malformed({bytes(packet), 2, reserved, "MQTT-3.2.2-1"}, Version::v5);
  }
  expect_malformed({bytes("20 02 02 00"), 2, reserved, "MQTT 3.1.1 §3.2.2.1"}, Version::v311);
  expect_malformed({bytes("20 02 01 00"), 2, reserved, "MQTT 3.1.1 §3.2.2.1"}, Version::v31);
  expect_malformed(
      {bytes("20 02 00 06"), 3, "0x06 is no reason code of CONNACK", "MQTT 3.1.1 §3.2.2.3", 0x82},
      Version::v311);
  expect_malformed(
      {bytes("20 03 00 01 00"), 3, "0x01 is no reason code of CONNACK", "MQTT-3.2.2-8", 0x82},
      Version::v5);
  expect_malformed(
      {bytes("20 03 01 87 00"), 3, "session present is set with a refusal", "MQTT-3.2.2-6", 0x82},
      Version::v5);
  expect_malformed(
      {bytes("20 02 01 05"), 3, "session present is set with a refusal", "MQTT-3.2.2-4", 0x82},
      Version::v311);
}

TEST(MalformedDisconnect, UnknownReasonCode_IsRefused) {
  expect_malformed(
      {bytes("E0 01 01"), 2, "0x01 is no reason code of DISCONNECT", "MQTT-3.14.2-1", 0x82},
      Version::v5);
}

TEST(MalformedAuth, CodeAndMethod_AreChecked) {
  expect_malformed({bytes("F0 06 01 04 15 00 01 'm'"), 2, "0x01 is no reason code of AUTH",
                    "MQTT-3.15.2-1", 0x82},
                   Version::v5);
  expect_malformed(
      {bytes("F0 02 18 00"), 3, "there is no authentication method", "MQTT 5 §3.15.2.2.2", 0x82},
      Version::v5);
}

}  // namespace
}  // namespace lab::wire
