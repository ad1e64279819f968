// Goal: a client's connection begins, breaks and comes back as its owner was told. Method: real
// clients on one loop; Mosquitto killed and restarted, or a server that says scripted bytes.
#include <filesystem>
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

using std::string_literals::operator""s;

// CONNACK and DISCONNECT as bytes (MQTT 5 §3.2, §3.14; MQTT 3.1.1 §3.2).
const std::string accepted_v5 = "\x20\x03\x00\x00\x00"s;
const std::string accepted_v311 = "\x20\x02\x00\x00"s;

std::string connack_v5(int code) {
  return "\x20\x03\x00"s + static_cast<char>(code) + "\x00"s;
}
std::string connack_v311(int code) {
  return "\x20\x02\x00"s + static_cast<char>(code);
}
std::string disconnect_v5(int code) {
  return "\xE0\x01"s + static_cast<char>(code);
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

class ClientConnection : public ClientTest {
 protected:
  WatchedClient& once(const ScriptedServer& server, Version version = Version::v5) {
    ConnectOptions options = options_for(server.port(), "once", version);
    options.reconnect = false;
    WatchedClient& one = add(options);
    one.client->start();
    return one;
  }

  [[nodiscard]] testing::AssertionResult has_ended(WatchedClient& one, std::size_t times = 1) {
    return served_until([&] { return one.endings.size() >= times; }, "the end of the connection");
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

TEST_F(ClientConnection, CutIsTheNetworksAndComesBack) {
  LocalBroker broker;
  WatchedClient& one = add(options_for(broker.port(), "cut-off"));
  one.client->start();
  ASSERT_TRUE(is_connected(one));
  one.client->cut();
  EXPECT_FALSE(one.client->is_connected());
  ASSERT_TRUE(is_connected(one, 2));
  EXPECT_EQ(one.endings.back().by, By::network);
  EXPECT_TRUE(one.endings.back().retry_in.has_value());
}

TEST_F(ClientConnection, DisconnectIsOursAndStaysAwayUntilStarted) {
  LocalBroker broker;
  WatchedClient& one = add(options_for(broker.port(), "leaver"));
  one.client->start();
  ASSERT_TRUE(is_connected(one));
  const std::size_t before = one.endings.size();
  one.client->disconnect();
  ASSERT_TRUE(has_ended(one, before + 1));
  EXPECT_EQ(one.endings.back().by, By::us);
  EXPECT_EQ(one.endings.back().retry_in, std::nullopt);
  // Nothing keeps the loop busy: it has run out of work, so no attempt will follow.
  loop_.restart();
  loop_.run();
  EXPECT_FALSE(one.client->is_connected());
  one.client->start();
  EXPECT_TRUE(is_connected(one, 2));
}

TEST_F(ClientConnection, ATakenOverSessionIsNoticed) {
  LocalBroker broker;
  ConnectOptions options = options_for(broker.port(), "same-id");
  WatchedClient& first = add(options);
  first.client->start();
  ASSERT_TRUE(is_connected(first));
  const std::size_t before = first.endings.size();
  options.reconnect = false;
  WatchedClient& second = add(options);
  second.client->start();
  ASSERT_TRUE(is_connected(second));
  ASSERT_TRUE(has_ended(first, before + 1));
  EXPECT_NE(first.endings.back().by, By::us);  // 2.0.11 sends no 0x8E, later versions do.
  first.client->disconnect();
}

TEST_F(ClientConnection, AKilledBrokerIsComeBackToAndWhatWaitedIsDelivered) {
  LocalBroker broker;
  ConnectOptions options = options_for(broker.port(), "stays");
  WatchedClient& one = add(options);
  one.client->start();
  ASSERT_TRUE(is_connected(one));
  const std::size_t before = one.endings.size();
  broker.kill();
  ASSERT_TRUE(has_ended(one, before + 1));
  Message message;
  message.topic = "stays/in";
  std::vector<int> tokens;
  for (const char* payload : {"first", "second"}) {
    message.payload = payload;
    tokens.push_back(one.client->publish(message));
  }
  message.qos = 0;
  EXPECT_THROW(one.client->publish(message), Error);
  EXPECT_THROW(one.client->subscribe({"x"}, 1), Error);
  broker.start();
  ASSERT_TRUE(is_connected(one, 2));
  ASSERT_TRUE(is_subscribed(one, "stays/#"));
  ASSERT_TRUE(served_until([&] { return one.published.size() == 2; }, "two PUBACKs"));
  EXPECT_EQ(one.published[0].first, tokens[0]);
  EXPECT_EQ(one.published[1].first, tokens[1]);
}

TEST_F(ClientConnection, ASubscriptionMadeWhenConnectedIsThereBeforeWhatWaited) {
  LocalBroker broker;
  Client* client = nullptr;
  std::vector<std::string> got;
  Handlers handlers;
  handlers.connected = [&](bool) { client->subscribe({"loop/#"}, 1); };
  handlers.message = [&](const Message& message) { got.push_back(message.payload); };
  Client own{loop_, options_for(broker.port(), "own"), handlers};
  client = &own;
  Message message;
  message.topic = "loop/back";
  message.payload = "waited";
  own.publish(message);
  own.start();
  ASSERT_TRUE(served_until([&] { return !got.empty(); }, "the message that waited"));
  EXPECT_THAT(got, ElementsAre("waited"));
}

TEST_F(ClientConnection, AMessageThatExpiredWhileItWaitedIsNotSent) {
  LocalBroker broker;
  WatchedClient& one = add(options_for(broker.port(), "late"));
  Message message;
  message.topic = "late/a";
  message.message_expiry_interval = 1;
  one.client->publish(message);
  message.message_expiry_interval = 3'600;
  message.topic = "late/b";
  const int kept = one.client->publish(message);
  const Deadline expired = Deadline::after(std::chrono::milliseconds{1'050});
  ASSERT_TRUE(served_until([&] { return expired.passed(); }, "the expiry"));
  one.client->start();
  ASSERT_TRUE(served_until([&] { return !one.published.empty(); }, "a PUBACK"));
  EXPECT_EQ(one.published[0].first, kept);
  EXPECT_EQ(one.published.size(), 1U);
}

TEST_F(ClientConnection, ASessionIsResumedWithItsSubscriptionsAndQueue) {
  for (const Version version : {Version::v5, Version::v311}) {
    LocalBroker broker;
    ConnectOptions options = options_for(broker.port(), "sleeper", version);
    options.clean_start = false;
    options.session_expiry = std::chrono::seconds{3'600};
    WatchedClient& sleeper = add(options);
    sleeper.client->start();
    ASSERT_TRUE(is_connected(sleeper));
    ASSERT_TRUE(is_subscribed(sleeper, "sleeper/#"));
    sleeper.client->disconnect();
    WatchedClient& other = add(options_for(broker.port(), "other", version));
    other.client->start();
    ASSERT_TRUE(is_connected(other));
    Message message;
    message.topic = "sleeper/inbox";
    message.payload = "while away";
    other.client->publish(message);
    ASSERT_TRUE(served_until([&] { return !other.published.empty(); }, "PUBACK"));
    sleeper.client->start();
    ASSERT_TRUE(served_until([&] { return !sleeper.messages.empty(); }, "what was queued"));
    EXPECT_EQ(sleeper.messages[0].payload, "while away");
    EXPECT_THAT(sleeper.connections, ElementsAre(false, true));
  }
}

TEST_F(ClientConnection, AnUnacknowledgedPublishIsSentAgainWithDup) {
  ScriptedServer server{loop_, accepted_v5};  // Never acknowledges.
  WatchedClient& one = add(options_for(server.port(), "insists"));
  one.client->start();
  ASSERT_TRUE(is_connected(one));
  Message message;
  message.topic = "t";
  message.payload = "once more";
  one.client->publish(message);
  ASSERT_TRUE(served_until([&] { return server.heard.find("once more") != std::string::npos; },
                           "the PUBLISH"));
  EXPECT_THAT(server.heard, HasSubstr("\x32\x0F\x00\x01t"s));
  server.heard.clear();
  one.client->cut();
  ASSERT_TRUE(served_until([&] { return server.heard.find("once more") != std::string::npos; },
                           "the PUBLISH again"));
  EXPECT_THAT(server.heard, HasSubstr("\x3A\x0F\x00\x01t"s));
}

TEST_F(ClientConnection, AClientMayBeDestroyedInAnyOfItsHandlers) {
  LocalBroker broker;
  for (const std::string& when :
       {"connected"s, "disconnected"s, "subscribed"s, "published"s, "message"s}) {
    std::unique_ptr<Client> client;
    bool gone = false;
    const auto in = [&](const std::string& here) {
      if (when != here) return;
      client.reset();
      gone = true;
    };
    Handlers handlers;
    handlers.connected = [&](bool) {
      in("connected");
      if (client) client->subscribe({"self"}, 1);
    };
    handlers.subscribed = [&](int, const std::vector<int>&) {
      in("subscribed");
      Message message;
      message.topic = "self";
      if (client) client->publish(message);
    };
    handlers.published = [&](int, int) { in("published"); };
    handlers.message = [&](const Message&) {
      in("message");
      if (client && when == "disconnected") client->cut();
    };
    handlers.disconnected = [&](const Disconnected& how) {
      if (how.text.find("cannot connect") == std::string::npos) in("disconnected");
    };
    client = std::make_unique<Client>(loop_, options_for(broker.port(), "brief"), handlers);
    client->start();
    EXPECT_TRUE(served_until([&] { return gone; }, "the handler " + when));
    loop_.restart();
    loop_.run();  // Ends only if nothing of the client is left on the loop.
  }
}

TEST_F(ClientConnection, AClientMayBeDestroyedWhileItConnectsOrWaits) {
  const std::size_t before = open_descriptors();
  {
    ScriptedServer silent{loop_, ""};
    ScriptedServer busy{loop_, connack_v5(0x89)};
    ConnectOptions by_name = options_for(silent.port(), "x");
    by_name.host = "localhost";
    for (const ConnectOptions& options : {options_for(silent.port(), "x"), by_name}) {
      Client at_once{loop_, options, {}};
      at_once.start();
    }
    const int accepted = silent.accepted;
    {
      Client connecting{loop_, options_for(silent.port(), "x"), {}};
      connecting.start();
      ASSERT_TRUE(served_until([&] { return silent.accepted > accepted; }, "the TCP connection"));
    }
    ConnectOptions slow = options_for(busy.port(), "x");
    slow.reconnect_first = slow.reconnect_most = std::chrono::minutes{10};
    WatchedClient waiting{loop_, slow};
    waiting.client->start();
    ASSERT_TRUE(served_until([&] { return !waiting.endings.empty(); }, "the refusal"));
    Client never_started{loop_, slow, {}};
  }
  loop_.restart();
  loop_.run();
  EXPECT_LE(open_descriptors(), before + 3);  // The loop's own.
}

TEST_F(ClientConnection, ReconnectingLeaksNoDescriptor) {
  ScriptedServer server{loop_, accepted_v5};
  server.close_after_saying();
  WatchedClient& one = add(options_for(server.port(), "again"));
  one.client->start();
  ASSERT_TRUE(is_connected(one, 3));
  const std::size_t before = open_descriptors();
  ASSERT_TRUE(is_connected(one, 20));
  EXPECT_LE(open_descriptors(), before + 1);
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
