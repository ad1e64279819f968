#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "lab/mqtt/misbehaviour.hpp"
#include "lab/mqtt/responder.hpp"
#include "tests/unit/request_response/recording_transport.hpp"

namespace lab::mqtt {

/// The responder of device2, which answers each request with how many it executed.
class ResponderTest : public testing::Test {
 protected:
  ResponderTest() {
    options.request_filter = "devices/device2/desired";
    options.allowed_response_topic = "devices/device2/reported";
  }

  void start(Version version = Version::v5) {
    transport = std::make_unique<RecordingTransport>(version);
    Responder::Observer observer;
    observer.received = [this](const Message& message) { received.push_back(message); };
    observer.ignored = [this](const Message&, const char* why) { ignored.emplace_back(why); };
    observer.answered = [this](const Message&, int, bool is_again) { again.push_back(is_again); };
    responder = std::make_unique<Responder>(
        loop, *transport, options, [this](const Message& request) { return execute(request); },
        std::move(observer));
  }

  Answer execute(const Message& request) {
    executed.push_back(request);
    if (request.payload == "poison") throw Error(ErrorKind::usage, "not a patch \"\xFF\"");
    Answer answer;
    answer.payload = R"({"executions":)" + std::to_string(executed.size()) + "}";
    return answer;
  }

  static Message a_request(const std::string& correlation_data = "one") {
    Message request;
    request.topic = "devices/device2/desired";
    request.payload = R"({"temperature":21})";
    request.response_topic = "devices/device2/reported";
    request.correlation_data = correlation_data;
    return request;
  }

  void misbehave(Responder::Misbehaviour::Kind kind) {
    Responder::Misbehaviour how;
    how.kind = kind;
    how.delay = std::chrono::milliseconds{5};
    how.crash = [this] { ++crashes; };
    responder->misbehave(how);
  }

  [[nodiscard]] const Message& published(std::size_t index) const {
    return transport->published.at(index).message;
  }
  [[nodiscard]] std::size_t publications() const { return transport->published.size(); }

  boost::asio::io_context loop;
  ResponderOptions options;
  std::unique_ptr<RecordingTransport> transport;
  std::vector<Message> received;
  std::vector<Message> executed;
  std::vector<std::string> ignored;
  std::vector<bool> again;
  int crashes = 0;
  std::unique_ptr<Responder> responder;
};

}  // namespace lab::mqtt
