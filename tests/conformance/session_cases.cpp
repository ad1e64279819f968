// How a session begins, lasts and ends: expiry, Clean Start, and ClientIds that the service assigns
// (CA-042 … CA-050). Whose a session is: session_owner_cases.cpp. What waits in it:
// offline_queue_cases.cpp.

#include <chrono>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/deliveries.hpp"
#include "tests/conformance/session_return.hpp"

namespace lab::conformance {
namespace {

using wire::PropertyId;

constexpr std::uint32_t seconds_an_hour = 3600;

std::string assigned_id(const probe::ConnectAnswer& answer) {
  if (!answer.came()) return "";
  return answer.packet().properties.bytes(PropertyId::assigned_client_identifier).value_or("");
}

/// The number in a CONNACK, or "absent".
std::string number_text(const probe::ConnectAnswer& answer, PropertyId id) {
  const auto number = answer.came() ? answer.packet().properties.number(id) : std::nullopt;
  return number ? std::to_string(*number) : "absent";
}

}  // namespace

CONFORMANCE_CASE(Sessions, CA_042) {
  // given: a session that ends with its connection
  auto& device = subscribed("device1", topic("gone"));
  device.disconnect();

  const auto answer = device.connect(returning(connect_packet("device1")));

  expect(is_new(answer), "a session of expiry 0 is gone when its client returns",
         session_words(answer, version()));
  expect_accepted(device.subscribe(topic("sentinel")), "it subscribes to something else");
  auto& app = connected("cloudapp");
  expect_accepted(app.publish(topic("gone"), payload("late")),
                  "a message to the earlier topic is acknowledged");
  expect_nothing(device, on_topic(topic("gone")), app, topic("sentinel"),
                 "nothing comes by the subscription of the session that is gone");
}

CONFORMANCE_CASE(Sessions, CA_043, CA_044) {
  // given: a session that outlives its connection, with a subscription
  auto& device = probe("device1");
  const auto packet = lasting_connect_packet("device1", 300);
  expect_accepted(device.connect(packet), "a client asks for a session that lasts");
  expect_accepted(device.subscribe(topic("kept")), "it subscribes");
  device.disconnect();

  auto& app = connected("cloudapp");
  expect_accepted(app.publish(topic("kept"), payload("missed")),
                  "a message that is sent while it is away is acknowledged");
  const auto answer = device.connect(returning(packet));

  expect(is_resumed(answer), "on its return the session is present",
         session_words(answer, version()));
  expect_message(device.message_on(topic("kept")), topic("kept"), payload("missed"),
                 "the message is delivered without subscribing again");
  expect_accepted(app.publish(topic("kept"), payload("live")), "a later message is acknowledged");
  expect_message(device.message(with_payload(payload("live"))), topic("kept"), payload("live"),
                 "the subscription goes on");
}

CONFORMANCE_CASE(Sessions, CA_045) {
  // given: a session with a subscription and a message that waits
  auto& device = probe("device1");
  const auto packet = lasting_connect_packet("device1", 300);
  expect_accepted(device.connect(packet), "a client asks for a session that lasts");
  expect_accepted(device.subscribe(topic("earlier")), "it subscribes");
  device.disconnect();
  auto& app = connected("cloudapp");
  expect_accepted(app.publish(topic("earlier"), payload("waiting")),
                  "a message that is sent while it is away is acknowledged");

  auto clean = packet;
  clean.clean_start = true;
  const auto answer = device.connect(clean);

  expect(is_new(answer), "a client that starts clean has no session from before",
         session_words(answer, version()));
  expect_accepted(device.subscribe(topic("sentinel")), "it subscribes to something else");
  expect_accepted(app.publish(topic("earlier"), payload("later")),
                  "a message to the earlier topic is acknowledged");
  expect_nothing(device, on_topic(topic("earlier")), app, topic("sentinel"),
                 "nothing comes by the earlier subscription, neither what waited nor what is new");
}

CONFORMANCE_CASE(Sessions, CA_046) {
  const auto hours =
      target().definition().topic_spaces_configuration.maximum_session_expiry_in_hours;
  auto& device = probe("device1");
  const auto packet = lasting_connect_packet("device1", (hours + 1) * seconds_an_hour);

  const auto answer = device.connect(packet);

  expect_accepted(answer, fmt::format("a client that asks for {} hours where the most is {} is "
                                      "welcome",
                                      hours + 1, hours));
  if (!answer.came()) return;
  const auto given = answer.packet().properties.number(PropertyId::session_expiry_interval);
  expect(!given || *given <= hours * seconds_an_hour,
         fmt::format("the Session Expiry Interval of CONNACK, if there is one, is at most {} s",
                     hours * seconds_an_hour),
         number_text(answer, PropertyId::session_expiry_interval));
  record("Session Expiry Interval", number_text(answer, PropertyId::session_expiry_interval));
}

CONFORMANCE_CASE(Sessions, CA_047) {
  const auto hours =
      target().definition().topic_spaces_configuration.maximum_session_expiry_in_hours;
  auto& device = probe("device1");
  const auto packet = lasting_connect_packet("device1");
  expect_accepted(device.connect(packet), "a client asks for a session that lasts");
  device.disconnect();

  device.let_time_pass(std::chrono::hours{hours} + std::chrono::minutes{1});
  const auto answer = device.connect(returning(packet));

  expect(is_new(answer), fmt::format("after {} h and a minute the session is gone", hours),
         session_words(answer, version()));
}

CONFORMANCE_CASE(Sessions, CA_048) {
  auto packet = connect_packet("device1");
  packet.client_id.clear();

  const auto first = probe("device1", "first").connect(packet);
  const auto second = probe("device1", "second").connect(packet);

  expect_accepted(first, "a client without a ClientId is welcome");
  expect(!assigned_id(first).empty(), "CONNACK assigns it a ClientId",
         session_words(first, version()));
  expect(!assigned_id(second).empty() && assigned_id(second) != assigned_id(first),
         "a second one is assigned another", session_words(second, version()));
}

CONFORMANCE_CASE(Sessions, CA_049) {
  // given: a session that lasts, under a ClientId that the service assigned
  auto& device = probe("device1");
  auto packet = lasting_connect_packet("device1", 300);
  packet.client_id.clear();
  packet.clean_start = true;
  const auto begun = device.connect(packet);
  if (!expect(!assigned_id(begun).empty(), "CONNACK assigns a ClientId",
              session_words(begun, version()))) {
    return;
  }
  packet.client_id = assigned_id(begun);
  device.disconnect();

  const auto answer = device.connect(returning(packet));

  expect(is_resumed(answer), "with the assigned ClientId the session is present",
         session_words(answer, version()));
}

CONFORMANCE_CASE(Sessions, CA_050) {
  auto clean = connect_packet("device1");
  clean.client_id.clear();
  auto kept = clean;
  kept.clean_start = false;

  const auto with_clean_session = probe("device1", "clean session").connect(clean);
  const auto without = probe("device1", "session kept").connect(kept);

  record("empty ClientId, clean session 1", session_words(with_clean_session, version()));
  record("empty ClientId, clean session 0", session_words(without, version()));
}

}  // namespace lab::conformance
