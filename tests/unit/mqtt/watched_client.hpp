#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "lab/base/deadline.hpp"
#include "lab/mqtt/client.hpp"
#include "tests/unit/mqtt/local_broker.hpp"

namespace lab::mqtt::test {

/// A client that keeps all it is told.
class WatchedClient {
 public:
  WatchedClient(boost::asio::io_context& loop, ConnectOptions options) {
    Handlers handlers;
    handlers.connected = [this](bool session_present) {
      connections.push_back(session_present);
      told += "connected; ";
    };
    handlers.refused = [this](int code, const char* text) {
      refusals.emplace_back(code, text);
      told += "refused: " + std::string(text) + "; ";
    };
    handlers.disconnected = [this](const Disconnected& how) {
      endings.push_back(how);
      told += "disconnected: " + how.text + "; ";
    };
    handlers.subscribed = [this](int token, const std::vector<int>& codes) {
      subscribed.emplace_back(token, codes);
      told += "subscribed; ";
    };
    handlers.unsubscribed = [this](int token, const std::vector<int>&) {
      unsubscribed.push_back(token);
    };
    handlers.published = [this](int token, int code) {
      published.emplace_back(token, code);
      if (on_published) on_published();
    };
    handlers.message = [this](const Message& message) {
      messages.push_back(message);
      if (on_message) on_message(message);
    };
    client = std::make_unique<Client>(loop, std::move(options), std::move(handlers));
  }

  std::vector<bool> connections;  ///< Each with its "session present".
  std::vector<std::pair<int, std::string>> refusals;
  std::vector<Disconnected> endings;
  std::vector<std::pair<int, std::vector<int>>> subscribed;
  std::vector<int> unsubscribed;
  std::vector<std::pair<int, int>> published;
  std::vector<Message> messages;
  std::function<void()> on_published;
  std::function<void(const Message&)> on_message;
  std::string told;  ///< For a failed wait.
  std::unique_ptr<Client> client;
};

/// How many descriptors this process has open.
inline std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

/// Serves the loop until `done` is true; fails, with what the clients were told, after 25 s.
class ClientTest : public testing::Test {
 protected:
  [[nodiscard]] testing::AssertionResult served_until(const std::function<bool()>& done,
                                                      const std::string& awaited) {
    const Deadline deadline = Deadline::after(std::chrono::seconds{25});
    while (!done()) {
      if (deadline.passed()) {
        std::string came;
        for (const auto& one : clients_) came += "\n  " + one->told;
        return testing::AssertionFailure() << "awaited " << awaited << "; what came:" << came;
      }
      loop_.restart();
      loop_.run_one_for(std::chrono::milliseconds{50});
    }
    return testing::AssertionSuccess();
  }

  WatchedClient& add(ConnectOptions options) {
    clients_.push_back(std::make_unique<WatchedClient>(loop_, std::move(options)));
    return *clients_.back();
  }

  [[nodiscard]] testing::AssertionResult is_connected(WatchedClient& one, std::size_t times = 1) {
    return served_until([&] { return one.connections.size() >= times; }, "a CONNACK");
  }

  [[nodiscard]] testing::AssertionResult has_ended(WatchedClient& one, std::size_t times = 1) {
    return served_until([&] { return one.endings.size() >= times; }, "the end of the connection");
  }

  [[nodiscard]] testing::AssertionResult is_subscribed(WatchedClient& one,
                                                       const std::string& filter) {
    const std::size_t before = one.subscribed.size();
    one.client->subscribe({filter}, 1);
    return served_until([&] { return one.subscribed.size() > before; }, "a SUBACK");
  }

  /// What any client of these tests starts from.
  static ConnectOptions options_for(std::uint16_t port, const std::string& client_id,
                                    Version version = Version::v5) {
    ConnectOptions options;
    options.port = port;
    options.client_id = client_id;
    options.version = version;
    options.reconnect_first = std::chrono::milliseconds{5};
    options.reconnect_most = std::chrono::milliseconds{40};
    return options;
  }

  static ConnectOptions tls_options(const LocalBroker& broker, const std::string& client_id,
                                    Version version = Version::v5) {
    ConnectOptions options = options_for(broker.port(), client_id, version);
    options.ca_file = broker.certificates().ca_file;
    options.certificate_file = broker.certificates().client.certificate;
    options.key_file = broker.certificates().client.key;
    return options;
  }

  boost::asio::io_context loop_;
  std::vector<std::unique_ptr<WatchedClient>> clients_;
};

}  // namespace lab::mqtt::test
