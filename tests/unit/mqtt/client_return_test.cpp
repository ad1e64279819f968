// Goal: a client that lost its connection comes back with what it promised, one that left stays
// away, and one may be destroyed at any moment. Method: real clients on one loop; Mosquitto killed
// and restarted, or a server that never acknowledges.
#include <string>

#include <gmock/gmock.h>

#include "lab/base/error.hpp"
#include "tests/unit/mqtt/scripted_server.hpp"
#include "tests/unit/mqtt/watched_client.hpp"

namespace lab::mqtt::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using By = Disconnected::By;

class ClientReturn : public ClientTest {};

TEST_F(ClientReturn, CutIsTheNetworksAndComesBack) {
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

TEST_F(ClientReturn, DisconnectIsOursAndStaysAwayUntilStarted) {
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

TEST_F(ClientReturn, ATakenOverSessionIsNoticed) {
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

TEST_F(ClientReturn, AKilledBrokerIsComeBackToAndWhatWaitedIsDelivered) {
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

TEST_F(ClientReturn, ASubscriptionMadeWhenConnectedIsThereBeforeWhatWaited) {
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

TEST_F(ClientReturn, AMessageThatExpiredWhileItWaitedIsNotSent) {
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

TEST_F(ClientReturn, ASessionIsResumedWithItsSubscriptionsAndQueue) {
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

TEST_F(ClientReturn, AnUnacknowledgedPublishIsSentAgainWithDup) {
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

TEST_F(ClientReturn, AClientMayBeDestroyedInAnyOfItsHandlers) {
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

TEST_F(ClientReturn, AClientMayBeDestroyedWhileItConnectsOrWaits) {
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

TEST_F(ClientReturn, ReconnectingLeaksNoDescriptor) {
  ScriptedServer server{loop_, accepted_v5};
  server.close_after_saying();
  WatchedClient& one = add(options_for(server.port(), "again"));
  one.client->start();
  ASSERT_TRUE(is_connected(one, 3));
  const std::size_t before = open_descriptors();
  ASSERT_TRUE(is_connected(one, 20));
  EXPECT_LE(open_descriptors(), before + 1);
}

}  // namespace
}  // namespace lab::mqtt::test
