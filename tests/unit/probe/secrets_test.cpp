// Goal: no password and no authentication data gets into a recording, in words or in bytes, also
// where a packet is illegal, lies about its length, or travels in pieces.
// Method: everything recorded is searched for the secret; what is no secret must still be there.

#include "lab/wire/encode.hpp"
#include "tests/unit/probe/probe_fixture.hpp"

namespace lab::probe::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using wire::PropertyId;

constexpr const char* secret = "correct horse battery";

wire::Connect secret_connect() {
  wire::Connect packet;
  packet.client_id = "the client id";
  packet.username = "the username";
  packet.password = secret;
  packet.will = wire::Will{.topic = "the will", .payload = "its payload"};
  packet.will->properties.add(PropertyId::content_type, "text");
  packet.properties.add(PropertyId::session_expiry_interval, 60);
  packet.properties.add(PropertyId::receive_maximum, 10);
  packet.properties.add_user("name", "value");
  packet.properties.add(PropertyId::authentication_method, "OAUTH2-JWT");
  packet.properties.add(PropertyId::authentication_data, secret);
  packet.properties.add(PropertyId::request_problem_information, 1);
  return packet;
}

class Secrets : public ProbeTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(std::holds_alternative<LinkFacts>(probe_.open()));
    peer_.handles = [](const wire::Packet&) { return true; };
  }

  /// All bytes that were recorded of one direction.
  [[nodiscard]] std::string bytes(Record::Kind kind) const {
    std::string all;
    for (const Record& record : recording_.records()) {
      if (record.kind == kind) all += record.bytes;
    }
    return all;
  }

  /// The peer heard it all, the recording keeps all but this.
  void expect_only_the_secret_is_missing(const std::string& sent) {
    ASSERT_TRUE(run_until([&] { return peer_.heard_bytes == sent; }));
    std::string expected = sent;
    const std::string hidden(std::string_view{secret}.size(), '*');
    for (auto at = expected.find(secret); at != std::string::npos; at = expected.find(secret)) {
      expected.replace(at, hidden.size(), hidden);
    }
    ASSERT_NE(expected, sent);
    EXPECT_EQ(bytes(Record::Kind::sent), expected);
    for (const Record& record : recording_.records()) {
      EXPECT_THAT(record.text, Not(HasSubstr("battery")));
    }
  }
};

TEST_F(Secrets, OfAConnect_AreStarred) {
  const std::string sent = wire::encode(secret_connect(), wire::Version::v5);
  ASSERT_TRUE(probe_.send(secret_connect()));
  expect_only_the_secret_is_missing(sent);
  EXPECT_THAT(recording_.records().back().text, HasSubstr("the client id"));
}

TEST_F(Secrets, OfAConnectOfV311_AreStarred) {
  wire::Connect packet = secret_connect();
  packet.version = wire::Version::v311;
  packet.will.reset();
  ASSERT_TRUE(probe_.send(packet));
  expect_only_the_secret_is_missing(wire::encode(packet, wire::Version::v311));
}

TEST_F(Secrets, OfAnAuth_AreStarred) {
  wire::Auth packet{.reason_code = 0x18};
  packet.properties.add(PropertyId::authentication_method, "OAUTH2-JWT");
  packet.properties.add(PropertyId::authentication_data, secret);
  ASSERT_TRUE(probe_.send(packet));
  expect_only_the_secret_is_missing(wire::encode(packet, wire::Version::v5));
}

TEST_F(Secrets, InBytesInPieces_AreStarred) {
  const std::string sent = wire::encode(wire::Pingreq{}, wire::Version::v5) +
                           wire::encode(secret_connect(), wire::Version::v5) +
                           wire::encode(publish_packet("t", 1, 1), wire::Version::v5);
  for (std::size_t at = 0; at < sent.size(); at += 7) {
    ASSERT_TRUE(probe_.send_bytes(sent.substr(at, 7)));
  }
  expect_only_the_secret_is_missing(sent);
}

TEST_F(Secrets, BehindALengthThatLies_AreStarred) {
  const std::string whole = wire::encode(secret_connect(), wire::Version::v5);
  for (const std::size_t claimed : {std::size_t{10}, std::size_t{127}}) {
    peer_.heard_bytes.clear();
    // The body begins behind the packet type and two bytes of length.
    const std::string lie = wire::encode_frame(0x10, whole.substr(3), claimed);
    ASSERT_TRUE(probe_.send_bytes(lie));
    ASSERT_TRUE(run_until([&] { return peer_.heard_bytes.size() == lie.size(); }));
    EXPECT_THAT(peer_.heard_bytes, HasSubstr("battery"));
    EXPECT_THAT(bytes(Record::Kind::sent),
                AllOf(Not(HasSubstr("battery")), HasSubstr("the client id")));
    ASSERT_TRUE(std::holds_alternative<LinkFacts>(probe_.open()));
  }
}

TEST_F(Secrets, BehindAPropertyThatNobodyKnows_AreStarred) {
  std::string sent = wire::encode(secret_connect(), wire::Version::v5);
  const std::size_t place = sent.find(std::string{"\x11\x00\x00\x00\x3C", 5});
  ASSERT_NE(place, std::string::npos);
  sent[place] = '\x7E';
  ASSERT_TRUE(probe_.send_bytes(sent));
  ASSERT_TRUE(run_until([&] { return peer_.heard_bytes == sent; }));
  EXPECT_THAT(
      bytes(Record::Kind::sent),
      AllOf(Not(HasSubstr("battery")), HasSubstr("the client id"), HasSubstr("the username")));
}

TEST_F(Secrets, FromThePeer_AreStarred) {
  wire::Connack connack;
  connack.properties.add(PropertyId::maximum_qos, 1);
  connack.properties.add(PropertyId::authentication_method, "OAUTH2-JWT");
  connack.properties.add(PropertyId::authentication_data, secret);
  peer_.say(connack);
  wire::Auth auth{.reason_code = 0x18};
  auth.properties.add(PropertyId::authentication_method, "OAUTH2-JWT");
  auth.properties.add(PropertyId::authentication_data, secret);
  peer_.say(auth);

  const auto came = probe_.packet<wire::Auth>(soon());

  ASSERT_TRUE(came.came());
  EXPECT_EQ(came.packet().properties.bytes(PropertyId::authentication_data), secret)
      << "the test itself may look at it";
  EXPECT_THAT(bytes(Record::Kind::received),
              AllOf(Not(HasSubstr("battery")), HasSubstr("OAUTH2-JWT"), HasSubstr("\x24\x01")));
}

TEST_F(Secrets, WordsOfAPayload_AreNone) {
  ASSERT_TRUE(probe_.send(publish_packet("t", 1, 1, secret)));
  EXPECT_THAT(bytes(Record::Kind::sent), HasSubstr(secret));
}

}  // namespace
}  // namespace lab::probe::test
