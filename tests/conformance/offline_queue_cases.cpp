// What waits in a session whose client is away, and what becomes of a session in which too much
// waits (CA-051 … CA-053).

#include <chrono>
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/deliveries.hpp"
#include "tests/conformance/session_return.hpp"

namespace lab::conformance {
namespace {

/// More messages than may wait (100), and 1.2 MB in fewer than those.
constexpr std::size_t too_many_messages = 110;
constexpr std::size_t large_messages = 30;
constexpr std::size_t large_message_bytes = 40'000;

/// Large messages at this distance stay below the 1 MB a second that a session may send (facts §6).
constexpr std::chrono::milliseconds between_large_messages{100};

/// Publishes one after the other. How many were acknowledged.
std::size_t publish_large(probe::Probe& app, const std::string& topic, bool slowly) {
  std::size_t accepted = 0;
  for (std::size_t number = 0; number < large_messages; ++number) {
    if (slowly) app.let_time_pass(between_large_messages);
    if (probe::accepted(app.publish(topic, std::string(large_message_bytes, 'x')))) ++accepted;
  }
  return accepted;
}

}  // namespace

CONFORMANCE_CASE(Sessions, CA_051) {
  // given: a session whose client is away
  auto& device = probe("device1");
  const auto packet = lasting_connect_packet("device1", 300);
  expect_accepted(device.connect(packet), "a client asks for a session that lasts");
  expect_accepted(device.subscribe(topic("queue")), "it subscribes");
  device.disconnect();

  const auto sent = numbered(payload("message"), 50);
  const Burst burst = publish_burst(connected("cloudapp"), topic("queue"), sent);
  expect(burst.accepted == sent.size(), "50 messages are acknowledged while it is away",
         in_words(burst));
  const auto answer = device.connect(returning(packet));

  expect(is_resumed(answer), "on its return the session is present",
         session_words(answer, version()));
  const std::set<std::string> wanted{sent.begin(), sent.end()};
  const auto came = [&] {
    const auto payloads = payloads_on(device, topic("queue"));
    return std::set<std::string>{payloads.begin(), payloads.end()};
  };
  wait_until(
      loop(), [&] { return came().size() >= wanted.size(); },
      Deadline::after(device.options().patience));
  expect(came() == wanted, "all 50 arrive", fmt::format("{} of 50", came().size()));
}

CONFORMANCE_CASE(Sessions, CA_052) {
  auto& app = connected("cloudapp");
  const auto overflow = [&](const std::string& run, const std::function<std::string()>& send) {
    // given: a session whose client is away
    auto& device = probe("device1", run);
    const auto packet = lasting_connect_packet("device1", 300, run);
    expect_accepted(device.connect(packet), run + ": a client asks for a session that lasts");
    expect_accepted(device.subscribe(topic(run)), run + ": it subscribes");
    device.disconnect();
    const auto before = device.connect(returning(packet));
    expect(is_resumed(before), run + ": the session is kept while nothing waits in it",
           session_words(before, version()));
    device.disconnect();

    record(run, send());

    const auto after = device.connect(returning(packet));
    expect(is_new(after), run + ": the session is gone on its return",
           session_words(after, version()));
  };

  const auto many = fmt::format("{} messages", too_many_messages);
  overflow(many, [&] {
    return in_words(
        publish_burst(app, topic(many), numbered(payload("message"), too_many_messages)));
  });
  const auto large =
      fmt::format("{} messages of {} kB", large_messages, large_message_bytes / 1000);
  overflow(large, [&] {
    const auto accepted = publish_large(app, topic(large), target().kind() == "elsewhere");
    return fmt::format("{} acknowledged", accepted);
  });
}

CONFORMANCE_CASE(Sessions, CA_053) {
  auto& device = probe("device1");
  const auto packet = lasting_connect_packet("device1", 300);
  device.connect(packet);
  device.subscribe(topic("queue"));
  device.disconnect();
  auto& app = connected("cloudapp");

  for (int number = 1; number <= 3; ++number) {
    app.send(wire::Publish{.topic = topic("queue"), .payload = payload("at most once"), .qos = 0});
  }
  app.publish(topic("queue"), payload("at least once"));
  device.connect(returning(packet));
  const auto last = device.message(with_payload(payload("at least once")));

  record("3 QoS 0 messages while the client is away",
         fmt::format("{} arrive on its return",
                     copies(device, topic("queue"), payload("at most once"))));
  record("a QoS 1 message after them", in_words(last, version()));
}

}  // namespace lab::conformance
