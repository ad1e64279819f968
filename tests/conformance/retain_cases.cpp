// Retained messages: kept, taken away, expired, too large; and the options of a subscription that
// have to do with them. What is still kept when a case ends, its TearDown takes away.

#include <chrono>

#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/deliveries.hpp"

namespace lab::conformance {
namespace {

using namespace std::chrono_literals;
using wire::PropertyId;

wire::Publish retained(const std::string& topic, std::string payload) {
  wire::Publish message{.topic = topic, .payload = std::move(payload)};
  message.retain = true;
  return message;
}

/// Who subscribes, who marks the end of what comes of it, and where.
struct Watch {
  probe::Probe& receiver;
  probe::Probe& sender;
  std::string sentinel;              ///< The receiver is subscribed to it.
  std::chrono::milliseconds settle;  ///< For a service that promises no order across topics.

  /// What came to the receiver up to now, in words; takes it.
  std::string came(const std::string& mark) const {
    sender.publish(sentinel, mark);
    const auto end = receiver.message(with_payload(mark));
    if (!end.came()) return in_words(end, receiver.version());
    if (settle > 0ms) receiver.let_time_pass(settle);
    std::string text;
    for (const wire::Publish& message : receiver.messages()) {
      text += (text.empty() ? "" : "; ") + wire::describe(message, receiver.version());
    }
    receiver.forget_messages();
    return text.empty() ? "nothing" : text;
  }

  /// The same after a SUBSCRIBE.
  std::string came_on(const wire::Subscription& subscription, const std::string& mark) const {
    const auto answer = receiver.subscribe({subscription});
    return probe::accepted(answer) ? came(mark) : probe::in_words(answer, receiver.version());
  }
};

}  // namespace

CONFORMANCE_CASE(Retain, CA_116) {
  probe::Probe& app = connected("cloudapp");
  const std::string kept = topic("retained");

  expect_accepted(app.publish(retained(kept, payload("kept"))),
                  "a retained message is acknowledged");
  const auto answer = subscribed("device1", kept).message_on(kept);

  expect_message(answer, kept, payload("kept"), "a new subscription gets the message");
  expect(answer.came() && answer.packet().retain, "it comes with RETAIN 1",
         in_words(answer, version()));
}

CONFORMANCE_CASE(Retain, CA_117) {
  probe::Probe& app = connected("cloudapp");
  const std::string kept = topic("retained");
  expect_accepted(app.publish(retained(kept, payload("kept"))),
                  "a retained message is acknowledged");
  const auto early = subscribed("device1", kept, "early").message_on(kept);
  expect_message(early, kept, payload("kept"), "a subscriber gets it");

  const auto emptied = app.publish(retained(kept, ""));

  expect_accepted(emptied, "an empty retained message is acknowledged");
  probe::Probe& late = subscribed("device2", topic("sentinel"), "late");
  expect_accepted(late.subscribe(kept), "a later subscription is granted");
  expect_nothing(late, on_topic(kept), app, topic("sentinel"), "the later subscriber gets nothing");
}

CONFORMANCE_CASE(Retain, CA_118) {
  probe::Probe& app = connected("cloudapp");
  const std::string kept = topic("retained");
  wire::Publish message = retained(kept, payload("brief"));
  message.properties.add(PropertyId::message_expiry_interval, 5);
  expect_accepted(app.publish(message), "a retained message with Message Expiry 5 is acknowledged");
  const auto early = subscribed("device1", kept, "early").message_on(kept);
  expect_message(early, kept, payload("brief"), "a subscriber at once gets it");

  app.let_time_pass(15s);

  probe::Probe& late = subscribed("device2", topic("sentinel"), "late");
  expect_accepted(late.subscribe(kept), "a subscription 15 s later is granted");
  expect_nothing(late, on_topic(kept), app, topic("sentinel"),
                 "the subscriber of 15 s later gets nothing");
}

CONFORMANCE_CASE(Retain, CA_119) {
  probe::Probe& app = connected("cloudapp");
  const std::string kept = topic("retained");

  const auto answer = app.publish(retained(kept, std::string(70'000, 'x')));

  record("retained message of 70,000 bytes", probe::in_words(answer, version()));
  if (probe::refused(answer)) {
    expect_refused(answer, "a retained message over 64 KB is refused");
    return;
  }
  probe::Probe& device = subscribed("device1", topic("sentinel"));
  expect_accepted(device.subscribe(kept), "a new subscription is granted");
  expect_nothing(device, on_topic(kept), connected("cloudapp", "sentinel"), topic("sentinel"),
                 "a retained message over 64 KB is not stored");
}

CONFORMANCE_CASE(Retain, CA_120) {
  probe::Probe& app = connected("cloudapp");
  const std::string kept = topic("retained");

  const auto answer = app.publish(retained(kept, payload("kept")));

  if (probe::refused(answer)) {
    record("retained publish on MQTT 3.1.1", "connection closed");
    expect_refused(answer, "the message is stored or the connection is closed");
    return;
  }
  const auto stored = subscribed("device1", kept).message_on(kept);
  if (expect_message(stored, kept, payload("kept"),
                     "the message is stored or the connection is closed")) {
    record("retained publish on MQTT 3.1.1", stored.packet().retain ? "stored" : "without RETAIN");
  }
}

CONFORMANCE_CASE(Retain, CA_121) {
  probe::Probe& app = connected("cloudapp");
  const std::string kept = topic("retained");
  probe::Probe& device = subscribed("device1", topic("sentinel"));
  const Watch watch{device, app, topic("sentinel"), target().kind() == "elsewhere" ? 1s : 0s};
  app.publish(retained(kept, "kept"));
  wire::Subscription subscription{.filter = kept};

  for (std::uint8_t handling = 0; handling <= 2; ++handling) {
    const std::string name = "Retain Handling " + std::to_string(handling);
    subscription.retain_handling = handling;
    record(name + ", new subscription", watch.came_on(subscription, name + " new"));
    record(name + ", subscription again", watch.came_on(subscription, name + " again"));
    device.unsubscribe(subscription.filter);
  }

  // Each on a new subscription: some brokers keep the options of one that is there.
  subscription.retain_handling = 2;
  for (const bool as_published : {false, true}) {
    const std::string name = as_published ? "Retain As Published 1" : "Retain As Published 0";
    subscription.retain_as_published = as_published;
    watch.came_on(subscription, name + " subscribed");
    app.publish(retained(kept, "live"));
    record(name + ", live retained message", watch.came(name + " live"));
    device.unsubscribe(kept);
  }

  for (const bool no_local : {false, true}) {
    const std::string name = no_local ? "No Local 1" : "No Local 0";
    watch.came_on({.filter = topic("local"), .no_local = no_local}, name + " subscribed");
    device.publish(topic("local"), "its own");
    record(name + ", own message", watch.came(name + " own"));
    device.unsubscribe(topic("local"));
  }
}

}  // namespace lab::conformance
