// Who may publish and subscribe what: the how-to's bindings, templates with wildcards, and what
// lies just beside them.

#include <fmt/format.h>

#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/deliveries.hpp"

namespace lab::conformance {
namespace {

const std::string request_topic = "devices/device2/desired";
const std::string response_topic = "devices/device2/reported";
const std::string response_filter = "devices/+/reported";

/// Whether the connection outlived what it was refused, as words for `record`.
std::string survives(probe::Probe& probe) {
  return probe.is_open() && probe.ping().came() ? "stays" : "is ended";
}

}  // namespace

CONFORMANCE_CASE(Authorization, CA_065) {
  probe::Probe& device = subscribed("device2", request_topic);
  probe::Probe& app = connected("cloudapp");

  const auto answer = app.publish(request_topic, payload("request"));

  expect_accepted(answer, "the cloud app's request is acknowledged");
  // Before MQTT 5 a PUBACK has no code: that the request was taken shows in its delivery.
  expect_message(device.message(with_payload(payload("request"))), request_topic,
                 payload("request"), "the request is delivered");
  expect(app.ping().came(), "the cloud app's connection stays", survives(app));
}

CONFORMANCE_CASE(Authorization, CA_066) {
  probe::Probe& device = connected("device2");

  const auto answer = device.subscribe(request_topic);

  expect_accepted(answer, "a device's subscription to its own requests is granted");
  connected("cloudapp").publish(request_topic, payload("request"));
  expect_message(device.message(with_payload(payload("request"))), request_topic,
                 payload("request"), "its requests are delivered");
}

CONFORMANCE_CASE(Authorization, CA_067) {
  probe::Probe& device = subscribed("device1", topic("sentinel"));

  const auto answer = device.subscribe(request_topic);

  expect_refused(answer, "a device's subscription to another's requests is refused");
  probe::Probe& app = connected("cloudapp");
  app.publish(request_topic, payload("request"));
  record("the refused device's connection", survives(device));
  if (!device.is_open()) return;
  expect_nothing(device, on_topic(request_topic), app, topic("sentinel"),
                 "no request to the other device comes to it");
}

CONFORMANCE_CASE(Authorization, CA_068) {
  probe::Probe& app = subscribed("cloudapp", response_filter);
  probe::Probe& device = connected("device1");

  const auto answer = device.publish(response_topic, payload("forged"));

  expect_refused(answer, "a device's answer on another's topic is refused");
  record("the refused device's connection", survives(device));
  expect_nothing(app, with_payload(payload("forged")), connected("device2"), response_topic,
                 "the cloud app does not get the forged answer");
}

CONFORMANCE_CASE(Authorization, CA_069) {
  probe::Probe& app = subscribed("cloudapp", response_filter);
  probe::Probe& device = connected("device1");

  const auto answer = device.publish(response_topic, payload("forged"));

  record("answer to the publish", probe::in_words(answer, version()));
  expect_nothing(app, with_payload(payload("forged")), connected("device2"), response_topic,
                 "the cloud app does not get the forged answer");
}

CONFORMANCE_CASE(Authorization, CA_070) {
  probe::Probe& device = connected("device1");

  const auto answer = device.publish(response_topic, payload("forged"));

  record("answer to the publish", probe::in_words(answer, version()));
  device.ping();  // A round trip, so that an end that is under way has come.
  expect(!device.is_open(), "the connection of the device that forged an answer is closed",
         "the connection " + survives(device));
}

CONFORMANCE_CASE(Authorization, CA_071) {
  probe::Probe& app = subscribed("cloudapp", response_filter);
  probe::Probe& device = connected("device1");

  device.send(wire::Publish{.topic = response_topic, .payload = payload("forged"), .qos = 0});

  record("the connection after a refused QoS 0 publish", survives(device));
  expect_nothing(app, with_payload(payload("forged")), connected("device2"), response_topic,
                 "no subscriber gets a QoS 0 message that its sender may not publish");
}

CONFORMANCE_CASE(Authorization, CA_072) {
  probe::Probe& app = connected("cloudapp");

  const auto answer = app.subscribe("devices/+/desired");

  expect_refused(answer, "a subscription to what a client may only publish is refused");
}

CONFORMANCE_CASE(Authorization, CA_073) {
  probe::Probe& app = subscribed("cloudapp", response_filter);
  probe::Probe& forger = connected("cloudapp", "forger");

  const auto answer = forger.publish("devices/device1/reported", payload("forged"));

  expect_refused(answer, "a publish where a client may only subscribe is refused");
  expect_nothing(app, with_payload(payload("forged")), connected("device1"),
                 "devices/device1/reported", "it is not delivered");
}

CONFORMANCE_CASE(Authorization, CA_074) {
  probe::Probe& app = connected("cloudapp");

  const auto answer = app.subscribe(response_filter);

  expect_accepted(answer, "a filter that equals the template is granted");
  connected("device2").publish(response_topic, payload("answer"));
  expect_message(app.message(with_payload(payload("answer"))), response_topic, payload("answer"),
                 "a device's answer is delivered");
}

CONFORMANCE_CASE(Authorization, CA_075) {
  probe::Probe& app = connected("cloudapp");

  const auto answer = app.subscribe("devices/device1/reported");

  expect_accepted(answer, "a filter narrower than the template is granted");
  connected("device1").publish("devices/device1/reported", payload("answer"));
  expect_message(app.message(with_payload(payload("answer"))), "devices/device1/reported",
                 payload("answer"), "a message on it is delivered");
}

CONFORMANCE_CASE(Authorization, CA_076) {
  for (const char* filter : {"devices/#", "+/+/reported", "#"}) {
    probe::Probe& app = connected("cloudapp", filter);

    const auto answer = app.subscribe(filter);

    expect_refused(answer, fmt::format("{}, wider than any template, is refused", filter));
    if (app.is_open()) app.disconnect();
  }
}

CONFORMANCE_CASE(Authorization, CA_077) {
  probe::Probe& app = connected("cloudapp");

  const auto answer = app.subscribe("a/+");

  record("a/+ where the templates are a/x and a/y", probe::in_words(answer, version()));
}

CONFORMANCE_CASE(Authorization, CA_078) {
  probe::Probe& app = connected("cloudapp");

  const auto answer = app.subscribe(std::vector<wire::Subscription>{
      {.filter = response_filter}, {.filter = "devices/+/desired"}});

  const bool one_each = answer.came() && answer.packet().reason_codes.size() == 2 &&
                        answer.packet().reason_codes[0] < 0x80 &&
                        answer.packet().reason_codes[1] >= 0x80;
  expect(one_each, "the allowed filter is granted and the other one refused, each by its own code",
         probe::in_words(answer, version()));
  connected("device2").publish(response_topic, payload("answer"));
  expect_message(app.message(with_payload(payload("answer"))), response_topic, payload("answer"),
                 "the allowed filter delivers");
}

CONFORMANCE_CASE(Authorization, CA_079) {
  expect_accepted(connected("cloudapp", "one level").publish("devices/a/desired", payload("one")),
                  "one level in place of the + of devices/+/desired is accepted");

  const auto answer =
      connected("cloudapp", "two levels").publish("devices/a/b/desired", payload("two"));

  expect_refused(answer, "two levels in place of the + of devices/+/desired are refused");
}

CONFORMANCE_CASE(Authorization, CA_080) {
  const auto answer = connected("cloudapp").publish("machines", payload("parent"));

  expect_accepted(answer, "the parent level of machines/# is accepted");
}

CONFORMANCE_CASE(Authorization, CA_081) {
  const auto suffixed =
      connected("device1", "suffixed").publish("machines/device1.factory1/temp", payload("own"));
  const auto bare = connected("device1", "bare").publish("machines/device1/temp", payload("bare"));
  const auto other =
      connected("device1", "other").publish("machines/device2.factory1/temp", payload("other"));

  expect_accepted(suffixed, "the client's name with the template's suffix is accepted");
  expect_refused(bare, "the name without the suffix is refused");
  expect_refused(other, "another client's name with the suffix is refused");
}

CONFORMANCE_CASE(Authorization, CA_082) {
  const auto own = connected("device1", "own").publish("area/north/t", payload("own"));
  const auto other = connected("device1", "other").publish("area/south/t", payload("other"));

  expect_accepted(own, "the client's own attribute value is accepted");
  expect_refused(other, "the value of another client is refused");
}

CONFORMANCE_CASE(Authorization, CA_083) {
  const auto answer_to = [this](const char* client, const char* where) {
    probe::Probe& probe = connected(client, where);
    const auto answer = probe.publish(where, payload(where));
    if (probe.is_open()) probe.disconnect();
    return probe::in_words(answer, version());
  };

  record("an integer: device1 on attribute/floor/1", answer_to("device1", "attribute/floor/1"));
  record("a missing attribute: plain on attribute/floor/", answer_to("plain", "attribute/floor/"));
  record("a missing attribute: plain on attribute/floor/1",
         answer_to("plain", "attribute/floor/1"));
}

CONFORMANCE_CASE(Authorization, CA_087) {
  for (const char* client : {"cloudapp", "device1", "nogroup"}) {
    probe::Probe& probe = connected(client);

    expect_accepted(probe.subscribe("everyone/" + client_id(client)),
                    fmt::format("{} may subscribe what is bound to $all", client));
    expect_accepted(probe.publish("everyone/" + client_id(client), payload(client)),
                    fmt::format("{} may publish what is bound to $all", client));
    expect_message(probe.message(with_payload(payload(client))), "everyone/" + client_id(client),
                   payload(client), fmt::format("{}'s message is delivered", client));
  }
}

CONFORMANCE_CASE(Authorization, CA_089) {
  const auto subscription = connected("cloudapp", "subscriber").subscribe("$SYS/#");
  expect_refused(subscription, "a subscription to $SYS/# is refused");

  if (!is_v5()) return;  // Before MQTT 5 no answer to a publish can say no.
  const auto publication = connected("cloudapp", "publisher").publish("$foo", payload("reserved"));
  expect_refused(publication, "a publish to $foo is refused");
}

CONFORMANCE_CASE(Authorization, CA_090) {
  probe::Probe& app = subscribed("cloudapp", response_filter);
  expect_accepted(app.subscribe("own/device2/+"), "the watcher's second filter is granted");
  probe::Probe& device = connected("device2");

  const auto first = device.publish(response_topic, payload("first"));
  const auto second = device.publish("own/device2/state", payload("second"));

  expect_accepted(first, "a publish by the first binding is acknowledged");
  expect_accepted(second, "a publish by the second binding is acknowledged");
  expect_message(app.message(with_payload(payload("first"))), response_topic, payload("first"),
                 "the first message is delivered");
  expect_message(app.message(with_payload(payload("second"))), "own/device2/state",
                 payload("second"), "the second message is delivered");
}

CONFORMANCE_CASE(Authorization, CA_091) {
  probe::Probe& device = subscribed("device2", request_topic);
  probe::Probe& app = connected("cloudapp");
  const auto request_with = [&](const std::string& where) {
    wire::Publish request{.topic = request_topic, .payload = payload(where)};
    request.properties.add(wire::PropertyId::response_topic, where);
    return probe::in_words(app.publish(request), version());
  };

  record("response topic that the responder may not publish",
         request_with("devices/device1/reported"));
  record("response topic that the requester may not subscribe",
         request_with("own/device2/desired"));
  record("the request at the device",
         in_words(device.message(with_payload(payload("devices/device1/reported"))), version()));
}

}  // namespace lab::conformance
