// Goal: one process, one loop, no thread and no select: 500 clients at once, and a budget of one
// descriptor each. Method: real clients; what the clients took is counted in /proc.
#include <chrono>
#include <filesystem>
#include <fstream>

#include "lab/mqtt/library.hpp"
#include "tests/unit/mqtt/watched_client.hpp"

namespace lab::mqtt::test {
namespace {

using Clock = std::chrono::steady_clock;

class ManyClients : public ClientTest {
 protected:
  static std::size_t entries(const char* folder) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
    return count;
  }

  static double resident_kib() {
    std::ifstream file{"/proc/self/statm"};
    double total = 0, resident = 0;
    file >> total >> resident;
    return resident * 4;
  }

  static double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  }
};

TEST_F(ManyClients, FiveHundredTlsClientsConnectSubscribeAndAnswerOnOneLoop) {
  constexpr std::size_t count = 500;
  ASSERT_GT(raise_descriptor_limit(), count + 100);
  LocalBroker broker{LocalBroker::Security::tls};
  WatchedClient& sender = add(tls_options(broker, "sender"));
  sender.client->start();
  ASSERT_TRUE(is_connected(sender));
  const std::size_t descriptors = entries("/proc/self/fd");
  const double before = resident_kib();
  const Clock::time_point start = Clock::now();
  for (std::size_t i = 0; i < count; ++i) {
    add(tls_options(broker, "device" + std::to_string(i))).client->start();
  }
  ASSERT_TRUE(served_until(
      [&] {
        for (const auto& one : clients_) {
          if (one->connections.empty()) return false;
        }
        return true;
      },
      "500 CONNACKs"));
  RecordProperty("connects_per_second", std::to_string(count / seconds_since(start)));
  RecordProperty("kib_per_client", std::to_string((resident_kib() - before) / count));
  EXPECT_LE(entries("/proc/self/fd"), descriptors + count);
  EXPECT_EQ(entries("/proc/self/task"), 1U);
  for (const auto& one : clients_) one->client->subscribe({"all"}, 1);
  ASSERT_TRUE(served_until(
      [&] {
        for (const auto& one : clients_) {
          if (one->subscribed.empty()) return false;
        }
        return true;
      },
      "500 SUBACKs"));
  Message message;
  message.topic = "all";
  sender.client->publish(message);
  ASSERT_TRUE(served_until(
      [&] {
        for (const auto& one : clients_) {
          if (one->messages.empty()) return false;
        }
        return true;
      },
      "a message at each"));
}

TEST_F(ManyClients, SequentialQosOneRoundTripsDoNotStall) {
  constexpr std::size_t rounds = 300;
  LocalBroker broker{LocalBroker::Security::tls};
  WatchedClient& responder = add(tls_options(broker, "responder"));
  responder.on_message = [&](const Message&) {
    Message response;
    response.topic = "response";
    responder.client->publish(response);
  };
  responder.client->start();
  ASSERT_TRUE(is_connected(responder));
  ASSERT_TRUE(is_subscribed(responder, "request"));
  WatchedClient& requester = add(tls_options(broker, "requester"));
  Message request;
  request.topic = "request";
  requester.on_message = [&](const Message&) {
    if (requester.messages.size() < rounds) requester.client->publish(request);
  };
  requester.client->start();
  ASSERT_TRUE(is_connected(requester));
  ASSERT_TRUE(is_subscribed(requester, "response"));
  const Clock::time_point start = Clock::now();
  requester.client->publish(request);
  ASSERT_TRUE(served_until([&] { return requester.messages.size() == rounds; }, "300 answers"));
  const double seconds = seconds_since(start);
  RecordProperty("round_trips_per_second", std::to_string(rounds / seconds));
  // A missing TCP_NODELAY costs 44 ms a round trip or more: 13 s for all of these.
  EXPECT_LT(seconds, 6.0);
}

}  // namespace
}  // namespace lab::mqtt::test
