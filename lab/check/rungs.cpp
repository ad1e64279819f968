// What packets an event of cloud_app or device tells of (docs/events.md).
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/check/ladder.hpp"

namespace lab::check {
namespace {

using nlohmann::json;

std::string text_of(const json& event, const char* member) {
  const auto found = event.find(member);
  if (found == event.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>()
                            : found->dump(-1, ' ', false, json::error_handler_t::replace);
}

int code_of(const json& event) {
  const auto found = event.find("reason_code");
  return found != event.end() && found->is_number_integer() ? found->get<int>() : 0;
}

/// `0x87 Not authorized`.
std::string reason_of(const json& event) {
  return fmt::format("0x{:02X} {}", static_cast<unsigned>(code_of(event)),
                     text_of(event, "reason"));
}

/// Response topic, correlation data, expiry and payload of a PUBLISH, a line each.
std::vector<std::string> publish_details(const json& event) {
  std::vector<std::string> details;
  if (event.value("enveloped", false)) details.emplace_back("in the payload:");
  if (const auto topic = text_of(event, "response_topic"); !topic.empty()) {
    details.push_back(fmt::format("response topic {}", topic));
  }
  std::string correlation = text_of(event, "correlation_text");
  if (correlation.empty()) correlation = text_of(event, "correlation_data");
  if (!correlation.empty()) details.push_back(fmt::format("correlation {}", correlation));
  if (const auto payload = text_of(event, "payload"); !payload.empty()) {
    details.push_back(fmt::format("payload {}", payload));
  }
  return details;
}

Rung::Direction publish_direction(const json& event) {
  return text_of(event, "direction") == "sent" ? Rung::Direction::to_broker
                                               : Rung::Direction::from_broker;
}

}  // namespace

std::vector<Rung> rungs_of(Rung::Side side, const json& event) {
  const std::string name = text_of(event, "event");
  Rung rung;
  rung.at_us = event.value("at_us", std::int64_t{0});
  rung.side = side;
  if (name == "connected" || (name == "refused" && text_of(event, "packet") == "CONNACK")) {
    Rung connect = rung;
    connect.direction = Rung::Direction::to_broker;
    connect.label = fmt::format("CONNECT MQTT {}", text_of(event, "version"));
    rung.direction = Rung::Direction::from_broker;
    rung.label = fmt::format("CONNACK {}", reason_of(event));
    rung.refused = code_of(event) != 0;
    return {connect, rung};
  }
  if (name == "subscribed") {
    Rung subscribe = rung;
    subscribe.direction = Rung::Direction::to_broker;
    subscribe.label = fmt::format("SUBSCRIBE {}", text_of(event, "filter"));
    rung.direction = Rung::Direction::from_broker;
    rung.label = fmt::format("SUBACK {}", reason_of(event));
    rung.refused = code_of(event) >= 0x80;
    return {subscribe, rung};
  }
  if (name == "request" || name == "response" || name == "message") {
    rung.direction = publish_direction(event);
    rung.label = fmt::format("PUBLISH {}", text_of(event, "topic"));
    rung.details = publish_details(event);
    return {rung};
  }
  if (name == "acknowledged") {
    rung.direction = Rung::Direction::from_broker;
    rung.label = fmt::format("PUBACK {}", reason_of(event));
    rung.refused = code_of(event) >= 0x80;
    return {rung};
  }
  if (name == "disconnected" && text_of(event, "by") == "network") {
    rung.direction = Rung::Direction::from_broker;
    rung.label = "connection lost";
    rung.details = {text_of(event, "reason")};
    rung.refused = true;
    return {rung};
  }
  if (name == "disconnected") {
    rung.direction =
        text_of(event, "by") == "us" ? Rung::Direction::to_broker : Rung::Direction::from_broker;
    rung.label = fmt::format("DISCONNECT {}", reason_of(event));
    rung.refused = code_of(event) >= 0x80;
    return {rung};
  }
  return {};
}

}  // namespace lab::check
