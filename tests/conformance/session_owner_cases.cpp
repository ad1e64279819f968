// Whose a session is, and how many one client may have (CA-037 … CA-041, CA-058).

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "lab/wire/encode.hpp"
#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/session_return.hpp"

namespace lab::conformance {
namespace {

/// Whether a connection stands and is served.
std::string in_words(const probe::Answer<wire::Pingresp>& answer) {
  return answer.came() ? "PINGRESP" : probe::in_words(answer.ending());
}

}  // namespace

CONFORMANCE_CASE(Sessions, CA_037) {
  // given: a connected client
  auto& first = connected("device1", "first");
  auto& second = probe("device1", "second");

  const auto answer = second.connect(connect_packet("device1", "first"));

  expect_accepted(answer, "the same client's second connection with that ClientId is welcome");
  const auto ending = first.wait_for_end(Deadline::after(first.options().patience));
  expect_ended(ending, "the first connection ends");
  record("how the first connection ends", probe::in_words(ending));
  const auto pong = second.ping();
  expect(pong.came(), "the second connection stays", in_words(pong));
}

CONFORMANCE_CASE(Sessions, CA_038) {
  // given: device1 has a session that lasts, and a subscription in it
  auto& owner = probe("device1", "owner");
  const auto packet = lasting_connect_packet("device1", 300);
  expect_accepted(owner.connect(packet), "device1 begins a session that lasts");
  expect_accepted(owner.subscribe(topic("owned")), "it subscribes");
  auto& thief = probe("device2", "thief");
  const auto expect_no_theft = [&](const std::string& while_owner) {
    for (const bool clean : {false, true}) {
      auto theft = connect_packet("device2");
      theft.client_id = packet.client_id;
      theft.clean_start = clean;
      expect_refused(thief.connect(theft),
                     fmt::format("while device1 is {}, device2's CONNECT with its ClientId and "
                                 "{} is refused",
                                 while_owner, clean ? "a clean start" : "no clean start"));
      thief.cut();
    }
  };

  expect_no_theft("connected");
  const auto pong = owner.ping();
  expect(pong.came(), "device1 stays connected", in_words(pong));

  owner.disconnect();
  expect_accepted(connected("cloudapp").publish(topic("owned"), payload("waiting")),
                  "a message for device1 is acknowledged while it is away");
  expect_no_theft("away");
  const auto answer = owner.connect(returning(packet));
  if (!expect(is_resumed(answer), "device1 keeps its session", session_words(answer, version()))) {
    return;
  }
  expect_message(owner.message_on(topic("owned")), topic("owned"), payload("waiting"),
                 "the message that waited is delivered to it");
}

CONFORMANCE_CASE(Sessions, CA_039) {
  // given: one session a client, and one that lasts
  auto& first = probe("device1", "first");
  const auto packet = lasting_connect_packet("device1", 300, "first");
  expect_accepted(first.connect(packet), "the first session is welcome");
  auto& second = probe("device1", "second");

  const auto beside = second.connect(connect_packet("device1", "second"));
  expect_refused(beside, "a second session is refused while the first is connected");
  second.cut();
  const auto pong = first.ping();
  expect(pong.came(), "the first stays connected", in_words(pong));

  first.disconnect();
  const auto instead = second.connect(connect_packet("device1", "second"));
  expect_refused(instead, "a second session is refused while the first is offline and unexpired");
  second.cut();
  const auto back = first.connect(returning(packet));
  expect(is_resumed(back), "the first may return to its session", session_words(back, version()));
}

CONFORMANCE_CASE(Sessions, CA_040) {
  const auto most = target()
                        .definition()
                        .topic_spaces_configuration.maximum_client_sessions_per_authentication_name;
  std::vector<probe::Probe*> sessions;
  for (std::uint32_t number = 1; number <= most; ++number) {
    const auto name = fmt::format("session {}", number);
    sessions.push_back(&probe("device1", name));
    expect_accepted(sessions.back()->connect(connect_packet("device1", std::to_string(number))),
                    fmt::format("{} of {} is welcome", name, most));
  }

  const auto answer =
      probe("device1", "one more").connect(connect_packet("device1", std::to_string(most + 1)));

  expect_refused(answer, "one more is refused");
  for (auto* each : sessions) {
    const auto pong = each->ping();
    expect(pong.came(), fmt::format("{} stays connected", each->name()), in_words(pong));
  }
}

CONFORMANCE_CASE(Sessions, CA_041) {
  // given: one session a client, and one that ended with its connection
  auto& first = probe("device1", "first");
  expect_accepted(first.connect(connect_packet("device1", "first")),
                  "the first session is welcome");
  first.disconnect();

  const auto answer = probe("device1", "second").connect(connect_packet("device1", "second"));

  expect_accepted(answer, "a session with another ClientId is welcome when the first has ended");
}

CONFORMANCE_CASE(Sessions, CA_058) {
  auto& device = probe("device1");
  const auto packet = connect_packet("device1");
  const auto note = [&](const std::string& what, const probe::ConnectAnswer& answer,
                        Deadline::Clock::time_point since) {
    const std::chrono::duration<double, std::milli> took = Deadline::Clock::now() - since;
    record(what,
           fmt::format("{} after {:.0f} ms", probe::in_words(answer, version()), took.count()));
  };
  const auto began = Deadline::Clock::now();
  note("first CONNECT", device.connect(packet), began);
  device.disconnect();

  // As bytes, which keep no pace of one CONNECT a second.
  device.open();
  const auto again = Deadline::Clock::now();
  device.send_bytes(wire::encode(packet, version()));
  note("second CONNECT of the session",
       device.packet<wire::Connack>(Deadline::after(std::chrono::seconds{10})), again);

  record(
      "from CONNECT to CONNECT",
      fmt::format("{} ms", std::chrono::round<std::chrono::milliseconds>(again - began).count()));
}

}  // namespace lab::conformance
