// Goal: in whatever order packets come, are lost, doubled or forged, each request ends exactly
// once, only its own response answers it, and no request is executed twice. Method: a requester and
// a responder with a broker made of lists between them. Each byte of the input is one step: a
// request, a delivery, an acknowledgement, a forged response, a cut, a tick. At the end everything
// is cancelled, and the books must balance.

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "lab/base/assert.hpp"
#include "lab/mqtt/requester.hpp"
#include "lab/mqtt/responder.hpp"
#include "lab/mqtt/transport.hpp"

namespace lab::mqtt {
namespace {

class ListTransport final : public Transport {
 public:
  explicit ListTransport(Version version) : version_(version) {}

  int subscribe(const std::vector<std::string>&, int) override {
    subscribes.push_back(++token_);
    return token_;
  }
  int publish(const Message& message) override {
    publications.push_back({++token_, message});
    return token_;
  }
  [[nodiscard]] bool is_connected() const override { return true; }
  [[nodiscard]] Version version() const override { return version_; }

  struct Publication {
    int token;
    Message message;
  };
  std::vector<int> subscribes;
  std::vector<Publication> publications;

 private:
  Version version_;
  int token_ = 0;
};

class Play {
 public:
  explicit Play(Version version) : asking_(version), answering_(version) {
    requester_ = std::make_unique<Requester>(loop_, asking_, "devices/+/reported");
    ResponderOptions options;
    options.request_filter = "devices/+/desired";
    options.allowed_response_topic = "devices/+/reported";
    responder_ = std::make_unique<Responder>(
        loop_, answering_, options, [this](const Message& request) { return execute(request); });
  }

  void step(std::uint8_t operation, std::uint8_t argument) {
    switch (operation % 14) {
      case 0: return ask(argument);
      case 1: return suback(argument);
      case 2: return puback(argument);
      case 3:
      case 4: return deliver_request(argument);
      case 5:
      case 6: return deliver_response(argument, [](Message&) {});
      case 7:
        return deliver_response(argument, [](Message& m) { m.topic = "devices/other/reported"; });
      case 8: return deliver_response(argument, [](Message& m) { m.correlation_data = "forged"; });
      case 9: return deliver_response(argument, [](Message& m) { m.correlation_data.reset(); });
      case 10: return deliver_response(argument, [](Message& m) { m.retain = true; });
      case 11: return cut(argument);
      case 12:
        loop_.restart();
        loop_.poll();
        return;
      default:
        if (argument < 8) requester_->cancel_all();
        if (argument >= 248) requester_->on_refused(argument);
        if (argument >= 8 && argument < 248) acknowledge_response(argument);
        return;
    }
  }

  void finish() {
    while (requester_->pending() > 0) requester_->cancel_all();  // An end may ask once more.
    requester_.reset();
    loop_.restart();
    loop_.poll();
    for (const auto& [number, times] : ends_) LAB_ASSERT(times == 1);
    LAB_ASSERT(ends_.size() == asked_);
  }

 private:
  void ask(std::uint8_t argument) {
    Request request;
    request.topic = "devices/device/desired";
    request.response_topic = "devices/device/reported";
    const std::size_t number = requests_++;
    request.payload = std::to_string(number);
    // Either over at the next tick or never; and each correlation is new, given or not.
    request.timeout = std::chrono::milliseconds{argument % 4 == 0 ? 0 : 3'600'000};
    if (argument % 3 == 0) request.correlation_data = "given " + std::to_string(number);
    request.use_envelope = argument % 5 == 0;
    const bool asks_again = argument % 7 == 0 && requests_ < 200;
    requester_->request(request, [this, number, asks_again](const Completion& end) {
      ++ends_[number];
      if (end.outcome == Completion::Outcome::answered) {
        LAB_ASSERT(end.response->payload == std::to_string(number));
        LAB_ASSERT(end.response->topic == "devices/device/reported");
        LAB_ASSERT(!end.response->retain);
        LAB_ASSERT(end.response->correlation_data == end.correlation_data);
      }
      if (asks_again) ask(1);
    });
    ++asked_;
  }

  Answer execute(const Message& request) {
    LAB_ASSERT(executed_.insert(*request.correlation_data).second);
    return Answer{request.payload, std::nullopt, {}};
  }

  void suback(std::uint8_t argument) {
    if (asking_.subscribes.empty()) return;
    requester_->on_subscribed(asking_.subscribes.back(), {argument < 32 ? 0x87 : 1});
  }

  void puback(std::uint8_t argument) {
    if (asking_.publications.empty()) return;
    const int codes[] = {0, 0, 0, 0x10, 0x87, 0x97};
    const auto& publication = asking_.publications[argument % asking_.publications.size()];
    requester_->on_published(publication.token, codes[argument % std::size(codes)]);
  }

  void deliver_request(std::uint8_t argument) {
    if (asking_.publications.empty()) return;
    Message request = asking_.publications[argument % asking_.publications.size()].message;
    request.dup = argument % 2 == 0;
    LAB_ASSERT(responder_->on_message(request));
  }

  template <typename Change>
  void deliver_response(std::uint8_t argument, Change change) {
    if (answering_.publications.empty()) return;
    Message response = answering_.publications[argument % answering_.publications.size()].message;
    const bool is_v5_form = response.correlation_data.has_value();
    change(response);
    const std::uint64_t answered = requester_->counters().answered;
    const bool is_forged =
        response.retain || response.topic != "devices/device/reported" ||
        (is_v5_form && (!response.correlation_data || *response.correlation_data == "forged"));
    LAB_ASSERT(requester_->on_message(response));
    if (is_forged) LAB_ASSERT(requester_->counters().answered == answered);
  }

  void cut(std::uint8_t argument) {
    requester_->on_disconnected();
    if (argument % 3 == 0) return;  // Comes back with a later step, or never.
    requester_->on_connected(argument % 2 == 0);
  }

  void acknowledge_response(std::uint8_t argument) {
    if (answering_.publications.empty()) return;
    const auto& publication = answering_.publications[argument % answering_.publications.size()];
    responder_->on_published(publication.token, 0);
  }

  boost::asio::io_context loop_;
  ListTransport asking_;
  ListTransport answering_;
  std::map<std::size_t, int> ends_;
  std::set<std::string> executed_;
  std::size_t asked_ = 0;
  std::size_t requests_ = 0;
  std::unique_ptr<Requester> requester_;
  std::unique_ptr<Responder> responder_;
};

}  // namespace
}  // namespace lab::mqtt

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t most_steps = 500;
  if (size == 0) return 0;
  lab::mqtt::Play play(data[0] % 2 == 0 ? lab::mqtt::Version::v5 : lab::mqtt::Version::v311);
  for (std::size_t at = 1; at + 1 < size && at < 2 * most_steps; at += 2) {
    play.step(data[at], data[at + 1]);
  }
  play.finish();
  return 0;
}
