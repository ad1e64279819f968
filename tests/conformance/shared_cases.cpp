// Shared subscriptions and subscription identifiers.

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/deliveries.hpp"

namespace lab::conformance {
namespace {

using namespace std::chrono_literals;
using wire::PropertyId;

using Receivers = std::vector<probe::Probe*>;

std::string shared(std::string_view group, std::string_view filter) {
  return fmt::format("$share/{}/{}", group, filter);
}

/// Whether all receivers together have each payload once.
bool each_once(const Receivers& receivers, const std::string& topic,
               const std::vector<std::string>& payloads) {
  return std::all_of(payloads.begin(), payloads.end(), [&](const std::string& payload) {
    std::size_t all = 0;
    for (const probe::Probe* receiver : receivers) all += copies(*receiver, topic, payload);
    return all == 1;
  });
}

/// How many came to each, how many to none, and how many more than once: "12 and 8; none lost, none
/// twice".
std::string shares(const Receivers& receivers, const std::string& topic,
                   const std::vector<std::string>& payloads) {
  std::vector<std::size_t> counts;
  for (const probe::Probe* receiver : receivers) {
    counts.push_back(payloads_on(*receiver, topic).size());
  }
  std::size_t lost = 0;
  std::size_t several = 0;
  for (const std::string& payload : payloads) {
    std::size_t all = 0;
    for (const probe::Probe* receiver : receivers) all += copies(*receiver, topic, payload);
    if (all == 0) ++lost;
    if (all > 1) ++several;
  }
  return fmt::format("{} messages; {} of {} came to none, {} more than once",
                     fmt::join(counts, " and "), lost, payloads.size(), several);
}

/// Waits until a message that is sent last, on a topic that all are subscribed to on their own, has
/// come to all of them: whatever was sent before has come then. A service in many parts promises no
/// order across topics, and gets a second.
void settle(const Receivers& receivers, probe::Probe& sender, const std::string& sentinel,
            bool elsewhere) {
  sender.publish(sentinel, "the last");
  for (probe::Probe* receiver : receivers) receiver->message_on(sentinel);
  if (elsewhere) sender.let_time_pass(1s);
}

}  // namespace

CONFORMANCE_CASE(Shared, CA_133) {
  const Receivers devices = {&subscribed("device1", topic("sentinel")),
                             &subscribed("device2", topic("sentinel"))};
  for (probe::Probe* device : devices) {
    expect_accepted(device->subscribe(shared("workers", topic("work"))),
                    device->name() + "'s shared subscription is granted");
  }
  probe::Probe& app = connected("cloudapp");
  const auto payloads = numbered(payload("task"), 20);

  const Burst burst = publish_burst(app, topic("work"), payloads);

  expect(burst.accepted == 20, "20 messages are acknowledged", in_words(burst));
  wait_until(
      loop(), [&] { return each_once(devices, topic("work"), payloads); },
      Deadline::after(app.options().patience));
  settle(devices, app, topic("sentinel"), target().kind() == "elsewhere");
  expect(each_once(devices, topic("work"), payloads),
         "each message reaches exactly one of the two sessions",
         shares(devices, topic("work"), payloads));
  record("how they were shared out", shares(devices, topic("work"), payloads));
}

CONFORMANCE_CASE(Shared, CA_134) {
  const Receivers red = {&subscribed("device1", topic("sentinel"), "red-1"),
                         &subscribed("device2", topic("sentinel"), "red-2")};
  const Receivers blue = {&subscribed("device1", topic("sentinel"), "blue-1"),
                          &subscribed("device2", topic("sentinel"), "blue-2")};
  const Receivers ordinary = {&subscribed("cloudapp", topic("sentinel"), "ordinary")};
  const std::pair<const Receivers*, std::string> filters[] = {
      {&red, shared("red", topic("work"))},
      {&blue, shared("blue", topic("work"))},
      {&ordinary, topic("work")}};
  for (const auto& [receivers, filter] : filters) {
    for (probe::Probe* receiver : *receivers) {
      expect_accepted(receiver->subscribe(filter), receiver->name() + " gets its subscription");
    }
  }
  probe::Probe& app = connected("cloudapp", "publisher");
  const auto payloads = numbered(payload("task"), 20);

  const Burst burst = publish_burst(app, topic("work"), payloads);

  expect(burst.accepted == 20, "20 messages are acknowledged", in_words(burst));
  Receivers all = red;
  all.insert(all.end(), blue.begin(), blue.end());
  all.insert(all.end(), ordinary.begin(), ordinary.end());
  const auto complete = [&](const Receivers& receivers) {
    return each_once(receivers, topic("work"), payloads);
  };
  wait_until(
      loop(), [&] { return complete(red) && complete(blue) && complete(ordinary); },
      Deadline::after(app.options().patience));
  settle(all, app, topic("sentinel"), target().kind() == "elsewhere");
  expect(complete(red), "the first group gets every message once",
         shares(red, topic("work"), payloads));
  expect(complete(blue), "the second group gets every message once",
         shares(blue, topic("work"), payloads));
  expect(complete(ordinary), "the ordinary subscriber gets every message once",
         shares(ordinary, topic("work"), payloads));
}

CONFORMANCE_CASE(Shared, CA_135) {
  probe::Probe& device = connected("device1");
  expect_accepted(device.subscribe(topic("work")), "an ordinary subscription is granted");

  const auto answer = device.subscribe(shared("workers", topic("work")));

  record("SUBSCRIBE to a shared filter", probe::in_words(answer, version()));
  expect_ended(answer.came() ? device.wait_for_end(Deadline::after(device.options().patience))
                             : answer.ending(),
               "the client is disconnected");
}

CONFORMANCE_CASE(Shared, CA_136) {
  probe::Probe& device = connected("device1");
  expect_accepted(device.subscribe(shared("workers", topic("work"))),
                  "a shared subscription inside a topic space is granted");

  const auto answer = device.subscribe(shared("workers", "closed/" + client_id("work")));

  expect_refused(answer, "a shared subscription outside of all topic spaces is refused");
}

CONFORMANCE_CASE(Shared, CA_137) {
  probe::Probe& device = connected("device1");
  const wire::Properties seven{{PropertyId::subscription_identifier, 7U}};
  expect_accepted(device.subscribe({{.filter = topic("numbered/+")}}, seven),
                  "a subscription with the identifier 7 is granted");
  expect_accepted(device.subscribe(topic("plain")), "one without an identifier is granted");
  probe::Probe& app = connected("cloudapp");

  app.publish(topic("numbered/one"), payload("one"));
  app.publish(topic("plain"), payload("plain"));

  const auto one = device.message_on(topic("numbered/one"));
  expect_message(one, topic("numbered/one"), payload("one"),
                 "a message for the first is delivered");
  expect(one.came() && one.packet().properties.numbers(PropertyId::subscription_identifier) ==
                           std::vector<std::uint32_t>{7},
         "it carries the identifier 7, and no other", in_words(one, version()));
  const auto plain = device.message_on(topic("plain"));
  expect_message(plain, topic("plain"), payload("plain"), "a message for the other is delivered");
  expect(plain.came() && !plain.packet().properties.has(PropertyId::subscription_identifier),
         "it carries no identifier", in_words(plain, version()));
}

}  // namespace lab::conformance
