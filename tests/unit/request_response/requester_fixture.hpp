#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "lab/mqtt/requester.hpp"
#include "tests/unit/request_response/recording_transport.hpp"

namespace lab::mqtt {

/// A requester on `devices/+/reported`, and the test as its broker.
class RequesterTest : public testing::Test {
 protected:
  using Outcome = Completion::Outcome;

  /// A requester whose subscription is granted, on a connection that is up.
  void start(Version version = Version::v5) {
    open(version, true);
    grant();
  }

  void open(Version version, bool connected) {
    transport = std::make_unique<RecordingTransport>(version, connected);
    Requester::Observer observer;
    observer.ignored = [this](const Message&, const char* why) { ignored.emplace_back(why); };
    observer.sent = [this](const Message& message, int) { sent.push_back(message); };
    requester =
        std::make_unique<Requester>(loop, *transport, "devices/+/reported", std::move(observer));
  }

  void grant(int code = 1) { requester->on_subscribed(transport->subscribed.back().token, {code}); }

  static Request to_device2(std::optional<std::string> correlation_data = std::nullopt) {
    Request request;
    request.topic = "devices/device2/desired";
    request.response_topic = "devices/device2/reported";
    request.payload = R"({"temperature":21})";
    request.correlation_data = std::move(correlation_data);
    return request;
  }

  void ask(Request request) {
    requester->request(std::move(request), [this](const Completion& end) { ends.push_back(end); });
  }

  /// What a correct responder says to the PUBLISH of that index.
  [[nodiscard]] Message answer_to(std::size_t index) const {
    const Message& request = transport->published.at(index).message;
    Message response;
    response.topic = request.response_topic.value();
    response.correlation_data = request.correlation_data;
    response.payload = R"({"temperature":21,"applied":true})";
    return response;
  }

  void acknowledge(std::size_t index, int code = 0) {
    requester->on_published(transport->published.at(index).token, code);
  }

  void reconnect(bool session_present) {
    requester->on_disconnected();
    transport->set_connected(false);
    transport->set_connected(true);
    requester->on_connected(session_present);
  }

  boost::asio::io_context loop;
  std::unique_ptr<RecordingTransport> transport;
  std::vector<Completion> ends;
  std::vector<std::string> ignored;
  std::vector<Message> sent;
  std::unique_ptr<Requester> requester;
};

}  // namespace lab::mqtt
