// Goal: the envelope carries what MQTT 5 has as properties, both ways, and nothing unsafe gets in.
// Method: texts in and out; the strict reader is asked for each thing it must refuse.

#include "lab/mqtt/envelope.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/error.hpp"
#include "lab/mqtt/strict_json.hpp"

namespace lab::mqtt {
namespace {

std::string payload_after_round_trip(const std::string& payload) {
  const auto envelope = parse_envelope(to_json(Envelope{std::nullopt, std::nullopt, payload}));
  return envelope ? envelope->payload : "no envelope";
}

TEST(Envelope, RequestAndResponse_AreTheTextsOfTheHowTo) {
  EXPECT_EQ(to_json(Envelope{"devices/device2/reported", "device2-tempupdate1", "{\"a\": 1}"}),
            R"({"responseTopic":"devices/device2/reported",)"
            R"("correlationData":"ZGV2aWNlMi10ZW1wdXBkYXRlMQ==","payload":{"a":1}})");
  EXPECT_EQ(to_json(Envelope{std::nullopt, "", "null"}),
            R"({"correlationData":"","payload":null})");
  EXPECT_EQ(to_json(Envelope{}), "{}");
}

TEST(Envelope, CorrelationData_KeepsEveryByteAndAbsentDiffersFromEmpty) {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  for (const std::optional<std::string>& correlation :
       {std::optional<std::string>{}, std::optional<std::string>{""},
        std::optional<std::string>{every_byte}, std::optional<std::string>{std::string(1, '\0')}}) {
    EXPECT_EQ(parse_envelope(to_json(Envelope{"a", correlation, "1"})).value().correlation_data,
              correlation);
  }
}

TEST(Envelope, JsonPayload_KeepsDigitsOrderAndMeaning) {
  EXPECT_EQ(payload_after_round_trip("{\n \"b\" : 1.10,\t\"a\": [1E2, -0.0, true, null, {}] }"),
            R"({"b":1.10,"a":[1E2,-0.0,true,null,{}]})");
  EXPECT_EQ(payload_after_round_trip("123456789012345678901234567890"),
            "123456789012345678901234567890");
  EXPECT_EQ(payload_after_round_trip("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(payload_after_round_trip("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(payload_after_round_trip(R"("\u0041\n\"")"), R"("A\n\"")");
  EXPECT_EQ(payload_after_round_trip("[]"), "[]");
  EXPECT_EQ(payload_after_round_trip(""), "") << "no member, no payload";
}

TEST(Envelope, TextThatIsNotJson_ComesOutAsAJsonString) {
  EXPECT_EQ(payload_after_round_trip("on"), R"("on")");
  EXPECT_EQ(payload_after_round_trip(R"("on")"), R"("on")") << "as a JSON string does";
  EXPECT_EQ(payload_after_round_trip("{"), R"("{")");
  EXPECT_EQ(payload_after_round_trip("line\nline"), R"("line\nline")");
  EXPECT_EQ(payload_after_round_trip(R"({"a":1,"a":2})"), R"("{\"a\":1,\"a\":2}")");
}

TEST(Envelope, BytesThatAreNotUtf8_AreRefusedAsUsage) {
  EXPECT_THROW(to_json(Envelope{std::nullopt, std::nullopt, "\xFF"}), Error);
  EXPECT_THROW(to_json(Envelope{"\xFF", std::nullopt, "1"}), Error);
}

TEST(Envelope, UnknownMembers_AreIgnored) {
  const auto envelope =
      parse_envelope(R"({"version":{"payload":9},"payload":1,"responseTopic":"a","Payload":2})");
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->payload, "1");
  EXPECT_EQ(envelope->response_topic, "a");
  EXPECT_EQ(envelope->correlation_data, std::nullopt);
}

TEST(Envelope, EscapedMemberName_IsTheSameMember) {
  EXPECT_EQ(parse_envelope(R"({"\u0070ayload":1})").value().payload, "1");
  EXPECT_FALSE(parse_envelope(R"({"\u0070ayload":1,"payload":2})"));
}

TEST(Envelope, NestingOfSixtyFour_IsTheDeepest) {
  const auto nested = [](std::size_t depth) {
    return "{\"payload\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  EXPECT_TRUE(parse_envelope(nested(64)));
  EXPECT_FALSE(parse_envelope(nested(65)));
  EXPECT_FALSE(parse_envelope(nested(100'000)));
}

class NoEnvelope : public testing::TestWithParam<std::string> {};

TEST_P(NoEnvelope, IsRefusedWithoutAnException) {
  EXPECT_EQ(parse_envelope(GetParam()), std::nullopt) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(
    Texts, NoEnvelope,
    testing::Values(
        "", " ", "1", "\"{}\"", "[{}]", "null", "{", "}", "{}x", "{} {}", "{,}",
        R"({"payload":1,})", R"({"payload":})", R"({payload:1})", R"({'payload':1})",
        R"({"payload":NaN})", R"({"payload":Infinity})", R"({"payload":01})",
        R"({"payload":1e400})", R"({"payload":"\ud800"})", R"({"payload":"\x"})",
        "{\"payload\":\"\n\"}", "{\"payload\":\"\xC0\x80\"}", "{\"payload\":\"\xF5\x80\x80\x80\"}",
        "{\"\xFF\":1}", R"({"payload":1,"payload":1})", R"({"x":1,"x":1})",
        R"({"payload":[{"x":1,"x":1}]})", R"({"responseTopic":1})", R"({"responseTopic":null})",
        R"({"responseTopic":["a"]})", R"({"correlationData":1})", R"({"correlationData":null})",
        R"({"correlationData":"a"})", R"({"correlationData":"YQ"})",
        R"({"correlationData":"YQ= ="})", R"({"correlationData":"YQ==YQ=="})",
        std::string{"{}\0", 3}, std::string{"{}\0x", 4}, std::string{"{\"a\":\"\0\"}", 9}));

TEST(Envelope, PackAndUnpack_AreInverse) {
  Message message;
  message.topic = "devices/device2/desired";
  message.payload = R"({"a":1})";
  message.response_topic = "devices/device2/reported";
  message.correlation_data = "\x01\x02";
  message.user_properties = {{"a", "b"}};
  message.enveloped = true;

  const Message packed = pack(message);
  EXPECT_EQ(packed.response_topic, std::nullopt);
  EXPECT_EQ(packed.correlation_data, std::nullopt);
  EXPECT_EQ(packed.content_type, "application/json");
  EXPECT_FALSE(packed.enveloped);
  EXPECT_EQ(packed.user_properties, message.user_properties);

  const Message unpacked = unpack(packed).value();
  EXPECT_EQ(unpacked.payload, message.payload);
  EXPECT_EQ(unpacked.response_topic, message.response_topic);
  EXPECT_EQ(unpacked.correlation_data, message.correlation_data);
  EXPECT_TRUE(unpacked.enveloped);

  Message plain;
  plain.payload = "21";
  EXPECT_FALSE(unpack(plain));
}

}  // namespace
}  // namespace lab::mqtt
