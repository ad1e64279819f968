#include "lab/apps/one_device.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "lab/apps/message_members.hpp"

namespace lab::apps {
namespace {

using nlohmann::ordered_json;

constexpr int first_refusal = 0x80;  // MQTT 5 §3.9.3; MQTT 3.1.1 §3.9.3.

}  // namespace

OneDevice::OneDevice(boost::asio::io_context& loop, mqtt::ConnectOptions options,
                     EventSource source, EventWriter& events, Quiet quiet,
                     mqtt::ResponderOptions responder, const std::string& reported,
                     const Observer& observer)
    : observer_(observer),
      quiet_(quiet),
      state_(reported),
      link_(loop, std::move(options), std::move(source), events, quiet, "response", *this),
      responder_(
          loop, link_, std::move(responder),
          [this](const mqtt::Message& request) { return execute(request); }, responder_observer()) {
}

void OneDevice::report() {
  link_.print("state", {{"desired", nlohmann::json::parse(state_.desired())},
                        {"reported", nlohmann::json::parse(state_.reported())}});
}

mqtt::Answer OneDevice::execute(const mqtt::Message& request) {
  auto result = state_.apply(request.payload);
  // The responder turns this into an error answer (400): the request was not executed.
  if (!result.applied) throw std::invalid_argument(result.why_not);
  ++executions_;
  if (!quiet_.messages) {
    ordered_json members{{"topic", request.topic}};
    add_correlation(members, request.correlation_data);
    members["executions"] = executions_;
    link_.print("executed", std::move(members));
  }
  return {.payload = std::move(result.reported),
          .content_type = "application/json",
          .user_properties = {}};
}

mqtt::Responder::Observer OneDevice::responder_observer() {
  mqtt::Responder::Observer observer;
  if (!quiet_.messages) {
    observer.received = [this](const mqtt::Message& request) {
      link_.print("request", message_members(request, "received"));
    };
    observer.answered = [this](const mqtt::Message& response, int token, bool again) {
      link_.name_publish(token, response, nullptr);
      link_.print_sent("response", response, {{"again", again}});
    };
  }
  observer.ignored = [this](const mqtt::Message& message, const char* why) {
    ordered_json members{{"why", why}, {"topic", message.topic}};
    if (message.response_topic) members["response_topic"] = *message.response_topic;
    add_correlation(members, message.correlation_data);
    link_.print("ignored", std::move(members));
  };
  return observer;
}

// ---- what the client tells ----------------------------------------------------------------------

void OneDevice::on_connected(bool session_present) {
  responder_.on_connected(session_present);
}

void OneDevice::on_refused(int) {
  end_first_attempt(false);
}

void OneDevice::on_disconnected(const mqtt::Disconnected& how) {
  end_first_attempt(false);
  observer_.disconnected(how);
}

void OneDevice::on_subscribed(int, const std::vector<int>& reason_codes) {
  const bool granted = std::all_of(reason_codes.begin(), reason_codes.end(),
                                   [](int code) { return code < first_refusal; });
  end_first_attempt(granted);
  if (granted && !std::exchange(was_ready_, true)) observer_.ready();
}

void OneDevice::on_published(int token, int reason_code) {
  responder_.on_published(token, reason_code);
}

bool OneDevice::on_message(const mqtt::Message& message) {
  return responder_.on_message(message);
}

void OneDevice::end_first_attempt(bool ready) {
  if (!std::exchange(first_attempt_ended_, true)) observer_.first_attempt_ended(ready);
}

}  // namespace lab::apps
