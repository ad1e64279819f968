// What QoS promises: an acknowledgement, redelivery, order; and what QoS 2 gets, which the service
// does not have.

#include <algorithm>

#include <fmt/format.h>

#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/deliveries.hpp"
#include "tests/conformance/session_return.hpp"

namespace lab::conformance {
namespace {

/// At QoS 2; the probe goes on to the end of that flow if the peer lets it.
wire::Publish exactly_once(const std::string& topic, const std::string& payload) {
  return {.topic = topic, .payload = payload, .qos = 2};
}

/// The first place at which the payloads are not the expected ones.
std::string first_difference(const std::vector<std::string>& expected,
                             const std::vector<std::string>& came) {
  if (came == expected) return fmt::format("{} messages, in order", came.size());
  const auto [wanted, got] =
      std::mismatch(expected.begin(), expected.end(), came.begin(), came.end());
  return fmt::format("{} of {} messages; the first that differs is the {}., \"{}\"", came.size(),
                     expected.size(), wanted - expected.begin() + 1,
                     got == came.end() ? "nothing" : *got);
}

}  // namespace

CONFORMANCE_CASE(Qos, CA_106) {
  probe::Probe& device = subscribed("device1", topic("qos"));
  probe::Probe& app = connected("cloudapp");

  const auto with_subscriber = app.publish(topic("qos"), payload("heard"));
  const auto without_subscriber = app.publish(topic("nobody"), payload("unheard"));

  expect_accepted(with_subscriber, "a QoS 1 message is acknowledged");
  expect_accepted(without_subscriber, "a QoS 1 message that nobody subscribes to is acknowledged");
  // Before MQTT 5 a PUBACK has no code: that the message was taken shows in its delivery.
  expect_message(device.message_on(topic("qos")), topic("qos"), payload("heard"),
                 "the acknowledged message is delivered");
}

CONFORMANCE_CASE(Qos, CA_107) {
  probe::Probe& device = subscribed("device1", topic("qos"));
  probe::Probe& app = connected("cloudapp");
  expect_accepted(app.publish(topic("qos"), payload("at least once")),
                  "a message at QoS 1 is acknowledged on the same topic before");

  const auto answer = app.publish(exactly_once(topic("qos"), payload("exactly once")));

  expect_ended(
      answer.came() ? app.wait_for_end(Deadline::after(app.options().patience)) : answer.ending(),
      "the publisher's connection is closed");
  expect_nothing(device, with_payload(payload("exactly once")), connected("cloudapp", "sentinel"),
                 topic("qos"), "the QoS 2 message is not delivered");
}

CONFORMANCE_CASE(Qos, CA_108) {
  probe::Probe& device = subscribed("device1", topic("qos"));
  probe::Probe& app = connected("cloudapp");
  expect_accepted(app.publish(topic("qos"), payload("at least once")),
                  "a message at QoS 1 is acknowledged on the same topic before");

  const auto answer = app.publish(exactly_once(topic("qos"), payload("exactly once")));

  expect_refused(answer, "the QoS 2 message is refused");
  expect_nothing(device, with_payload(payload("exactly once")), connected("cloudapp", "sentinel"),
                 topic("qos"), "the QoS 2 message is not delivered");
}

CONFORMANCE_CASE(Qos, CA_109) {
  probe::Probe& device = connected("device1");

  const auto answer = device.subscribe(topic("qos"), 2);

  record("SUBSCRIBE at QoS 2", probe::in_words(answer, version()));
  if (!probe::accepted(answer)) return;
  connected("cloudapp").publish(topic("qos"), payload("at least once"));
  record("delivery of a QoS 1 message", in_words(device.message_on(topic("qos")), version()));
}

CONFORMANCE_CASE(Qos, CA_110) {
  probe::Probe& device = probe("device1");
  const wire::Connect connect = lasting_connect_packet("device1");
  device.set_acknowledges(false);
  expect_accepted(device.connect(connect), "the device connects with a lasting session");
  expect_accepted(device.subscribe(topic("qos")), "its subscription is granted");
  connected("cloudapp").publish(topic("qos"), payload("once more"));
  const auto first = device.message_on(topic("qos"));
  if (!expect_message(first, topic("qos"), payload("once more"), "the message is delivered"))
    return;

  device.cut();
  device.forget_messages();
  device.set_acknowledges(true);
  const auto answer = device.connect(returning(connect));

  expect(is_resumed(answer), "its client comes back to the session",
         probe::in_words(answer, version()));
  const auto second = device.message_on(topic("qos"));
  expect_message(second, topic("qos"), payload("once more"),
                 "the message that it did not acknowledge is delivered again");
  if (!second.came()) return;
  record("second delivery", in_words(second, version()));
  record("same packet id", second.packet().packet_id == first.packet().packet_id ? "yes" : "no");
}

CONFORMANCE_CASE(Qos, CA_115) {
  probe::Probe& device = subscribed("device1", topic("ordered"));
  probe::Probe& app = connected("cloudapp");
  const auto expected = numbered(payload("message"), 100);

  const Burst burst = publish_burst(app, topic("ordered"), expected);

  expect(burst.accepted == 100, "100 QoS 1 messages are acknowledged", in_words(burst));
  wait_until(
      loop(), [&] { return payloads_on(device, topic("ordered")).size() >= 100; },
      Deadline::after(device.options().patience));
  const auto came = payloads_on(device, topic("ordered"));
  expect(came == expected, "all 100 arrive in the order in which they were sent",
         first_difference(expected, came));
}

}  // namespace lab::conformance
