// Goal: whatever ends a connection is told as a value, in words, and takes nothing with it that
// came before.
// Method: a scripted peer that ends it in every way.

#include <string>

#include "lab/wire/encode.hpp"
#include "tests/unit/probe/probe_fixture.hpp"

namespace lab::probe::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using Kind = Ending::Kind;

class Endings : public ProbeTest {
 protected:
  void connect() { ASSERT_TRUE(accepted(probe_.connect(connect_packet()))); }

  /// The peer does this in place of its answer to a PUBLISH.
  void at_publish(const std::function<void()>& does) {
    peer_.handles = [does](const wire::Packet& packet) {
      if (!std::holds_alternative<wire::Publish>(packet)) return false;
      does();
      return true;
    };
  }
};

TEST_F(Endings, PeerCloses_IsClosed) {
  connect();
  at_publish([&] { peer_.close(); });

  const PublishAnswer answer = probe_.publish("t", "{}");

  ASSERT_FALSE(answer.came());
  EXPECT_EQ(answer.ending().kind, Kind::closed);
  EXPECT_EQ(in_words(answer, wire::Version::v5), "the connection was closed");
  EXPECT_FALSE(probe_.is_open());
  EXPECT_EQ(story().back(), "closed");
}

TEST_F(Endings, PeerResets_IsClosedInOtherWords) {
  connect();
  at_publish([&] { peer_.reset(); });
  const PublishAnswer answer = probe_.publish("t", "{}");
  ASSERT_FALSE(answer.came());
  EXPECT_EQ(answer.ending().kind, Kind::closed);
  EXPECT_EQ(answer.ending().text, "the connection was reset");
}

TEST_F(Endings, DisconnectBeforeTheEnd_IsToldByEveryLaterWait) {
  connect();
  at_publish([&] {
    wire::Disconnect disconnect{.reason_code = 0x9B};
    disconnect.properties.add(wire::PropertyId::reason_string, "no\x1B[1m such QoS");
    peer_.say(disconnect);
    peer_.close_own_side();
  });

  const PublishAnswer answer = probe_.publish("t", "{}");
  ASSERT_FALSE(answer.came());
  EXPECT_EQ(answer.ending().kind, Kind::disconnect);
  EXPECT_EQ(answer.ending().reason_code, 0x9B);
  EXPECT_THAT(answer.ending().text, StartsWith("DISCONNECT 0x9B QoS not supported (\"no"));
  EXPECT_THAT(answer.ending().text, testing::Not(HasSubstr("\x1B")));

  const Ending end = probe_.wait_for_end(soon());
  EXPECT_EQ(end.kind, Kind::disconnect);
  EXPECT_EQ(end.reason_code, 0x9B);
  EXPECT_EQ(probe_.ping().ending().kind, Kind::disconnect);
  const auto disconnect = probe_.packet<wire::Disconnect>(soon());
  ASSERT_TRUE(disconnect.came()) << "the packet itself can be taken too";
  EXPECT_EQ(probe_.packet<wire::Disconnect>(soon()).ending().kind, Kind::disconnect);
  EXPECT_EQ(story().back(), "closed");
}

TEST_F(Endings, DisconnectWithoutTheEnd_IsAnEndingButNotTheEnd) {
  connect();
  at_publish([&] { peer_.say(wire::Disconnect{.reason_code = 0x8B}); });
  EXPECT_EQ(probe_.publish("t", "{}").ending().kind, Kind::disconnect);

  const Ending end = probe_.wait_for_end(shortly());

  EXPECT_EQ(end.kind, Kind::silence);
  EXPECT_THAT(end.text, AllOf(StartsWith("the connection still stands after 50 ms"),
                              HasSubstr("DISCONNECT 0x8B")));
  EXPECT_TRUE(probe_.is_open());
}

TEST_F(Endings, PacketsBeforeTheEnd_CanStillBeTaken) {
  connect();
  at_publish([&] {
    peer_.say(publish_packet("t/last", 0));
    peer_.say(wire::Puback{.packet_id = 77});
    peer_.say(wire::Puback{.packet_id = 78});
    peer_.close();
  });
  EXPECT_EQ(probe_.publish("t", "{}").ending().kind, Kind::closed);

  EXPECT_TRUE(probe_.message_on("t/last").came());
  EXPECT_EQ(probe_.packet<wire::Puback>(soon()).packet().packet_id, 77);
  EXPECT_EQ(probe_.packet<wire::Puback>(soon()).packet().packet_id, 78);
  EXPECT_EQ(probe_.packet<wire::Puback>(soon()).ending().kind, Kind::closed);
}

TEST_F(Endings, NoAnswer_IsSilenceAndTheConnectionStands) {
  connect();
  at_publish([] {});
  ASSERT_TRUE(probe_.send(publish_packet("t", 1, 1)));

  const auto nothing = probe_.packet<wire::Puback>(shortly());

  ASSERT_FALSE(nothing.came());
  EXPECT_EQ(nothing.ending().kind, Kind::silence);
  EXPECT_EQ(nothing.ending().text, "nothing in 50 ms");
  EXPECT_TRUE(probe_.is_open());
  EXPECT_EQ(probe_.wait_for_end(shortly()).kind, Kind::silence);
  EXPECT_TRUE(probe_.ping().came());
}

TEST_F(Endings, MalformedPacket_IsToldAndCutsTheConnection) {
  connect();
  at_publish([&] {
    peer_.say(publish_packet("t/before", 0));
    peer_.say_bytes(wire::encode_frame(0x36, "\x00\x01t", 3));  // QoS 3
    peer_.say(publish_packet("t/after", 0));
  });

  const PublishAnswer answer = probe_.publish("t", "{}");

  ASSERT_FALSE(answer.came());
  EXPECT_EQ(answer.ending().kind, Kind::malformed);
  EXPECT_THAT(answer.ending().text, AllOf(StartsWith("malformed PUBLISH: "), HasSubstr("MQTT-")));
  EXPECT_FALSE(probe_.is_open());
  EXPECT_TRUE(probe_.message_on("t/before").came());
  EXPECT_EQ(probe_.message_on("t/after").ending().kind, Kind::malformed);
  EXPECT_EQ(story().back(), "cut");
  const Record& malformed = recording_.records()[recording_.records().size() - 2];
  EXPECT_EQ(malformed.kind, Record::Kind::received);
  EXPECT_EQ(malformed.packet, "");
  EXPECT_THAT(malformed.bytes, StartsWith("\x36"));
  EXPECT_TRUE(run_until([&] { return peer_.was_reset; }));
}

TEST_F(Endings, PacketBeyondTheLimit_IsMalformedBeforeItHasCome) {
  connect();
  at_publish([&] { peer_.say_bytes(std::string{"\x30\x80\x80\x80\x01", 5}); });
  EXPECT_EQ(probe_.publish("t", "{}").ending().kind, Kind::malformed);
}

TEST_F(Endings, CloseInsideAPacket_IsRecordedSo) {
  connect();
  at_publish([&] {
    peer_.say_bytes("\x30\x10half");
    peer_.close_own_side();
  });
  EXPECT_EQ(probe_.publish("t", "{}").ending().kind, Kind::closed);
  EXPECT_THAT(texts(Record::Kind::closed),
              ElementsAre("the connection was closed, 6 bytes into a packet"));
}

TEST_F(Endings, SendAfterTheEnd_IsFalse) {
  EXPECT_FALSE(probe_.send(wire::Pingreq{})) << "before the first connection";
  EXPECT_EQ(probe_.ping().ending().text, "there is no connection");
  EXPECT_EQ(probe_.wait_for_end(soon()).kind, Kind::closed);
  connect();
  peer_.close();
  EXPECT_EQ(probe_.wait_for_end(soon()).kind, Kind::closed);

  EXPECT_FALSE(probe_.send(wire::Pingreq{}));
  EXPECT_FALSE(probe_.send_bytes("x"));
  EXPECT_EQ(probe_.publish("t", "{}").ending().kind, Kind::closed);
  EXPECT_EQ(probe_.subscribe("t").ending().kind, Kind::closed);
  EXPECT_EQ(probe_.unsubscribe("t").ending().kind, Kind::closed);
  probe_.disconnect();
  EXPECT_EQ(story().back(), "closed") << "and nothing of it is recorded as sent";
}

TEST_F(Endings, ResetWhileSending_IsNoMoreThanAnEnding) {
  connect();
  peer_.set_reading(false);
  peer_.reset();
  const std::string payload(500'000, 'x');
  for (int count = 0; count < 10 && probe_.send(publish_packet("t", 0, 0, payload)); ++count) {
  }
  EXPECT_FALSE(probe_.send(publish_packet("t", 0)));
  EXPECT_EQ(probe_.wait_for_end(soon()).kind, Kind::closed);
}

TEST_F(Endings, Cut_IsAResetWithoutDisconnect) {
  connect();

  probe_.cut();

  EXPECT_FALSE(probe_.is_open());
  ASSERT_TRUE(run_until([&] { return peer_.has_ended; }));
  EXPECT_TRUE(peer_.was_reset);
  EXPECT_TRUE(peer_.heard_of<wire::Disconnect>().empty());
  EXPECT_EQ(story().back(), "cut");
  EXPECT_EQ(probe_.wait_for_end(soon()).kind, Kind::closed);
}

TEST_F(Endings, Disconnect_IsSaidAndTheConnectionEndsInOrder) {
  connect();

  probe_.disconnect(4);

  EXPECT_FALSE(probe_.is_open());
  EXPECT_THAT(peer_.heard_of<wire::Disconnect>(), ElementsAre(wire::Disconnect{.reason_code = 4}));
  EXPECT_FALSE(peer_.was_reset);
  EXPECT_THAT(story(), ElementsAre("opened", "sent CONNECT", "received CONNACK", "sent DISCONNECT",
                                   "closed"));
}

TEST_F(Endings, DisconnectOfAPeerThatDoesNotFollow_IsBounded) {
  connect();
  peer_.handles = [](const wire::Packet&) { return true; };
  peer_.set_reading(false);
  const auto began = std::chrono::steady_clock::now();

  probe_.disconnect();

  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{5});
  EXPECT_FALSE(probe_.is_open());
}

TEST_F(Endings, MessagesUnderWayAtTheDisconnect_AreStillRecorded) {
  connect();
  peer_.handles = [&](const wire::Packet& packet) {
    if (!std::holds_alternative<wire::Disconnect>(packet)) return false;
    peer_.say(publish_packet("t/crossing", 0));
    peer_.close();
    return true;
  };
  probe_.disconnect();
  EXPECT_EQ(probe_.messages().size(), 1U);
}

TEST_F(Endings, PortWithoutListener_IsClosedWithItsReason) {
  Link nowhere = peer_.link();
  {
    ScriptedPeer gone{loop_};
    nowhere.port = gone.link().port;
  }
  probe_.set_link(nowhere);

  const ConnectAnswer answer = probe_.connect(connect_packet());

  ASSERT_FALSE(answer.came());
  EXPECT_EQ(answer.ending().kind, Kind::closed);
  EXPECT_EQ(answer.ending().text, "TCP: Connection refused");
  EXPECT_TRUE(refused(answer));
  EXPECT_EQ(story().back(), "failed");
}

TEST_F(Endings, LocalhostIsTheLoopback_AndAnUnknownNameIsClosed) {
  Link link = peer_.link();
  link.host = "localhost";
  probe_.set_link(link);
  connect();
  link.host = "no-such-host.invalid";
  probe_.set_link(link);
  const auto opened = probe_.open();
  ASSERT_TRUE(std::holds_alternative<Ending>(opened));
  EXPECT_EQ(std::get<Ending>(opened).kind, Kind::closed);
  EXPECT_THAT(std::get<Ending>(opened).text, HasSubstr("no-such-host.invalid"));
}

TEST_F(Endings, ConnectAgain_IsANewConnectionThatForgetsOldAnswersButNoMessages) {
  connect();
  peer_.say(publish_packet("t/old", 0));
  peer_.say(wire::Puback{.packet_id = 5});
  ASSERT_TRUE(probe_.ping().came());

  auto opened = probe_.open();

  ASSERT_TRUE(std::holds_alternative<LinkFacts>(opened));
  EXPECT_EQ(std::get<LinkFacts>(opened).tls_version, "");
  connect();
  EXPECT_EQ(peer_.connections, 2);
  EXPECT_EQ(recording_.records().back().connection, 2U);
  EXPECT_THAT(story(), Contains("cut"));
  EXPECT_FALSE(probe_.packet<wire::Puback>(shortly()).came());
  EXPECT_EQ(probe_.messages().size(), 1U);
}

TEST_F(Endings, ProbeGoneWhileOthersGoOn_LeavesNothingBehind) {
  {
    Probe short_lived{loop_, recording_, manners_, options("short-lived")};
    ASSERT_TRUE(accepted(short_lived.connect(connect_packet())));
    ASSERT_TRUE(short_lived.send(publish_packet("t", 1, 1)));
  }
  ASSERT_TRUE(run_until([&] { return peer_.was_reset; }));
  connect();
  EXPECT_TRUE(probe_.ping().came());
}

TEST_F(Endings, EndWhileNotReading_IsSeenOnceNothingWaitsBeforeIt) {
  connect();
  probe_.set_reading(false);
  peer_.say(publish_packet("t/held", 0));
  peer_.close_own_side();
  probe_.let_time_pass(std::chrono::milliseconds{50});
  EXPECT_TRUE(probe_.messages().empty());

  probe_.set_reading(true);

  EXPECT_TRUE(probe_.message_on("t/held").came());
  EXPECT_EQ(probe_.wait_for_end(soon()).kind, Kind::closed);
}

}  // namespace
}  // namespace lab::probe::test
