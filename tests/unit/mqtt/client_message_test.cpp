// Goal: what one client publishes, another gets: bytes, properties, order, on both versions, with
// and without TLS. Method: real clients on one loop, a real Mosquitto.
#include <string>

#include <gmock/gmock.h>

#include "lab/base/error.hpp"
#include "tests/unit/mqtt/watched_client.hpp"

namespace lab::mqtt::test {
namespace {

using testing::HasSubstr;
using testing::Pair;

struct Link {
  Version version;
  LocalBroker::Security security;
};

std::string name_of(const testing::TestParamInfo<Link>& info) {
  return std::string(info.param.version == Version::v5 ? "v5" : "v311") +
         (info.param.security == LocalBroker::Security::tls ? "_tls" : "_plain");
}

class ClientMessages : public ClientTest, public testing::WithParamInterface<Link> {
 protected:
  ClientMessages() : broker_(GetParam().security, "max_packet_size 524288\n") {}

  ConnectOptions options(const std::string& client_id) const {
    return GetParam().security == LocalBroker::Security::tls
               ? tls_options(broker_, client_id, GetParam().version)
               : options_for(broker_.port(), client_id, GetParam().version);
  }

  WatchedClient& subscriber() {
    WatchedClient& one = add(options("subscriber"));
    one.client->start();
    EXPECT_TRUE(is_connected(one));
    EXPECT_TRUE(is_subscribed(one, "t/#"));
    return one;
  }

  WatchedClient& publisher() {
    WatchedClient& one = add(options("publisher"));
    one.client->start();
    EXPECT_TRUE(is_connected(one));
    return one;
  }

  LocalBroker broker_;
};

// A broker ends a v3.1.1 connection over a packet beyond its limit, and libmosquitto would send the
// packet again on each new one.
TEST_P(ClientMessages, OnV311AMessageBeyondTheServicesPacketSizeIsRefusedHereAndTheNextArrives) {
  if (GetParam().version == Version::v5) GTEST_SKIP() << "a v5 CONNACK names the limit";
  WatchedClient& to = subscriber();
  WatchedClient& from = publisher();
  Message message;
  message.topic = "t/1";
  message.payload = std::string(600'000, 'p');

  try {
    from.client->publish(message);
    ADD_FAILURE() << "it was taken";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("over 524,288 bytes"));
  }
  message.payload = "small";
  from.client->publish(message);

  ASSERT_TRUE(served_until([&] { return to.messages.size() == 1; }, "the small message"));
  EXPECT_EQ(to.messages[0].payload, "small");
  EXPECT_TRUE(from.client->is_connected());
}

TEST_P(ClientMessages, PayloadsOfEverySizeArriveWhole) {
  WatchedClient& to = subscriber();
  WatchedClient& from = publisher();
  std::vector<std::string> payloads{"", "x", std::string("\x00\xFF\x00", 3),
                                    std::string(256 * 1024, 'p')};
  for (std::size_t i = 0; i < payloads.back().size(); ++i) {
    payloads.back()[i] = static_cast<char>(i * 31);
  }
  for (const std::string& payload : payloads) {
    Message message;
    message.topic = "t/payload";
    message.payload = payload;
    from.client->publish(message);
  }
  ASSERT_TRUE(served_until([&] { return to.messages.size() == payloads.size(); }, "the messages"));
  for (std::size_t i = 0; i < payloads.size(); ++i) {
    EXPECT_TRUE(to.messages[i].payload == payloads[i]) << "payload " << i;
    EXPECT_EQ(to.messages[i].qos, 1);
    EXPECT_FALSE(to.messages[i].dup);
    EXPECT_NE(to.messages[i].packet_id, 0);
  }
  ASSERT_TRUE(served_until([&] { return from.published.size() == payloads.size(); }, "PUBACKs"));
}

TEST_P(ClientMessages, PropertiesArriveAsSentOnV5AndDoNotExistOnV311) {
  WatchedClient& to = subscriber();
  WatchedClient& from = publisher();
  std::string all_bytes(256, '\0');
  for (std::size_t i = 0; i < all_bytes.size(); ++i) all_bytes[i] = static_cast<char>(i);
  std::vector<Message> sent(5);
  sent[0].correlation_data = std::nullopt;
  sent[1].correlation_data = "";
  sent[2].correlation_data = std::string("\0", 1);
  sent[3].correlation_data = std::string("\xFF\x00 sixteen bytes", 16);
  sent[4].correlation_data = all_bytes;
  sent[1].response_topic = "";
  sent[2].response_topic = "devices/d1/responses";
  sent[2].content_type = "application/json";
  sent[2].payload_format_indicator = 1;
  sent[2].message_expiry_interval = 3'600;
  sent[3].content_type = "";
  sent[3].payload_format_indicator = 0;
  sent[3].user_properties = {{"b", "1"}, {"a", "2"}, {"b", "3"}, {"", ""}, {"ü", "€"}};
  for (Message& message : sent) {
    message.topic = "t/properties";
    from.client->publish(message);
  }
  ASSERT_TRUE(served_until([&] { return to.messages.size() == sent.size(); }, "the messages"));
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const Message expected = GetParam().version == Version::v5 ? sent[i] : Message{};
    const Message& got = to.messages[i];
    EXPECT_EQ(got.correlation_data, expected.correlation_data) << i;
    EXPECT_EQ(got.response_topic, expected.response_topic) << i;
    EXPECT_EQ(got.content_type, expected.content_type) << i;
    EXPECT_EQ(got.payload_format_indicator, expected.payload_format_indicator) << i;
    EXPECT_EQ(got.message_expiry_interval, expected.message_expiry_interval) << i;
    EXPECT_EQ(got.user_properties, expected.user_properties) << i;
  }
}

TEST_P(ClientMessages, AThousandOutstandingMessagesAreAllAcknowledgedInOrder) {
  WatchedClient& to = subscriber();
  WatchedClient& from = publisher();
  std::vector<int> tokens;
  for (int i = 0; i < 1'000; ++i) {
    Message message;
    message.topic = "t/many";
    message.payload = std::to_string(i);
    tokens.push_back(from.client->publish(message));
  }
  ASSERT_TRUE(served_until([&] { return to.messages.size() == 1'000; }, "1,000 messages"));
  ASSERT_TRUE(served_until([&] { return from.published.size() == 1'000; }, "1,000 PUBACKs"));
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    EXPECT_EQ(to.messages[i].payload, std::to_string(i));
    EXPECT_THAT(from.published[i], Pair(tokens[i], 0));
  }
}

TEST_P(ClientMessages, QosZeroIsReportedAsSentAfterPublishGaveItsToken) {
  WatchedClient& to = subscriber();
  WatchedClient& from = publisher();
  Message message;
  message.topic = "t/zero";
  message.qos = 0;
  const int token = from.client->publish(message);
  EXPECT_TRUE(from.published.empty());
  ASSERT_TRUE(served_until([&] { return !to.messages.empty(); }, "the message"));
  EXPECT_THAT(from.published, testing::ElementsAre(Pair(token, 0)));
  EXPECT_EQ(to.messages[0].packet_id, 0);
  EXPECT_EQ(to.messages[0].qos, 0);
}

TEST_P(ClientMessages, QosTwoArrivesOnce) {
  WatchedClient& to = subscriber();
  WatchedClient& from = publisher();
  Message message;
  message.topic = "t/two";
  message.qos = 2;
  const int token = from.client->publish(message);
  ASSERT_TRUE(served_until([&] { return !from.published.empty(); }, "PUBCOMP"));
  ASSERT_TRUE(served_until([&] { return !to.messages.empty(); }, "the message"));
  EXPECT_THAT(from.published, testing::ElementsAre(Pair(token, 0)));
}

TEST_P(ClientMessages, ARetainedMessageIsMarkedSo) {
  WatchedClient& from = publisher();
  Message message;
  message.topic = "t/retained";
  message.payload = "kept";  // An empty one would delete it.
  message.retain = true;
  from.client->publish(message);
  ASSERT_TRUE(served_until([&] { return !from.published.empty(); }, "PUBACK"));
  WatchedClient& to = subscriber();
  ASSERT_TRUE(served_until([&] { return !to.messages.empty(); }, "the retained message"));
  EXPECT_TRUE(to.messages[0].retain);
}

TEST_P(ClientMessages, AWillArrivesWithItsPropertiesWhenTheConnectionIsCut) {
  WatchedClient& to = subscriber();
  ConnectOptions with_will = options("mortal");
  with_will.reconnect = false;
  with_will.will = Message{};
  with_will.will->topic = "t/will";
  with_will.will->payload = "gone";
  with_will.will->content_type = "text/plain";
  WatchedClient& mortal = add(with_will);
  mortal.client->start();
  ASSERT_TRUE(is_connected(mortal));
  mortal.client->cut();
  ASSERT_TRUE(served_until([&] { return !to.messages.empty(); }, "the will"));
  EXPECT_EQ(to.messages[0].payload, "gone");
  EXPECT_EQ(to.messages[0].content_type.has_value(), GetParam().version == Version::v5);
}

TEST_P(ClientMessages, UnsubscribingEndsTheFlow) {
  WatchedClient& one = subscriber();
  const int token = one.client->unsubscribe({"t/#"});
  ASSERT_TRUE(served_until([&] { return !one.unsubscribed.empty(); }, "UNSUBACK"));
  EXPECT_EQ(one.unsubscribed[0], token);
  Message message;
  message.topic = "t/after";
  one.client->publish(message);
  // The sentinel: a message on a filter subscribed later arrives first.
  ASSERT_TRUE(is_subscribed(one, "sentinel"));
  message.topic = "sentinel";
  one.client->publish(message);
  ASSERT_TRUE(served_until([&] { return !one.messages.empty(); }, "the sentinel"));
  EXPECT_EQ(one.messages[0].topic, "sentinel");
}

TEST_P(ClientMessages, WhatCannotBeSentIsRefusedWithTheCause) {
  WatchedClient& one = publisher();
  const auto refusal = [&](const Message& message) {
    try {
      one.client->publish(message);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  const auto to_topic = [](const std::string& topic) {
    Message message;
    message.topic = topic;
    return message;
  };
  EXPECT_THAT(refusal(to_topic("")), HasSubstr("empty"));
  EXPECT_THAT(refusal(to_topic("a/+/b")), HasSubstr("wildcard"));
  EXPECT_THAT(refusal(to_topic("a/#")), HasSubstr("wildcard"));
  EXPECT_THAT(refusal(to_topic("a\xC3(b")), HasSubstr("UTF-8"));
  EXPECT_THAT(refusal(to_topic(std::string("a\0b", 3))), HasSubstr("NUL"));
  EXPECT_THAT(refusal(to_topic(std::string(65'536, 'a'))), HasSubstr("65535"));
  Message message = to_topic("t/x");
  message.qos = 3;
  EXPECT_THAT(refusal(message), HasSubstr("QoS"));
  message = to_topic("t/x");
  message.content_type = "bad \xFF text";
  const bool v5 = GetParam().version == Version::v5;
  EXPECT_THAT(refusal(message), HasSubstr(v5 ? "the content type" : "accepted"));
  message = to_topic("t/x");
  message.correlation_data = std::string(65'536, 'c');
  EXPECT_THAT(refusal(message), HasSubstr(v5 ? "correlation data" : "accepted"));
  EXPECT_THROW(one.client->subscribe({"a/#/b"}, 1), Error);
  EXPECT_THROW(one.client->subscribe({}, 1), Error);
  EXPECT_TRUE(one.client->is_connected());
}

INSTANTIATE_TEST_SUITE_P(Links, ClientMessages,
                         testing::Values(Link{Version::v5, LocalBroker::Security::plain},
                                         Link{Version::v5, LocalBroker::Security::tls},
                                         Link{Version::v311, LocalBroker::Security::plain},
                                         Link{Version::v311, LocalBroker::Security::tls}),
                         name_of);

}  // namespace
}  // namespace lab::mqtt::test
