#include "tests/e2e/access_walk.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "certs/client_files.hpp"

namespace lab::test {
namespace {

using model::Action;

constexpr int first_failure = 0x80;
constexpr int not_authorized = 0x87;
/// SUBACK's failure on v3.1.1: it knows no reasons.
constexpr int failure_v311 = 0x80;
constexpr std::string_view share_prefix = "$share/";

const char* to_text(Action action) {
  return action == Action::publish ? "publish" : "subscribe";
}

/// The filter as Mosquitto's plugin compares it: an empty share group is a group, and a leading `$`
/// is a letter, but for the topics that the compiled rules close.
Expectation as_mosquitto_reads_it(const std::string& filter) {
  Expectation difference;
  std::string share;
  std::string inner = filter;
  if (filter.starts_with("$share//")) {
    difference.known_difference = empty_share_group;
    inner = filter.substr(8);
    share = "$share/g/";
  } else if (filter.starts_with(share_prefix)) {
    const std::size_t end = filter.find('/', share_prefix.size());
    if (end == std::string::npos) return difference;
    share = filter.substr(0, end + 1);
    inner = filter.substr(end + 1);
  }
  const auto is_below = [&](std::string_view closed) {
    return inner == closed || inner.starts_with(std::string{closed} + '/');
  };
  if (inner.starts_with('$') && !is_below("$SYS") && !is_below("$CONTROL") && !is_below("$share")) {
    difference.known_difference = dollar_below_wildcard;
    inner.front() = '~';  // In no definition.
  }
  difference.explanation = share + inner;
  return difference;
}

}  // namespace

Expectation expect_of_mosquitto(const model::Namespace& definition, const std::string& client,
                                Action action, const std::string& topic) {
  const model::Decision decision = model::may(definition, client, action, topic);
  Expectation expected{decision.allowed, {}, decision.explanation};
  if (decision.allowed || action == Action::publish) return expected;
  const Expectation other = as_mosquitto_reads_it(topic);
  if (!other.known_difference.empty() &&
      model::may(definition, client, action, other.explanation).allowed) {
    expected.allowed = true;
    expected.known_difference = other.known_difference;
  }
  return expected;
}

mqtt::ConnectOptions options_by_common_name(const Stage& stage, const model::Client& client,
                                            mqtt::Version version) {
  mqtt::ConnectOptions options = stage.connect_options(client.name, version);
  if (client.validation_scheme == model::ValidationScheme::subject_matches_authentication_name) {
    return options;
  }
  certs::LeafRequest request;
  request.common_name = client.authentication_name;
  const auto files = certs::write_identity(stage.served().authorities().intermediate.issue(request),
                                           stage.served().folder() / "by-common-name", client.name);
  options.certificate_file = files.certificate_file;
  options.key_file = files.key_file;
  return options;
}

std::vector<LoggedPublish> publishes_in_log(process::Broker& broker, const std::string& client_id) {
  const std::string leave = "Received DISCONNECT from " + client_id;
  EXPECT_TRUE(broker.wait_for_log(leave, Deadline::after(patience))) << broker.log_tail();
  const std::string who = " PUBLISH from " + client_id + " (";
  std::vector<LoggedPublish> publishes;
  std::ifstream log{broker.log_file()};
  for (std::string line; std::getline(log, line);) {
    const std::size_t at = line.find(who);
    if (at == std::string::npos) continue;
    const std::size_t begin = line.find('\'', at + who.size());
    const std::size_t end = line.rfind("', ... (");
    if (begin == std::string::npos || end == std::string::npos || end <= begin) continue;
    const bool accepted = line.substr(0, at).ends_with("Received");
    publishes.push_back({line.substr(begin + 1, end - begin - 1), accepted});
  }
  return publishes;
}

void AccessWalk::walk(const model::Client& client, const ProbeSet& probes) {
  Probe probe{options_by_common_name(stage_, client, version_)};
  // A disabled client connects to stock Mosquitto too (facts D6): it can do nothing there.
  const Probe::Welcome welcome = probe.connect();
  ASSERT_EQ(welcome.connack_code, 0) << client.name << ": " << welcome.text;
  // Publishing comes first: nobody is subscribed then, and nothing is sent back.
  publish(probe, client, probes.topics);
  subscribe(probe, client, probes.filters);
  ASSERT_TRUE(probe.is_connected()) << client.name << "\n" << stage_.broker().log_tail();
  probe.disconnect();
  if (version_ == mqtt::Version::v311) read_publishes_in_log(client, probes.topics);
}

void AccessWalk::publish(Probe& probe, const model::Client& client,
                         const std::vector<std::string>& topics) {
  std::vector<mqtt::Message> messages;
  for (const std::string& topic : topics) {
    mqtt::Message message;
    message.topic = topic;
    message.payload = "{}";
    messages.push_back(std::move(message));
  }
  const auto codes = probe.publish_all(messages);
  for (std::size_t i = 0; i < topics.size(); ++i) {
    const auto code = codes[i];
    if (version_ == mqtt::Version::v5 && code) {
      const auto seen = fmt::format("PUBACK 0x{:02x}", *code);
      if (*code >= first_failure && *code != not_authorized) {
        disagree(client, Action::publish, topics[i], "is no refusal for want of a right: " + seen);
      }
      compare(client, Action::publish, topics[i], *code < first_failure, seen);
    } else if (code != 0) {
      disagree(client, Action::publish, topics[i],
               code ? fmt::format("PUBACK 0x{:02x}", *code) : "no PUBACK came");
    }
  }
}

void AccessWalk::read_publishes_in_log(const model::Client& client,
                                       const std::vector<std::string>& topics) {
  const auto logged = publishes_in_log(stage_.broker(), client.authentication_name);
  ASSERT_EQ(logged.size(), topics.size()) << client.name;
  for (std::size_t i = 0; i < topics.size(); ++i) {
    ASSERT_EQ(logged[i].topic, topics[i]) << client.name << ": the log is in another order";
    compare(client, Action::publish, topics[i], logged[i].accepted,
            logged[i].accepted ? "Received PUBLISH" : "Denied PUBLISH");
  }
}

void AccessWalk::subscribe(Probe& probe, const model::Client& client,
                           const std::vector<std::string>& filters) {
  constexpr std::size_t most_in_a_packet = 100;
  const int refusal = version_ == mqtt::Version::v5 ? not_authorized : failure_v311;
  for (std::size_t begin = 0; begin < filters.size(); begin += most_in_a_packet) {
    const std::size_t end = std::min(filters.size(), begin + most_in_a_packet);
    const std::vector<std::string> some(filters.begin() + static_cast<std::ptrdiff_t>(begin),
                                        filters.begin() + static_cast<std::ptrdiff_t>(end));
    const std::vector<int> codes = probe.subscribe(some);
    ASSERT_EQ(codes.size(), some.size())
        << client.name << ": no whole SUBACK for " << some.front() << " … " << some.back();
    for (std::size_t i = 0; i < some.size(); ++i) {
      const auto seen = fmt::format("SUBACK 0x{:02x}", codes[i]);
      if (codes[i] != 1 && codes[i] != refusal) {
        disagree(client, Action::subscribe, some[i], "neither QoS 1 nor refused: " + seen);
      }
      compare(client, Action::subscribe, some[i], codes[i] < first_failure, seen);
    }
  }
}

void AccessWalk::compare(const model::Client& client, Action action, const std::string& topic,
                         bool allowed, const std::string& seen) {
  Count& count = action == Action::publish ? published_ : subscribed_;
  ++(allowed ? count.allowed : count.refused);
  const Expectation expected = expect_of_mosquitto(expected_, client.name, action, topic);
  if (expected.allowed != allowed) {
    disagree(client, action, topic,
             fmt::format("expected {} ({}{}{}), seen {}", expected.allowed ? "allowed" : "refused",
                         expected.explanation, expected.known_difference.empty() ? "" : "; ",
                         expected.known_difference, seen));
  } else if (!expected.known_difference.empty()) {
    ++known_differences_[expected.known_difference];
  }
}

void AccessWalk::disagree(const model::Client& client, Action action, const std::string& topic,
                          const std::string& how) {
  disagreements_.push_back(
      fmt::format("{} {} \"{}\": {}", client.name, to_text(action), topic, how));
}

std::string AccessWalk::report() const {
  constexpr std::size_t most_lines = 40;
  std::string text =
      fmt::format("publish: {} allowed, {} refused; subscribe: {} allowed, {} refused",
                  published_.allowed, published_.refused, subscribed_.allowed, subscribed_.refused);
  for (const auto& [name, times] : known_differences_) {
    text += fmt::format("; known difference \"{}\": {}", name, times);
  }
  text += fmt::format("; disagreements: {}", disagreements_.size());
  for (std::size_t i = 0; i < std::min(most_lines, disagreements_.size()); ++i) {
    text += "\n  " + disagreements_[i];
  }
  return text;
}

}  // namespace lab::test
