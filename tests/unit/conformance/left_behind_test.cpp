// Goal: whatever a case leaves on a broker is known from its packets, and what it took away is not.
// Method: transcripts of encoded packets, made by hand.

#include "tests/conformance/left_behind.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/wire/encode.hpp"

namespace lab::conformance {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using wire::PropertyId;
using wire::Version;

class Transcript {
 public:
  Transcript& sent(const std::string& who, const wire::Packet& packet,
                   Version version = Version::v5) {
    return add(who, probe::Record::Kind::sent, packet, version, false);
  }

  Transcript& accepted(const std::string& who, const wire::Connect& connect) {
    sent(who, connect, connect.version);
    return add(who, probe::Record::Kind::received, wire::Connack{}, connect.version, false);
  }

  Transcript& refused(const std::string& who, const wire::Connect& connect) {
    sent(who, connect, connect.version);
    return add(who, probe::Record::Kind::received, wire::Connack{.reason_code = 0x87},
               connect.version, true);
  }

  [[nodiscard]] std::vector<LeftBehind> left() const { return left_behind_in(records_); }

 private:
  Transcript& add(const std::string& who, probe::Record::Kind kind, const wire::Packet& packet,
                  Version version, bool refusal) {
    constexpr std::size_t kept = 4096;
    probe::Record record;
    record.who = who;
    record.kind = kind;
    record.version = version;
    record.packet = wire::name_of(packet);
    record.bytes = wire::encode(packet, version).substr(0, kept);
    record.refusal = refusal;
    records_.push_back(record);
    return *this;
  }

  std::vector<probe::Record> records_;
};

wire::Connect lasting(const std::string& client_id) {
  wire::Connect connect;
  connect.client_id = client_id;
  connect.username = "device1";
  connect.clean_start = false;
  connect.properties.add(PropertyId::session_expiry_interval, 300U);
  return connect;
}

wire::Connect passing(const std::string& client_id) {
  wire::Connect connect;
  connect.client_id = client_id;
  return connect;
}

wire::Publish retained(const std::string& topic, const std::string& payload) {
  wire::Publish publish{.topic = topic, .payload = payload};
  publish.retain = true;
  publish.packet_id = 1;
  return publish;
}

TEST(LeftBehind, SessionThatOutlivesItsConnection_IsEndedByACleanConnectOfTheSameClient) {
  const auto left = Transcript{}.accepted("device1", lasting("one")).left();

  ASSERT_THAT(left, SizeIs(1));
  EXPECT_EQ(left[0].who, "device1");
  EXPECT_EQ(left[0].connect.client_id, "one");
  EXPECT_EQ(left[0].connect.username, "device1");
  EXPECT_TRUE(left[0].connect.clean_start);
  EXPECT_TRUE(left[0].connect.properties.empty());
  EXPECT_FALSE(left[0].retained_topic);
}

TEST(LeftBehind, SessionOfV311_OutlivesItsConnectionUnlessClean) {
  wire::Connect connect = passing("one");
  connect.version = Version::v311;
  EXPECT_THAT(Transcript{}.accepted("device1", connect).left(), IsEmpty());

  connect.clean_start = false;
  EXPECT_THAT(Transcript{}.accepted("device1", connect).left(), SizeIs(1));
}

TEST(LeftBehind, SessionThatWasRefusedOrEndsWithItsConnection_IsNone) {
  EXPECT_THAT(Transcript{}.refused("device1", lasting("one")).left(), IsEmpty());
  EXPECT_THAT(Transcript{}.accepted("device1", passing("one")).left(), IsEmpty());
}

TEST(LeftBehind, SessionThatTheCaseEnded_IsNone) {
  const auto left =
      Transcript{}.accepted("device1", lasting("one")).accepted("device1", passing("one")).left();

  EXPECT_THAT(left, IsEmpty());
}

TEST(LeftBehind, SessionsOfTwoClientIds_AreTwo) {
  const auto left = Transcript{}
                        .accepted("device1", lasting("one"))
                        .accepted("device1", lasting("two"))
                        .accepted("device1", lasting("one"))
                        .left();

  EXPECT_THAT(left, SizeIs(2));
}

TEST(LeftBehind, RetainedMessage_IsTakenAwayByWhoeverPublishedIt) {
  const auto left =
      Transcript{}.accepted("app", passing("one")).sent("app", retained("a/b", "x")).left();

  ASSERT_THAT(left, SizeIs(1));
  EXPECT_EQ(left[0].retained_topic, "a/b");
  EXPECT_EQ(left[0].connect.client_id, "one");
}

TEST(LeftBehind, RetainedMessageLongerThanWhatIsKept_IsKnownByItsTopic) {
  const auto left = Transcript{}
                        .accepted("app", passing("one"))
                        .sent("app", retained("a/b", std::string(70'000, 'x')))
                        .left();

  ASSERT_THAT(left, SizeIs(1));
  EXPECT_EQ(left[0].retained_topic, "a/b");
}

TEST(LeftBehind, RetainedMessageThatTheCaseTookAway_IsNone) {
  const auto left = Transcript{}
                        .accepted("app", passing("one"))
                        .sent("app", retained("a/b", "x"))
                        .sent("app", retained("a/b", ""))
                        .left();

  EXPECT_THAT(left, IsEmpty());
}

TEST(LeftBehind, MessageThatIsNotRetained_IsNone) {
  wire::Publish publish = retained("a/b", "x");
  publish.retain = false;

  EXPECT_THAT(Transcript{}.accepted("app", passing("one")).sent("app", publish).left(), IsEmpty());
}

TEST(LeftBehind, RetainedWill_IsTakenAwayWithoutAnotherWill) {
  wire::Connect connect = passing("one");
  connect.will = wire::Will{.topic = "w", .payload = "gone", .qos = 1, .retain = true};

  const auto left = Transcript{}.accepted("device1", connect).left();

  ASSERT_THAT(left, SizeIs(1));
  EXPECT_EQ(left[0].retained_topic, "w");
  EXPECT_FALSE(left[0].connect.will);
}

TEST(LeftBehind, BytesThatAreNoPacket_AreNone) {
  std::vector<probe::Record> records(3);
  records[0].kind = records[1].kind = records[2].kind = probe::Record::Kind::sent;
  records[1].bytes = "\x31";
  records[2].bytes = "\x31\xFF\xFF\xFF";

  EXPECT_THAT(left_behind_in(records), IsEmpty());
}

}  // namespace
}  // namespace lab::conformance
