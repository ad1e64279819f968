// The will: published when a client is lost, and only then; and when.

#include <chrono>

#include <fmt/format.h>

#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/deliveries.hpp"
#include "tests/conformance/session_return.hpp"

namespace lab::conformance {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using wire::PropertyId;

/// What the will of CA-122 carries beside its payload.
wire::Properties rich_properties() {
  wire::Properties properties;
  properties.add(PropertyId::payload_format_indicator, 1)
      .add(PropertyId::message_expiry_interval, 300)
      .add(PropertyId::content_type, "text/plain")
      .add(PropertyId::response_topic, "devices/device1/reported")
      .add(PropertyId::correlation_data, std::string{"\x00will\xff", 6})
      .add_user("reason", "lost")
      .add_user("reason", "really");
  return properties;
}

std::string seconds_since(Clock::time_point then) {
  return fmt::format("{:.1f} s", std::chrono::duration<double>(Clock::now() - then).count());
}

}  // namespace

CONFORMANCE_CASE(Will, CA_122) {
  probe::Probe& app = subscribed("cloudapp", topic("will"));
  probe::Probe& device = probe("device1");
  wire::Connect connect = connect_packet("device1");
  connect.will = wire::Will{.topic = topic("will"), .payload = payload("lost"), .qos = 1};
  if (is_v5()) connect.will->properties = rich_properties();
  expect_accepted(device.connect(connect), "a client with a will connects");
  expect_nothing(app, with_payload(payload("lost")), device, topic("will"),
                 "while it is connected its will is not published");

  device.cut();

  const auto will = app.message(with_payload(payload("lost")));
  expect_message(will, topic("will"), payload("lost"), "its will is delivered when TCP is cut");
  if (!will.came() || !is_v5()) return;
  const wire::Properties& came = will.packet().properties;
  const wire::Properties sent = rich_properties();
  expect(came.number(PropertyId::payload_format_indicator) ==
             sent.number(PropertyId::payload_format_indicator),
         "with its payload format indicator", in_words(will, version()));
  for (const PropertyId id :
       {PropertyId::content_type, PropertyId::response_topic, PropertyId::correlation_data}) {
    expect(came.bytes(id) == sent.bytes(id),
           fmt::format("with its {}", wire::rule_of(static_cast<std::uint8_t>(id))->name),
           in_words(will, version()));
  }
  expect(came.user_properties() == sent.user_properties(), "with its user properties",
         in_words(will, version()));
  const auto expiry = came.number(PropertyId::message_expiry_interval);
  expect(expiry && *expiry <= 300, "with its message expiry interval, or what is left of it",
         expiry ? std::to_string(*expiry) + " s" : "none");
}

CONFORMANCE_CASE(Will, CA_123) {
  probe::Probe& app = subscribed("cloudapp", topic("will"));
  probe::Probe& device = probe("device1");
  wire::Connect connect = connect_packet("device1");
  connect.will = wire::Will{.topic = topic("will"), .payload = payload("lost"), .qos = 1};
  expect_accepted(device.connect(connect), "a client with a will connects");

  device.disconnect();

  // Nothing orders one connection's end and another's message: a will would come by then.
  app.let_time_pass(2s);
  expect_nothing(app, with_payload(payload("lost")), connected("device2"), topic("will"),
                 "after its normal DISCONNECT its will is not published");
}

CONFORMANCE_CASE(Will, CA_124) {
  probe::Probe& app = subscribed("cloudapp", topic("will/+"));
  wire::Connect connects[] = {lasting_connect_packet("device1"), lasting_connect_packet("device2")};
  probe::Probe* devices[] = {&probe("device1"), &probe("device2")};
  for (int index : {0, 1}) {
    connects[index].will =
        wire::Will{.topic = topic(index == 0 ? "will/returns" : "will/stays-away"),
                   .payload = payload("lost"),
                   .qos = 1,
                   .properties = {{PropertyId::will_delay_interval, 30U}}};
    expect_accepted(devices[index]->connect(connects[index]),
                    "a client with will delay 30 connects");
  }

  const auto cut_at = Clock::now();
  for (probe::Probe* device : devices) device->cut();
  app.let_time_pass(10s);
  connects[0].will.reset();
  const auto answer = devices[0]->connect(returning(connects[0]));
  expect(is_resumed(answer), "one of two comes back to its session after 10 s",
         probe::in_words(answer, version()));

  // The will of the other, lost at the same moment, says when the 30 s have passed.
  const auto other = app.message(on_topic(topic("will/stays-away")), Deadline{cut_at + 36s});
  record("the will of the one that stays away",
         other.came() ? "after " + seconds_since(cut_at) : in_words(other, version()));
  app.let_time_pass(
      std::max(0s, std::chrono::ceil<std::chrono::seconds>(cut_at + 33s - Clock::now())));
  expect_nothing(app, on_topic(topic("will/returns")), *devices[0], topic("will/sentinel"),
                 "the will of the one that came back is not published, also not after 30 s");
}

CONFORMANCE_CASE(Will, CA_125) {
  probe::Probe& app = subscribed("cloudapp", topic("will"));
  probe::Probe& device = probe("device1");
  wire::Connect connect = lasting_connect_packet("device1", 5);
  connect.will = wire::Will{.topic = topic("will"),
                            .payload = payload("lost"),
                            .qos = 1,
                            .properties = {{PropertyId::will_delay_interval, 60U}}};
  expect_accepted(device.connect(connect),
                  "a client with will delay 60, session expiry 5 connects");

  const auto cut_at = Clock::now();
  device.cut();
  const auto will = app.message(with_payload(payload("lost")), Deadline{cut_at + 30s});
  const auto after = Clock::now() - cut_at;

  expect_message(will, topic("will"), payload("lost"), "its will comes well before 60 s");
  expect(will.came() && after >= 3s && after <= 20s, "it comes when the session expires, near 5 s",
         seconds_since(cut_at));
}

CONFORMANCE_CASE(Will, CA_126) {
  probe::Probe& app = subscribed("cloudapp", topic("will"));
  app.subscribe("devices/+/reported");
  const std::pair<std::string, wire::Will> wills[] = {
      {"qos-2", {.topic = topic("will"), .payload = payload("twice"), .qos = 2}},
      {"unauthorized",
       {.topic = "devices/device2/reported", .payload = payload("foreign"), .qos = 1}},
      {"retained", {.topic = topic("will"), .payload = payload("kept"), .qos = 1, .retain = true}}};

  for (const auto& [name, will] : wills) {
    probe::Probe& device = probe("device1", name);
    wire::Connect connect = connect_packet("device1", name);
    connect.will = will;
    const auto answer = device.connect(connect);
    record("CONNECT, will " + name, probe::in_words(answer, version()));
    if (!probe::accepted(answer)) continue;
    device.cut();
    const auto came = app.message(with_payload(will.payload), Deadline::after(2s));
    record("when TCP is cut, will " + name, in_words(came, version()));
  }
  const auto stored = subscribed("device2", topic("will"))
                          .message(with_payload(payload("kept")), Deadline::after(2s));
  record("for a later subscriber, will retained", in_words(stored, version()));
}

}  // namespace lab::conformance
