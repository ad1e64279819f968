#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "lab/base/error.hpp"
#include "lab/mqtt/message.hpp"
#include "lab/mqtt/transport.hpp"

namespace lab::mqtt {

/// A connection that sends nothing and remembers everything. A test plays the broker itself.
class RecordingTransport final : public Transport {
 public:
  struct Subscribed {
    std::vector<std::string> filters;
    int qos = 0;
    int token = 0;
  };
  struct Published {
    Message message;
    int token = 0;
  };

  explicit RecordingTransport(Version version = Version::v5, bool connected = true)
      : connected_(connected), version_(version) {}

  int subscribe(const std::vector<std::string>& filters, int qos) override {
    if (refuses_to_subscribe) throw Error(ErrorKind::peer, "SUBSCRIBE not sent", "not connected");
    subscribed.push_back({filters, qos, next_token_});
    return next_token_++;
  }

  int publish(const Message& message) override {
    if (refuses_to_publish) throw Error(ErrorKind::peer, "PUBLISH not sent", "packet too large");
    published.push_back({message, next_token_});
    return next_token_++;
  }

  [[nodiscard]] bool is_connected() const override { return connected_; }
  [[nodiscard]] Version version() const override { return version_; }
  void set_connected(bool connected) { connected_ = connected; }

  std::vector<Subscribed> subscribed;
  std::vector<Published> published;
  bool refuses_to_publish = false;
  bool refuses_to_subscribe = false;

 private:
  bool connected_;
  Version version_;
  int next_token_ = 0;  // 0 is a token like any other.
};

/// Runs the loop until `done()` holds; false if it does not within five seconds.
template <typename Condition>
[[nodiscard]] bool run_until(boost::asio::io_context& loop, Condition done) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{5};
  while (!done()) {
    loop.restart();
    if (loop.run_one_until(give_up) == 0) return done();
  }
  return true;
}

}  // namespace lab::mqtt
