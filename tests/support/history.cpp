#include "tests/support/history.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace lab::test {
namespace {

using nlohmann::json;

/// What a busy machine may add to a timeout before it is late, and what a broker that counts whole
/// seconds adds to an expiry.
constexpr std::int64_t grace_us = 2'000'000;

std::string text_of(const json& event, const char* member) {
  const auto found = event.find(member);
  return found != event.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

bool is(const json& event, const char* member, const char* value) {
  return text_of(event, member) == value;
}

/// The time a request had when it was sent, as its expiry tells; nothing on v3.1.1.
std::int64_t expiry_us(const json& sent) {
  return sent.value("message_expiry_interval", std::int64_t{0}) * 1'000'000;
}

bool is_error_answer(const json& end) {
  const auto response = end.find("response");
  return response != end.end() && response->is_object() && response->contains("error");
}

}  // namespace

void History::add_cloud_app(const Events& events, bool was_killed) {
  CloudApp& app = cloud_apps_.emplace_back();
  app.was_killed = was_killed;
  for (const auto& [name, body] : events) {
    if (name == "stopped") app.counters = body.value("counters", json::object());
    if (name == "ignored") ++app.ignored;
    const bool has_id = body.contains("id");
    if (name == "response" && !has_id) ++app.stray_responses;
    if (!has_id) continue;
    const std::string id = body["id"].dump();
    if (name == "request") app.asked[id].sent.push_back(body);
    if (name == "response") app.asked[id].responses.push_back(body);
    if (name == "completed") app.asked[id].ends.push_back(body);
  }
  read_acknowledgements(events, app);
}

/// I7, MQTT 5 §4.6: on one connection, PUBACKs come in the order of what they acknowledge.
void History::read_acknowledgements(const Events& events, CloudApp& app) {
  std::map<std::string, std::vector<std::size_t>> unacknowledged;
  std::size_t number = 0;
  std::size_t last = 0;
  for (const auto& [name, body] : events) {
    if (name == "connected") last = 0;
    if (!body.contains("id")) continue;
    const std::string id = body["id"].dump();
    if (name == "request") unacknowledged[id].push_back(++number);
    if (name != "acknowledged" || !is(body, "of", "request")) continue;
    if (body.value("reason_code", -1) == 0) app.asked[id].acknowledged = true;
    auto& waiting = unacknowledged[id];
    if (waiting.empty()) {
      app.disorder.push_back(fmt::format("I7 a PUBACK for {}, which awaits none", id));
      continue;
    }
    if (waiting.front() < last) {
      app.disorder.push_back(fmt::format("I7 the PUBACK of {} came after that of a later one", id));
    }
    last = waiting.front();
    waiting.erase(waiting.begin());
  }
}

void History::add_device(const Events& events) {
  Device& device = devices_.emplace_back();
  for (const auto& [name, body] : events) {
    const std::string correlation = text_of(body, "correlation_data");
    if (name == "executed") device.executed[correlation].push_back(body.value("at_us", 0LL));
    if (name == "request") device.received.insert(correlation);
  }
}

void History::expects_expiry_of(const json& id) {
  expected_expiries_.insert(id.dump());
}

void History::check_ends(const CloudApp& app, Lines& lines) const {
  for (const auto& [id, asked] : app.asked) {
    const std::size_t ends = asked.ends.size();
    if (ends > 1 || (ends == 0 && !app.was_killed)) {
      lines.push_back(fmt::format("I1 request {} ended {} times", id, ends));
    }
    if (ends == 0 || asked.sent.empty() || expiry_us(asked.sent.front()) == 0) continue;
    const auto elapsed = asked.ends.front().value("elapsed_us", std::int64_t{0});
    if (elapsed > expiry_us(asked.sent.front()) + grace_us) {
      lines.push_back(fmt::format("I1 request {} ended after {} µs, too late", id, elapsed));
    }
  }
}

void History::check_responses(const CloudApp& app, Lines& lines) const {
  for (const auto& [id, asked] : app.asked) {
    const bool answered = std::ranges::any_of(
        asked.ends, [](const json& end) { return is(end, "outcome", "answered"); });
    const std::size_t wanted = answered ? 1 : 0;
    if (asked.responses.size() != wanted) {
      lines.push_back(fmt::format("I2 request {} was resolved by {} responses, not {}", id,
                                  asked.responses.size(), wanted));
    }
    for (const json& response : asked.responses) {
      if (asked.sent.empty()) continue;
      const json& sent = asked.sent.front();
      if (text_of(response, "correlation_data") != text_of(sent, "correlation_data") ||
          text_of(response, "topic") != text_of(sent, "response_topic")) {
        lines.push_back(fmt::format("I2 request {} took a response that is not its own: {} on {}",
                                    id, text_of(response, "correlation_data"),
                                    text_of(response, "topic")));
      }
    }
  }
  if (app.stray_responses != app.ignored) {
    lines.push_back(fmt::format("I2 {} responses resolved nothing, but {} were ignored",
                                app.stray_responses, app.ignored));
  }
}

void History::check_executions(const CloudApp& app, Lines& lines) const {
  for (const auto& [id, asked] : app.asked) {
    if (asked.sent.empty()) continue;
    const std::string correlation = text_of(asked.sent.front(), "correlation_data");
    std::size_t executions = 0;
    for (const Device& device : devices_) {
      const auto found = device.executed.find(correlation);
      if (found == device.executed.end()) continue;
      executions += found->second.size();
      if (found->second.size() > 1) {
        lines.push_back(fmt::format("I3 request {} ran {} times in one life of a device", id,
                                    found->second.size()));
      }
      const json& sent = asked.sent.back();
      const std::int64_t latest = sent.value("at_us", 0LL) + expiry_us(sent) + grace_us;
      if (expiry_us(sent) != 0 && found->second.back() > latest) {
        lines.push_back(fmt::format("I4 request {} ran {} µs after it had expired", id,
                                    found->second.back() - latest + grace_us));
      }
    }
    const bool answered = !asked.ends.empty() && is(asked.ends.front(), "outcome", "answered") &&
                          !is_error_answer(asked.ends.front());
    if (answered && executions == 0) {
      lines.push_back(fmt::format("I3 request {} was answered and never ran", id));
    }
  }
}

void History::check_losses(const CloudApp& app, Lines& lines) const {
  for (const auto& [id, asked] : app.asked) {
    if (!asked.acknowledged || asked.sent.empty() || asked.ends.empty()) continue;
    if (!is(asked.ends.front(), "outcome", "timed_out") || expected_expiries_.contains(id))
      continue;
    const std::string correlation = text_of(asked.sent.front(), "correlation_data");
    if (std::ranges::none_of(devices_, [&](const Device& device) {
          return device.received.contains(correlation);
        })) {
      lines.push_back(fmt::format("I6 request {} was acknowledged, and reached no device", id));
    }
  }
}

void History::check_pending(const CloudApp& app, Lines& lines) {
  std::size_t ends = 0;
  for (const auto& [id, asked] : app.asked) {
    ends += asked.ends.size();
    for (const json& end : asked.ends) {
      if (is(end, "outcome", "cancelled")) {
        lines.push_back(fmt::format("I5 request {} was pending at the end", id));
      }
    }
  }
  if (app.was_killed) return;
  std::size_t counted = 0;
  for (const char* outcome : {"answered", "refused", "timed_out", "cancelled"}) {
    counted += app.counters.is_object() ? app.counters.value(outcome, std::size_t{0}) : 0;
  }
  if (!app.counters.is_object()) {
    lines.emplace_back("I5 a cloud app did not say \"stopped\"");
  } else if (counted != ends) {
    lines.push_back(
        fmt::format("I5 the counters tell of {} ends, the events of {}", counted, ends));
  }
}

std::vector<std::string> History::violations() const {
  Lines lines;
  std::size_t ends = 0;
  for (const CloudApp& app : cloud_apps_) {
    check_ends(app, lines);
    check_responses(app, lines);
    check_executions(app, lines);
    check_pending(app, lines);
    check_losses(app, lines);
    lines.insert(lines.end(), app.disorder.begin(), app.disorder.end());
    for (const auto& [id, asked] : app.asked) ends += asked.ends.size();
  }
  if (ends == 0) lines.emplace_back("I1 no request ended: nothing was checked");
  return lines;
}

testing::AssertionResult invariants_hold(const History& history) {
  const std::vector<std::string> lines = history.violations();
  if (lines.empty()) return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << "broken invariants:\n  " << fmt::format("{}", fmt::join(lines, "\n  "));
}

}  // namespace lab::test
