// Goal: what a killed broker keeps, and what it does not.
// Method: real MQTT sessions over TLS before and after the kill.

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "lab/mqtt/client.hpp"
#include "tests/unit/process/broker_fixture.hpp"

namespace lab::process {
namespace {

using std::chrono::seconds;

Deadline soon() {
  return Deadline::after(seconds{10});
}

/// One MQTT client on a loop of its own, driven by the test.
class Session {
 public:
  Session(const certs::CredentialFolder& credentials, const std::string& name, std::uint16_t port)
      : client_{loop_, options(credentials, name, port), handlers()} {
    client_.start();
  }

  bool connects() {
    return until([this] { return connected_; });
  }
  bool subscribes(const std::string& filter) {
    subscribed_ = false;
    client_.subscribe({filter}, 1);
    return until([this] { return subscribed_; });
  }
  /// Publishes with QoS 1 and waits for the PUBACK.
  bool publishes(const std::string& topic, const std::string& payload) {
    published_ = false;
    mqtt::Message message;
    message.topic = topic;
    message.payload = payload;
    client_.publish(message);
    return until([this] { return published_; });
  }
  bool receives(const std::string& payload) {
    return until([&] { return std::ranges::find(payloads_, payload) != payloads_.end(); });
  }
  bool disconnects() {
    client_.disconnect();
    return until([this] { return !connected_; });
  }
  [[nodiscard]] bool session_present() const { return session_present_; }

 private:
  static mqtt::ConnectOptions options(const certs::CredentialFolder& credentials,
                                      const std::string& name, std::uint16_t port) {
    mqtt::ConnectOptions options;
    options.port = port;
    options.client_id = name;
    options.ca_file = credentials.ca_file;
    options.certificate_file = credentials.clients.at(name).certificate_file;
    options.key_file = credentials.clients.at(name).key_file;
    options.clean_start = false;
    options.session_expiry = seconds{3600};
    options.reconnect = false;
    return options;
  }

  mqtt::Handlers handlers() {
    mqtt::Handlers handlers;
    handlers.connected = [this](bool session_present) {
      connected_ = true;
      session_present_ = session_present;
    };
    handlers.disconnected = [this](const mqtt::Disconnected&) { connected_ = false; };
    handlers.subscribed = [this](int, const std::vector<int>&) { subscribed_ = true; };
    handlers.published = [this](int, int) { published_ = true; };
    handlers.message = [this](const mqtt::Message& message) {
      payloads_.push_back(message.payload);
    };
    return handlers;
  }

  bool until(const std::function<bool()>& done) {
    const Deadline deadline = soon();
    loop_.restart();
    while (!done() && !deadline.passed()) {
      if (loop_.run_one_until(deadline.when()) == 0) break;
    }
    return done();
  }

  boost::asio::io_context loop_;
  bool connected_ = false;
  bool session_present_ = false;
  bool subscribed_ = false;
  bool published_ = false;
  std::vector<std::string> payloads_;
  mqtt::Client client_;
};

TEST_F(BrokerTest, KilledWithSaveEveryChange_KeepsSessionAndQueuedMessage) {
  // Given a session that is offline, and a message queued for it
  BrokerOptions options;
  options.persistence_folder = folder_ / "data";
  options.save_every_change = true;
  Broker persistent = broker(options);
  {
    Session alice{credentials_, "alice", persistent.port()};
    ASSERT_TRUE(alice.connects()) << persistent.log_tail();
    ASSERT_TRUE(alice.subscribes("t/news"));
    ASSERT_TRUE(alice.disconnects());
    Session bob{credentials_, "bob", persistent.port()};
    ASSERT_TRUE(bob.connects());
    ASSERT_TRUE(bob.publishes("t/news", "queued"));
    // Mosquitto saves when its loop comes round, so a second answer shows that the first is saved.
    ASSERT_TRUE(bob.publishes("t/other", "sentinel"));
  }

  persistent.kill();
  persistent.start();

  Session alice{credentials_, "alice", persistent.port()};
  ASSERT_TRUE(alice.connects()) << persistent.log_tail();
  EXPECT_TRUE(alice.session_present());
  EXPECT_TRUE(alice.receives("queued"));
}

TEST_F(BrokerTest, KilledWithoutPersistence_ForgetsTheSession) {
  Broker forgetful = broker();
  {
    Session alice{credentials_, "alice", forgetful.port()};
    ASSERT_TRUE(alice.connects()) << forgetful.log_tail();
    ASSERT_TRUE(alice.subscribes("t/news"));
    ASSERT_TRUE(alice.disconnects());
  }

  forgetful.kill();
  forgetful.start();

  Session alice{credentials_, "alice", forgetful.port()};
  ASSERT_TRUE(alice.connects()) << forgetful.log_tail();
  EXPECT_FALSE(alice.session_present());
}

}  // namespace
}  // namespace lab::process
