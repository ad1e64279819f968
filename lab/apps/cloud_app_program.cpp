#include "lab/apps/cloud_app_program.hpp"

#include <cstdio>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "lab/apps/message_members.hpp"
#include "lab/mqtt/correlation.hpp"

namespace lab::apps {
namespace {

using nlohmann::ordered_json;
using Outcome = mqtt::Completion::Outcome;

constexpr std::chrono::milliseconds longest_farewell{2'000};
constexpr std::uint64_t longest_timeout_ms = 24ULL * 3'600 * 1'000;

const char* to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::answered: return "answered";
    case Outcome::refused: return "refused";
    case Outcome::timed_out: return "timed_out";
    case Outcome::cancelled: break;
  }
  return "cancelled";
}

ordered_json to_members(const mqtt::RequesterCounters& counters) {
  return {{"sent", counters.sent},
          {"answered", counters.answered},
          {"refused", counters.refused},
          {"timed_out", counters.timed_out},
          {"cancelled", counters.cancelled},
          {"unknown_correlation", counters.unknown_correlation},
          {"late", counters.late},
          {"duplicate", counters.duplicate},
          {"wrong_topic", counters.wrong_topic},
          {"no_correlation", counters.no_correlation},
          {"retained", counters.retained}};
}

/// A one-shot request leaves nothing behind at the broker; a program that goes on gets the
/// responses that came while its connection was away.
SessionDefaults session_of(const CloudAppOptions& options) {
  if (!options.request.empty()) return {.clean_start = true, .session_expiry = {}};
  return {.clean_start = false, .session_expiry = std::chrono::seconds{300}};
}

const char* words_of(mqtt::Version version, const std::string& packet, int code) {
  return packet == "CONNACK" ? mqtt::connack_text(version, code) : mqtt::reason_text(code);
}

}  // namespace

CloudAppProgram::CloudAppProgram(CloudAppOptions options)
    : options_(std::move(options)),
      identity_(resolve(options_.common, session_of(options_))),
      app_([this] { stop(); }),
      link_(app_.loop(), identity_.connect,
            {identity_.authentication_name, identity_.connect.version}, app_.events(), Quiet{},
            "request", *this) {
  app_.events().hide(identity_.connect.key_file);
  requester_.emplace(app_.loop(), link_, options_.response_filter, observer());
}

CloudAppProgram::~CloudAppProgram() = default;

int CloudAppProgram::run() {
  if (options_.common.commands) {
    app_.read_commands(
        link_.source(), [this](const Command& command) { run_command(command); },
        [this] { end_when_done(); });
  }
  connection_trouble_ = "the broker did not answer";
  link_.start();
  if (!options_.request.empty()) send_only_request();
  app_.run();
  if (failure_) throw Error{*failure_};
  return exit_code_;
}

// ---- what the client tells ----------------------------------------------------------------------

void CloudAppProgram::on_connected(bool session_present) {
  connection_trouble_.reset();
  requester_->on_connected(session_present);
}

void CloudAppProgram::on_refused(int connack_code) {
  requester_->on_refused(connack_code);
}

void CloudAppProgram::on_disconnected(const mqtt::Disconnected& how) {
  connection_trouble_ = how.text;
  requester_->on_disconnected();
  if (stopping_) return finish();
  if (identity_.connect.reconnect || how.by == mqtt::Disconnected::By::us) return;
  failure_ = no_connection(identity_.connect, how.text,
                           "see the broker's log, or leave out --no-reconnect to try again");
  app_.ask_to_stop();
}

void CloudAppProgram::on_subscribed(int token, const std::vector<int>& reason_codes) {
  requester_->on_subscribed(token, reason_codes);
}

void CloudAppProgram::on_published(int token, int reason_code) {
  requester_->on_published(token, reason_code);
}

bool CloudAppProgram::on_message(const mqtt::Message& message) {
  return requester_->on_message(message);
}

// ---- requests -----------------------------------------------------------------------------------

mqtt::Requester::Observer CloudAppProgram::observer() {
  mqtt::Requester::Observer observer;
  observer.sent = [this](const mqtt::Message& message, int token) {
    const auto asked = asked_.find({message.response_topic.value_or(std::string{}),
                                    message.correlation_data.value_or(std::string{})});
    const auto id = asked == asked_.end() ? nlohmann::json{} : asked->second.id;
    link_.name_publish(token, message, id);
    auto more = ordered_json::object();
    if (!id.is_null()) more["id"] = id;
    link_.print_sent("request", message, more);
  };
  observer.ignored = [this](const mqtt::Message& message, const char* why) {
    link_.print("response", message_members(message, "received"));
    ordered_json ignored{{"why", why}, {"topic", message.topic}};
    if (message.response_topic) ignored["response_topic"] = *message.response_topic;
    add_correlation(ignored, message.correlation_data);
    link_.print("ignored", std::move(ignored));
  };
  return observer;
}

void CloudAppProgram::run_command(const Command& command) {
  if (command.name() == "request") return run_request(command);
  if (link_.run_command(command)) return;
  throw Error(ErrorKind::usage, fmt::format("command {}", command.name()), "it is unknown",
              "one of request publish subscribe unsubscribe cut disconnect connect stop");
}

void CloudAppProgram::run_request(const Command& command) {
  command.allow_only({"to", "topic", "response_topic", "payload", "payload_base64",
                      "correlation_text", "correlation_data", "timeout_ms", "envelope",
                      "content_type", "user_properties"});
  mqtt::Request request;
  const auto to = command.optional_text("to");
  const auto topic = command.optional_text("topic");
  if (!to && !topic) command.refuse("to", "it is missing, and so is \"topic\"");
  request.topic = topic ? *topic : topic_for(options_.request_topic, *to);
  const auto response_topic = command.optional_text("response_topic");
  if (!to && !response_topic) command.refuse("response_topic", "it is missing beside \"topic\"");
  request.response_topic =
      response_topic ? *response_topic : topic_for(options_.response_topic, *to);
  request.payload = command.payload();
  request.correlation_data = command.correlation_data();
  if (const auto timeout = command.whole_number("timeout_ms", longest_timeout_ms)) {
    request.timeout = std::chrono::milliseconds{*timeout};
  }
  request.content_type = command.optional_text("content_type");
  request.user_properties = command.user_properties();
  request.use_envelope = options_.envelope || command.flag("envelope");
  send(std::move(request), to.value_or(std::string{}), command.id());
}

void CloudAppProgram::send_only_request() {
  const auto& device = options_.request.at(0);
  mqtt::Request request;
  request.topic = topic_for(options_.request_topic, device);
  request.response_topic = topic_for(options_.response_topic, device);
  request.payload = options_.request.at(1);
  request.correlation_data = options_.correlation_text;
  request.timeout = options_.timeout;
  request.use_envelope = options_.envelope;
  send(std::move(request), device, nullptr);
}

std::string CloudAppProgram::topic_for(const std::string& pattern,
                                       const std::string& device) const {
  if (device.empty() || device.find_first_of(std::string_view{"/+#\0", 4}) != std::string::npos) {
    throw Error(ErrorKind::usage, fmt::format("the device name \"{}\"", device),
                "it is empty, or holds one of / + # NUL, and would change the topic's meaning",
                "name one device, or give a command's \"topic\" and \"response_topic\"");
  }
  constexpr std::string_view placeholder = "{device}";
  auto topic = pattern;
  for (auto at = topic.find(placeholder); at != std::string::npos;
       at = topic.find(placeholder, at + device.size())) {
    topic.replace(at, placeholder.size(), device);
  }
  return topic;
}

void CloudAppProgram::send(mqtt::Request request, std::string to, const nlohmann::json& id) {
  if (!request.correlation_data) request.correlation_data = mqtt::random_correlation_data();
  if (!request.content_type) request.content_type = "application/json";
  Key key{request.response_topic, *request.correlation_data};
  // In place before the call, which may print the request. If such a request is pending, its entry
  // stays, and the call throws.
  const auto [asked, is_new] = asked_.try_emplace(key, Asked{.id = id, .to = std::move(to)});
  try {
    requester_->request(std::move(request), [this, key](const mqtt::Completion& completion) {
      tell_completed(key, completion);
    });
  } catch (...) {
    if (is_new) asked_.erase(asked);
    throw;
  }
}

void CloudAppProgram::tell_completed(const Key& key, const mqtt::Completion& completion) {
  const auto node = asked_.extract(key);
  const auto& asked = node.mapped();
  ordered_json members;
  if (!asked.id.is_null()) members["id"] = asked.id;
  members["outcome"] = to_text(completion.outcome);
  if (!asked.to.empty()) members["to"] = asked.to;
  add_correlation(members, completion.correlation_data);
  if (completion.response) {
    auto response = message_members(*completion.response, "received");
    if (!asked.id.is_null()) response["id"] = asked.id;
    link_.print("response", std::move(response));
    add_payload(members, "response", completion.response->payload);
  }
  if (completion.outcome == Outcome::refused) {
    members["refused_by"] = completion.refused_by;
    const int code = completion.reason_code.value_or(0);
    members["reason_code"] = code;
    members["reason"] = words_of(identity_.connect.version, completion.refused_by, code);
  }
  members["elapsed_us"] =
      std::chrono::duration_cast<std::chrono::microseconds>(completion.elapsed).count();
  link_.print("completed", std::move(members));
  if (!options_.request.empty()) end_only_request(completion, asked.to);
  if (no_more_commands_ && asked_.empty()) app_.ask_to_stop();
}

void CloudAppProgram::end_only_request(const mqtt::Completion& completion, const std::string& to) {
  if (completion.outcome != Outcome::answered) exit_code_ = 1;
  std::string trouble;
  if (completion.outcome == Outcome::refused) {
    const int code = completion.reason_code.value_or(0);
    trouble = fmt::format("was refused: {} {:#04x} {}", completion.refused_by, code,
                          words_of(identity_.connect.version, completion.refused_by, code));
    trouble += completion.refused_by == "PUBACK" && code == 0x10
                   ? "\n  next: start the device, or look at the name"
                   : "\n  next: look for a permission binding that allows it";
  } else if (completion.outcome == Outcome::timed_out && connection_trouble_) {
    failure_ = no_connection(identity_.connect, *connection_trouble_,
                             "look at --host, --port and the certificates");
  } else if (completion.outcome == Outcome::timed_out) {
    trouble = fmt::format(
        "got no response within {} ms\n  next: see that the device runs, or "
        "give --timeout SECONDS",
        options_.timeout.count());
  }
  if (!trouble.empty()) {
    std::fprintf(stderr, "cloud_app: the request to %s %s\n", to.c_str(), trouble.c_str());
  }
  app_.ask_to_stop();
}

// ---- the end ------------------------------------------------------------------------------------

/// Whoever pipes a request in wants its answer: nothing more will be asked, so the last completion
/// is the end. Each request ends by its own timeout at the latest.
void CloudAppProgram::end_when_done() {
  no_more_commands_ = true;
  if (asked_.empty()) app_.ask_to_stop();
}

void CloudAppProgram::stop() {
  stopping_ = true;
  requester_->cancel_all();
  app_.end_within(longest_farewell, [this] { finish(); });
  if (!link_.leave()) boost::asio::post(app_.loop(), [this] { finish(); });
}

void CloudAppProgram::finish() {
  if (std::exchange(finished_, true)) return;
  link_.print("stopped", {{"counters", to_members(requester_->counters())}});
  app_.end();
}

}  // namespace lab::apps
