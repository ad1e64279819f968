// Goal: what a peer says arrives packet by packet, whatever the pieces it travels in, and is
// answered as a client answers it, or not, as told.
// Method: a scripted peer on the probe's own loop.

#include <string>
#include <vector>

#include "lab/wire/encode.hpp"
#include "tests/unit/probe/probe_fixture.hpp"

namespace lab::probe::test {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class Packets : public ProbeTest {
 protected:
  void SetUp() override { ASSERT_TRUE(accepted(probe_.connect(connect_packet()))); }
};

TEST_F(Packets, Asked_AreAnswered) {
  EXPECT_TRUE(accepted(probe_.subscribe("t/#")));
  EXPECT_TRUE(accepted(probe_.publish("t/one", "{}")));
  EXPECT_TRUE(probe_.ping().came());
  const auto unsuback = probe_.unsubscribe("t/#");
  ASSERT_TRUE(unsuback.came());
  EXPECT_THAT(unsuback.packet().reason_codes, ElementsAre(0));

  EXPECT_THAT(story(),
              ElementsAre("opened", "sent CONNECT", "received CONNACK", "sent SUBSCRIBE",
                          "received SUBACK", "sent PUBLISH", "received PUBACK", "sent PINGREQ",
                          "received PINGRESP", "sent UNSUBSCRIBE", "received UNSUBACK"));
}

TEST_F(Packets, Recorded_SayWhoWhenAndWhatTravelled) {
  ASSERT_TRUE(accepted(probe_.publish("t/one", "12345")));

  const auto& records = recording_.records();
  for (std::size_t at = 1; at < records.size(); ++at) {
    EXPECT_GE(records[at].at_us, records[at - 1].at_us);
    EXPECT_EQ(records[at].who, "app");
    EXPECT_EQ(records[at].connection, 1U);
  }
  const Record& publish = records[records.size() - 2];
  EXPECT_EQ(publish.kind, Record::Kind::sent);
  EXPECT_EQ(publish.bytes, wire::encode(publish_packet("t/one", 1, 1, "12345"), wire::Version::v5));
  EXPECT_EQ(publish.size, publish.bytes.size());
  EXPECT_THAT(publish.text, HasSubstr("t/one"));
  EXPECT_FALSE(publish.refusal);
}

TEST_F(Packets, LongOne_IsRecordedByItsBeginningAndItsSize) {
  ASSERT_TRUE(accepted(probe_.publish("t", std::string(10'000, 'x'))));

  const Record& sent = recording_.records()[recording_.records().size() - 2];
  EXPECT_EQ(sent.bytes.size(), 4'096U);
  EXPECT_GT(sent.size, 10'000U);
}

TEST_F(Packets, AnswerToAnotherQuestion_IsNotTakenForIt) {
  peer_.handles = [&](const wire::Packet& packet) {
    const auto* publish = std::get_if<wire::Publish>(&packet);
    if (!publish) return false;
    peer_.say(wire::Puback{.packet_id = 999, .reason_code = 0x87});
    peer_.say(wire::Puback{.packet_id = publish->packet_id});
    return true;
  };

  EXPECT_TRUE(accepted(probe_.publish("t", "{}")));
  const auto other = probe_.packet<wire::Puback>(soon());
  ASSERT_TRUE(other.came());
  EXPECT_EQ(other.packet().packet_id, 999);
}

TEST_F(Packets, OfAPeerByteByByte_AreWhole) {
  const std::string bytes = wire::encode(publish_packet("t/1", 1, 7), wire::Version::v5) +
                            wire::encode(publish_packet("t/2", 1, 8), wire::Version::v5);
  for (const char byte : bytes) peer_.say_bytes(std::string(1, byte));

  const auto second = probe_.message_on("t/2");
  ASSERT_TRUE(second.came());
  EXPECT_EQ(second.packet().packet_id, 8);
  EXPECT_THAT(probe_.messages(), SizeIs(1));
  const auto first = probe_.message_on("t/1");
  ASSERT_TRUE(first.came());
  EXPECT_EQ(first.packet().packet_id, 7);
  EXPECT_THAT(probe_.messages(), IsEmpty());
}

TEST_F(Packets, Half_IsSentAsItIsAndTheOtherHalfMakesItWhole) {
  const std::string bytes = wire::encode(publish_packet("t/half", 1, 5), wire::Version::v5);

  ASSERT_TRUE(probe_.send_bytes(bytes.substr(0, 4)));
  EXPECT_EQ(probe_.packet<wire::Puback>(shortly()).ending().kind, Ending::Kind::silence);
  ASSERT_TRUE(probe_.send_bytes(bytes.substr(4)));

  const auto puback = probe_.packet<wire::Puback>(soon());
  ASSERT_TRUE(puback.came());
  EXPECT_EQ(puback.packet().packet_id, 5);
  EXPECT_THAT(peer_.heard_bytes, testing::EndsWith(bytes));
  EXPECT_THAT(texts(Record::Kind::sent), Contains(StartsWith("4 bytes that are no whole legal")));
}

TEST_F(Packets, IllegalBytes_TravelUnchanged) {
  const std::string bytes = wire::encode_frame(0x3F, "\x00\x00\xFF", 3);

  ASSERT_TRUE(probe_.send_bytes(bytes));

  ASSERT_TRUE(run_until([&] { return peer_.heard_bytes.ends_with(bytes); }));
  EXPECT_EQ(recording_.records().back().bytes, bytes);
  EXPECT_EQ(recording_.records().back().packet, "");
}

TEST_F(Packets, LegalBytes_AreRecordedAsThePacketTheyAre) {
  ASSERT_TRUE(probe_.send_bytes(wire::encode(wire::Pingreq{}, wire::Version::v5)));
  ASSERT_TRUE(probe_.packet<wire::Pingresp>(soon()).came());
  EXPECT_THAT(story(), Contains("sent PINGREQ"));
}

TEST_F(Packets, Messages_AreAcknowledgedByTheirQos) {
  peer_.say(publish_packet("t/0", 0));
  peer_.say(publish_packet("t/1", 1, 11));
  peer_.say(publish_packet("t/2", 2, 12));
  ASSERT_TRUE(probe_.message_on("t/2").came());
  ASSERT_TRUE(run_until([&] { return !peer_.heard_of<wire::Pubrec>().empty(); }));
  peer_.say(wire::Pubrel{.packet_id = 12});

  ASSERT_TRUE(run_until([&] { return !peer_.heard_of<wire::Pubcomp>().empty(); }));
  EXPECT_THAT(peer_.heard_of<wire::Puback>(), ElementsAre(wire::Puback{.packet_id = 11}));
  EXPECT_THAT(peer_.heard_of<wire::Pubrec>(), ElementsAre(wire::Pubrec{.packet_id = 12}));
  EXPECT_THAT(peer_.heard_of<wire::Pubcomp>(), ElementsAre(wire::Pubcomp{.packet_id = 12}));
}

TEST_F(Packets, Messages_AreNotAcknowledgedIfToldSo) {
  probe_.set_acknowledges(false);
  peer_.say(publish_packet("t/1", 1, 11));
  ASSERT_TRUE(probe_.message_on("t/1").came());
  ASSERT_TRUE(probe_.ping().came());
  EXPECT_THAT(peer_.heard_of<wire::Puback>(), IsEmpty());

  ASSERT_TRUE(probe_.send(wire::Puback{.packet_id = 11, .reason_code = 0x80}));
  ASSERT_TRUE(run_until([&] { return !peer_.heard_of<wire::Puback>().empty(); }));
  EXPECT_EQ(peer_.heard_of<wire::Puback>()[0].reason_code, 0x80);
  EXPECT_TRUE(recording_.records().back().refusal);
}

TEST_F(Packets, MessageWithATopicAlias_IsLeftAsItCame) {
  wire::Publish aliased = publish_packet("", 1, 3);
  aliased.properties.add(wire::PropertyId::topic_alias, 1);
  peer_.say(aliased);

  const auto message = probe_.packet<wire::Publish>(soon());
  ASSERT_TRUE(message.came());
  EXPECT_EQ(message.packet(), aliased);
}

TEST_F(Packets, Messages_CanBeForgottenAndArrivedOnesAreFoundByWhatIsWanted) {
  for (std::uint16_t id = 1; id <= 3; ++id) {
    peer_.say(publish_packet("t", 1, id, std::to_string(id)));
  }
  const auto third = probe_.message([](const auto& message) { return message.payload == "3"; });
  ASSERT_TRUE(third.came());
  EXPECT_THAT(probe_.messages(), SizeIs(2));

  probe_.forget_messages();

  EXPECT_THAT(probe_.messages(), IsEmpty());
}

TEST_F(Packets, PublishWithQos2_TellsTheFirstHalfAndDoesTheSecond) {
  EXPECT_TRUE(accepted(probe_.publish(publish_packet("t", 2))));
  EXPECT_THAT(peer_.heard_of<wire::Pubrel>(), ElementsAre(wire::Pubrel{.packet_id = 1}));
  EXPECT_EQ(story().back(), "received PUBCOMP");

  peer_.handles = [&](const wire::Packet& packet) {
    const auto* publish = std::get_if<wire::Publish>(&packet);
    if (publish) peer_.say(wire::Pubrec{.packet_id = publish->packet_id, .reason_code = 0x87});
    return publish != nullptr;
  };
  const PublishAnswer second = probe_.publish(publish_packet("t", 2));
  EXPECT_TRUE(refused(second));
  EXPECT_EQ(second.packet().reason_code, 0x87);
  EXPECT_THAT(peer_.heard_of<wire::Pubrel>(), SizeIs(1));
}

TEST_F(Packets, PacketId_IsNotOneThatWaitsForItsAnswer) {
  peer_.handles = [](const wire::Packet& packet) {
    return std::holds_alternative<wire::Publish>(packet);
  };
  for (int count = 1; count < 65'535; ++count) EXPECT_EQ(probe_.next_packet_id(), count);
  ASSERT_TRUE(probe_.send(publish_packet("t", 1, 65'535)));
  ASSERT_TRUE(probe_.send(publish_packet("t", 1, 1)));

  EXPECT_EQ(probe_.next_packet_id(), 2) << "65535 and 1 are not free, 0 is none";

  peer_.say(wire::Puback{.packet_id = 65'535});
  ASSERT_TRUE(probe_.packet<wire::Puback>(soon()).came());
  for (int count = 3; count <= 65'535; ++count) EXPECT_EQ(probe_.next_packet_id(), count);
}

TEST_F(Packets, OfV311_HaveNoProperties) {
  probe_.cut();
  ASSERT_TRUE(accepted(probe_.connect(connect_packet("app", wire::Version::v311))));
  EXPECT_EQ(probe_.version(), wire::Version::v311);
  EXPECT_TRUE(accepted(probe_.subscribe("t")));
  peer_.say(publish_packet("t", 1, 4), wire::Version::v311);
  EXPECT_TRUE(probe_.message_on("t").came());
  EXPECT_EQ(recording_.records().back().version, wire::Version::v311);
}

// Far more than the sockets' buffers hold, so that the peer is held up.
TEST_F(Packets, ProbeThatDoesNotRead_HoldsThePeerUpUntilItReadsAgain) {
  constexpr int count = 100;
  const std::string payload(200'000, 'x');
  probe_.set_reading(false);
  for (int index = 0; index < count; ++index) peer_.say(publish_packet("t", 0, 0, payload));
  probe_.let_time_pass(std::chrono::milliseconds{50});
  EXPECT_THAT(probe_.messages(), IsEmpty());
  const auto nothing = probe_.message([](const auto&) { return true; }, shortly());
  ASSERT_FALSE(nothing.came());
  EXPECT_EQ(nothing.ending().kind, Ending::Kind::silence);
  EXPECT_TRUE(peer_.is_held_up());

  probe_.set_reading(true);

  ASSERT_TRUE(run_until([&] { return probe_.messages().size() == count; }));
  EXPECT_THAT(probe_.messages(), Each(testing::Field(&wire::Publish::payload, payload)));
}

TEST_F(Packets, PeerThatDoesNotRead_HoldsUpAPublishButNoOtherProbe) {
  ScriptedPeer other{loop_};
  ProbeOptions of_other = options("other");
  of_other.link = other.link();
  Probe second{loop_, recording_, manners_, of_other};
  ASSERT_TRUE(accepted(second.connect(connect_packet("other"))));
  ProbeOptions impatient = options("impatient");
  impatient.patience = std::chrono::milliseconds{20};
  Probe first{loop_, recording_, manners_, impatient};
  ASSERT_TRUE(accepted(first.connect(connect_packet("impatient"))));
  peer_.set_reading(false);

  const PublishAnswer answer = [&] {
    const std::string payload(1'000'000, 'x');
    for (int count = 0; count < 30; ++count) {
      if (!first.send(publish_packet("t", 0, 0, payload))) break;
    }
    other.say(publish_packet("t/other", 1, 9));
    return first.publish("t", "{}");
  }();

  EXPECT_FALSE(answer.came());
  EXPECT_EQ(answer.ending().kind, Ending::Kind::silence);
  EXPECT_TRUE(first.is_open());
  EXPECT_THAT(second.messages(), SizeIs(1));
  EXPECT_THAT(other.heard_of<wire::Puback>(), SizeIs(1));
}

}  // namespace
}  // namespace lab::probe::test
