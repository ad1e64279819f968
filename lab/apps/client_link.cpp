#include "lab/apps/client_link.hpp"

#include <utility>

#include <fmt/format.h>

#include "lab/apps/message_members.hpp"

namespace lab::apps {
namespace {

using nlohmann::ordered_json;

constexpr int first_refusal = 0x80;  // MQTT 5 §2.4; MQTT 3.1.1 §3.9.3.

const char* to_text(mqtt::Disconnected::By by) {
  switch (by) {
    case mqtt::Disconnected::By::us: return "us";
    case mqtt::Disconnected::By::peer: return "peer";
    case mqtt::Disconnected::By::network: break;
  }
  return "network";
}

}  // namespace

Error no_connection(const mqtt::ConnectOptions& options, const std::string& cause,
                    const char* next) {
  const auto place = fmt::format("{}:{}", options.host, options.port);
  // The client names the place itself when it could not connect, but not when it lost a connection.
  if (cause.find(place) != std::string::npos) return {ErrorKind::peer, cause, {}, next};
  return {ErrorKind::peer, "no connection to " + place, cause, next};
}

ClientLink::ClientLink(boost::asio::io_context& loop, mqtt::ConnectOptions options,
                       EventSource source, EventWriter& events, Quiet quiet, const char* sends,
                       LinkOwner& owner)
    : source_(std::move(source)),
      events_(events),
      quiet_(quiet),
      sends_(sends),
      owner_(owner),
      client_(loop, std::move(options), handlers()) {}

ClientLink::~ClientLink() = default;

void ClientLink::start() {
  client_.start();
  active_ = true;
}

bool ClientLink::leave() {
  client_.disconnect();
  return active_;
}

bool ClientLink::is_connected() const {
  return client_.is_connected();
}

mqtt::Version ClientLink::version() const {
  return client_.version();
}

void ClientLink::print(const char* event, ordered_json members) {
  events_.write(event, source_, std::move(members));
}

void ClientLink::print_sent(const char* event, const mqtt::Message& message,
                            const ordered_json& more) {
  auto members = message_members(message, "sent");
  if (version() == mqtt::Version::v311) {
    // What has no place in a v3.1.1 PUBLISH did not leave, whatever the sender filled in.
    for (const char* name : {"message_expiry_interval", "content_type", "payload_format_indicator",
                             "user_properties"}) {
      members.erase(name);
    }
    if (!message.enveloped) {
      for (const char* name : {"response_topic", "correlation_data", "correlation_text"}) {
        members.erase(name);
      }
    }
  }
  members.update(more);
  events_.write(event, source_, std::move(members), last_publish_us_);
}

mqtt::Handlers ClientLink::handlers() {
  mqtt::Handlers handlers;
  handlers.connected = [this](bool session_present) {
    if (!quiet_.connections) {
      ordered_json members{{"session_present", session_present}};
      add_reason(members, 0);
      print("connected", std::move(members));
    }
    owner_.on_connected(session_present);
  };
  handlers.refused = [this](int code, const char* text) {
    print("refused", {{"packet", "CONNACK"}, {"reason_code", code}, {"reason", text}});
    owner_.on_refused(code);
  };
  handlers.disconnected = [this](const mqtt::Disconnected& how) { tell_disconnected(how); };
  handlers.subscribed = [this](int token, const std::vector<int>& reason_codes) {
    tell_granted("subscribed", subscribing_, token, reason_codes);
    owner_.on_subscribed(token, reason_codes);
  };
  handlers.unsubscribed = [this](int token, const std::vector<int>& reason_codes) {
    tell_granted("unsubscribed", unsubscribing_, token, reason_codes);
  };
  handlers.published = [this](int token, int reason_code) { tell_published(token, reason_code); };
  handlers.message = [this](const mqtt::Message& message) {
    if (owner_.on_message(message) || quiet_.messages) return;
    print("message", message_members(message, "received"));
  };
  return handlers;
}

void ClientLink::tell_disconnected(const mqtt::Disconnected& how) {
  ordered_json members{{"by", to_text(how.by)}};
  if (how.reason_code) members["reason_code"] = *how.reason_code;
  members["reason"] = how.text;
  if (how.retry_in) members["retry_in_ms"] = how.retry_in->count();
  print("disconnected", std::move(members));
  // A SUBACK or UNSUBACK never comes over another connection; a PUBACK may (QoS 1 is sent again).
  subscribing_.clear();
  unsubscribing_.clear();
  if (!how.retry_in) active_ = false;
  owner_.on_disconnected(how);
}

void ClientLink::tell_granted(const char* event, std::map<int, std::vector<std::string>>& waiting,
                              int token, const std::vector<int>& reason_codes) {
  const auto node = waiting.extract(token);
  if (node.empty()) return;
  const auto& filters = node.mapped();
  for (std::size_t at = 0; at < filters.size(); ++at) {
    // An UNSUBACK of v3.1.1 has no codes (MQTT 3.1.1 §3.11): it is a yes.
    const int code = at < reason_codes.size() ? reason_codes[at] : 0;
    ordered_json members{{"filter", filters[at]}};
    add_reason(members, code);
    const bool refused = code >= first_refusal;
    if (refused || !quiet_.connections) print(event, members);
    if (refused) {
      members["packet"] = &waiting == &subscribing_ ? "SUBACK" : "UNSUBACK";
      print("refused", std::move(members));
    }
  }
}

void ClientLink::tell_published(int token, int reason_code) {
  const auto node = sent_.extract(token);
  if (!node.empty()) {
    const auto& sent = node.mapped();
    const bool refused = reason_code >= first_refusal;
    if (refused || !quiet_.messages) {
      ordered_json members{{"of", sent.of}, {"topic", sent.topic}};
      add_correlation(members, sent.correlation_data);
      if (!sent.id.is_null()) members["id"] = sent.id;
      add_reason(members, reason_code);
      print("acknowledged", members);
      if (refused) {
        members["packet"] = "PUBACK";
        print("refused", std::move(members));
      }
    }
  }
  owner_.on_published(token, reason_code);
}

int ClientLink::subscribe(const std::vector<std::string>& filters, int qos) {
  const int token = client_.subscribe(filters, qos);
  subscribing_[token] = filters;
  return token;
}

int ClientLink::publish(const mqtt::Message& message) {
  last_publish_us_ = EventWriter::now_us();
  return remember(client_.publish(message), sends_, message);
}

int ClientLink::remember(int token, const char* of, const mqtt::Message& message) {
  if (message.qos > 0) sent_[token] = {of, message.topic, message.correlation_data, {}};
  return token;
}

void ClientLink::name_publish(int token, const mqtt::Message& message, const nlohmann::json& id) {
  const auto found = sent_.find(token);
  if (found == sent_.end()) return;
  found->second.correlation_data = message.correlation_data;
  found->second.id = id;
}

bool ClientLink::run_command(const Command& command) {
  const auto& name = command.name();
  if (name == "publish") {
    run_publish(command);
  } else if (name == "subscribe") {
    command.allow_only({"filter", "qos"});
    const auto qos = static_cast<int>(command.whole_number("qos", 2).value_or(1));
    subscribe({command.text("filter")}, qos);
  } else if (name == "unsubscribe") {
    command.allow_only({"filter"});
    const std::vector<std::string> filters{command.text("filter")};
    const int token = client_.unsubscribe(filters);
    unsubscribing_[token] = filters;
  } else if (name == "cut") {
    command.allow_only({});
    client_.cut();
  } else if (name == "disconnect") {
    command.allow_only({});
    client_.disconnect();
  } else if (name == "connect") {
    command.allow_only({});
    if (client_.is_connected()) {
      throw Error(ErrorKind::usage, "command connect", "the client is connected");
    }
    start();
  } else {
    return false;
  }
  return true;
}

void ClientLink::run_publish(const Command& command) {
  command.allow_only({"topic", "payload", "payload_base64", "qos", "retain", "response_topic",
                      "correlation_data", "correlation_text", "message_expiry_interval",
                      "content_type", "user_properties"});
  mqtt::Message message;
  message.topic = command.text("topic");
  message.payload = command.payload();
  message.qos = static_cast<int>(command.whole_number("qos", 2).value_or(1));
  message.retain = command.flag("retain");
  message.response_topic = command.optional_text("response_topic");
  message.correlation_data = command.correlation_data();
  message.content_type = command.optional_text("content_type");
  if (const auto expiry = command.whole_number("message_expiry_interval", UINT32_MAX)) {
    message.message_expiry_interval = static_cast<std::uint32_t>(*expiry);
  }
  message.user_properties = command.user_properties();

  last_publish_us_ = EventWriter::now_us();
  const int token = remember(client_.publish(message), "message", message);
  name_publish(token, message, command.id());
  if (quiet_.messages) return;
  ordered_json more = ordered_json::object();
  if (!command.id().is_null()) more["id"] = command.id();
  print_sent("message", message, more);
}

}  // namespace lab::apps
