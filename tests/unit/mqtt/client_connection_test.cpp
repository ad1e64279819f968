// Goal: how a connection begins and ends is told: who said it, with which code, in which words.
// Method: real clients on one loop, and a server that says scripted bytes.
#include <string>

#include <gmock/gmock.h>

#include "lab/base/error.hpp"
#include "tests/unit/mqtt/scripted_server.hpp"
#include "tests/unit/mqtt/watched_client.hpp"

namespace lab::mqtt::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using By = Disconnected::By;

class ClientConnection : public ClientTest {
 protected:
  WatchedClient& once(const ScriptedServer& server, Version version = Version::v5) {
    ConnectOptions options = options_for(server.port(), "once", version);
    options.reconnect = false;
    WatchedClient& one = add(options);
    one.client->start();
    return one;
  }
};

TEST_F(ClientConnection, ConnectSaysClientIdKeepAliveAndProperties) {
  ScriptedServer server{loop_, accepted_v5};
  ConnectOptions options = options_for(server.port(), "id-1");
  options.clean_start = false;
  options.session_expiry = std::chrono::seconds{0x01020304};
  options.receive_maximum = 100;
  options.keep_alive = std::chrono::seconds{30};
  options.username = "user-1";
  WatchedClient& one = add(options);
  one.client->start();
  ASSERT_TRUE(is_connected(one));
  // Protocol name and level; flags: user name, no clean start; keep alive.
  EXPECT_THAT(server.heard, HasSubstr("\x00\x04MQTT\x05\x80\x00\x1E"s));
  EXPECT_THAT(server.heard, HasSubstr("\x11\x01\x02\x03\x04"s));
  EXPECT_THAT(server.heard, HasSubstr("\x21\x00\x64"s));
  EXPECT_THAT(server.heard, HasSubstr("\x00\x04id-1\x00\x06user-1"s));
}

TEST_F(ClientConnection, AV311ConnectHasNoProperties) {
  ScriptedServer server{loop_, accepted_v311};
  ConnectOptions options = options_for(server.port(), "id-1", Version::v311);
  options.session_expiry = std::chrono::seconds{60};
  options.keep_alive = std::chrono::seconds{0};
  WatchedClient& one = add(options);
  one.client->start();
  ASSERT_TRUE(is_connected(one));
  EXPECT_EQ(server.heard, "\x10\x10\x00\x04MQTT\x04\x02\x00\x00\x00\x04id-1"s);
}

TEST_F(ClientConnection, ARefusedV5ConnackIsReportedWithItsCodeAndWords) {
  ScriptedServer server{loop_, connack_v5(0x87)};
  WatchedClient& one = once(server);
  ASSERT_TRUE(has_ended(one));
  EXPECT_THAT(one.refusals, ElementsAre(Pair(0x87, "Not authorized")));
  EXPECT_EQ(one.endings[0].by, By::peer);
  EXPECT_EQ(one.endings[0].reason_code, 0x87);
  EXPECT_EQ(one.endings[0].text, "Not authorized");
  EXPECT_EQ(one.endings[0].retry_in, std::nullopt);
  EXPECT_TRUE(one.connections.empty());
}

TEST_F(ClientConnection, ARefusedV311ConnackHasTheWordsOf311) {
  ScriptedServer server{loop_, connack_v311(5)};
  WatchedClient& one = once(server, Version::v311);
  ASSERT_TRUE(has_ended(one));
  EXPECT_THAT(one.refusals, ElementsAre(Pair(5, "Connection Refused, not authorized")));
  EXPECT_EQ(one.endings[0].by, By::peer);
  EXPECT_EQ(one.endings[0].reason_code, 5);
}

TEST_F(ClientConnection, ARefusedConnackIsRetriedWithGrowingWaits) {
  ScriptedServer server{loop_, connack_v5(0x89)};
  WatchedClient& one = add(options_for(server.port(), "busy"));
  one.client->start();
  ASSERT_TRUE(has_ended(one, 6));
  EXPECT_GE(server.accepted, 6);
  for (const Disconnected& how : one.endings) {
    ASSERT_TRUE(how.retry_in);
    EXPECT_LE(how.retry_in->count(), 40);
  }
  EXPECT_EQ(one.refusals.size(), one.endings.size());
}

TEST_F(ClientConnection, APeersDisconnectIsItsAnswerWithItsReason) {
  for (const int code : {0x8E, 0x98, 0x8B}) {
    ScriptedServer server{loop_, accepted_v5 + disconnect_v5(code)};
    WatchedClient& one = once(server);
    ASSERT_TRUE(has_ended(one));
    EXPECT_EQ(one.endings[0].by, By::peer);
    EXPECT_EQ(one.endings[0].reason_code, code);
    EXPECT_EQ(one.endings[0].text, reason_text(code));
    EXPECT_EQ(one.connections.size(), 1U);
  }
}

TEST_F(ClientConnection, APeersDisconnectWithReasonZeroIsThePeersToo) {
  ScriptedServer server{loop_, accepted_v5 + disconnect_v5(0)};
  WatchedClient& one = once(server);
  ASSERT_TRUE(has_ended(one));
  EXPECT_EQ(one.endings[0].by, By::peer);
  EXPECT_EQ(one.endings[0].reason_code, 0);
}

TEST_F(ClientConnection, AnEndWithoutDisconnectIsTheNetworks) {
  ScriptedServer server{loop_, accepted_v5};
  server.close_after_saying();
  WatchedClient& one = once(server);
  ASSERT_TRUE(has_ended(one));
  EXPECT_EQ(one.endings[0].by, By::network);
  EXPECT_EQ(one.endings[0].reason_code, std::nullopt);
  EXPECT_THAT(one.endings[0].text, HasSubstr("without a DISCONNECT"));
}

TEST_F(ClientConnection, GarbageInsteadOfAConnackEndsTheAttempt) {
  for (const std::string& garbage :
       {"HTTP/1.1 400 Bad Request\r\n\r\n"s, "\x20\xFF\xFF\xFF\xFF"s, "\x00\x00"s, "\x20\x00"s}) {
    ScriptedServer server{loop_, garbage};
    server.close_after_saying();
    WatchedClient& one = once(server);
    ASSERT_TRUE(has_ended(one));
    EXPECT_EQ(one.endings[0].by, By::network) << one.endings[0].text;
    EXPECT_FALSE(one.endings[0].text.empty());
    EXPECT_TRUE(one.connections.empty());
  }
}

TEST_F(ClientConnection, TheDupFlagOfARedeliveryIsSeen) {
  // PUBLISH to "t", QoS 1, packet ids 1 and 2, payload "x"; the first with DUP.
  ScriptedServer server{
      loop_, accepted_v5 + "\x3A\x07\x00\x01t\x00\x01\x00x"s + "\x32\x07\x00\x01t\x00\x02\x00x"s};
  WatchedClient& one = once(server);
  ASSERT_TRUE(served_until([&] { return one.messages.size() == 2; }, "two messages"));
  EXPECT_TRUE(one.messages[0].dup);
  EXPECT_EQ(one.messages[0].packet_id, 1);
  EXPECT_FALSE(one.messages[1].dup);
  EXPECT_EQ(one.messages[1].payload, "x");
}

TEST_F(ClientConnection, AClosedPortIsSaidToRefuse) {
  const HeldPort closed;
  ConnectOptions options = options_for(closed.number(), "nobody-there");
  options.reconnect = false;
  WatchedClient& one = add(options);
  one.client->start();
  ASSERT_TRUE(has_ended(one));
  EXPECT_EQ(one.endings[0].by, By::network);
  EXPECT_THAT(one.endings[0].text, AllOf(HasSubstr("Connection refused"), HasSubstr("127.0.0.1")));
}

TEST_F(ClientConnection, ANameThatDoesNotExistIsSaid) {
  ConnectOptions options = options_for(1883, "lost");
  options.host = "no-such-host.invalid";
  options.reconnect = false;
  WatchedClient& one = add(options);
  one.client->start();
  ASSERT_TRUE(has_ended(one));
  EXPECT_THAT(one.endings[0].text, HasSubstr("no-such-host.invalid"));
}

TEST_F(ClientConnection, LocalhostReachesABrokerOnIpV4Only) {
  LocalBroker broker;
  ConnectOptions options = options_for(broker.port(), "by-name");
  options.host = "localhost";
  WatchedClient& one = add(options);
  one.client->start();
  EXPECT_TRUE(is_connected(one));
}

TEST_F(ClientConnection, ASilentServerIsGivenUpInTime) {
  ScriptedServer server{loop_, ""};
  ConnectOptions options = options_for(server.port(), "patient");
  options.reconnect = false;
  options.connect_timeout = std::chrono::milliseconds{30};
  WatchedClient& one = add(options);
  one.client->start();
  ASSERT_TRUE(has_ended(one));
  EXPECT_THAT(one.endings[0].text, AllOf(HasSubstr("30 ms"), HasSubstr("CONNACK")));
}

TEST_F(ClientConnection, OptionsThatCannotBeSentAreRefusedAtStart) {
  ConnectOptions no_id = options_for(1, "");
  no_id.clean_start = false;
  ConnectOptions bad_id = options_for(1, "bad \xFF id");
  ConnectOptions short_keep_alive = options_for(1, "x");
  short_keep_alive.keep_alive = std::chrono::seconds{2};
  ConnectOptions bad_will = options_for(1, "x");
  bad_will.will = Message{};
  bad_will.will->topic = "a/#";
  for (const ConnectOptions& options : {no_id, bad_id, short_keep_alive, bad_will}) {
    Client client{loop_, options, {}};
    EXPECT_THROW(client.start(), Error);
  }
}

}  // namespace
}  // namespace lab::mqtt::test
