// The service's limits: segments and bytes of a topic, filters and subscriptions, packet size,
// rates.

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "lab/wire/encode.hpp"
#include "tests/conformance/conformance_case.hpp"
#include "tests/conformance/deliveries.hpp"

namespace lab::conformance {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t largest_packet = 524'288;

/// `topic` with more segments at its end, so many in all.
std::string with_segments(std::string topic, std::ptrdiff_t segments) {
  while (std::count(topic.begin(), topic.end(), '/') + 1 < segments) topic += "/s";
  return topic;
}

/// `topic` with more bytes in its last segment, so many in all.
std::string with_length(std::string topic, std::size_t bytes) {
  topic.resize(std::max(bytes, topic.size()), 'x');
  return topic;
}

std::vector<wire::Subscription> subscriptions(const std::string& stem, int first, int last) {
  std::vector<wire::Subscription> all;
  for (int number = first; number <= last; ++number) {
    all.push_back({.filter = fmt::format("{}/{}", stem, number)});
  }
  return all;
}

/// A PUBLISH of exactly so many bytes on the wire, with a payload in which no part is like another.
wire::Publish packet_of(std::size_t bytes, const std::string& topic, wire::Version version) {
  wire::Publish packet{.topic = topic, .payload = std::string(bytes, '.')};
  packet.packet_id = 1;  // Its two bytes count; the probe gives it one of its own.
  packet.payload.resize(2 * bytes - wire::encode(packet, version).size());
  packet.packet_id = 0;
  for (std::size_t index = 0; index < packet.payload.size(); ++index) {
    packet.payload[index] = static_cast<char>((index ^ (index >> 8) * 31 ^ (index >> 16)) & 0xFF);
  }
  return packet;
}

std::string first_difference(const std::string& sent, const std::string& came) {
  if (came == sent) return fmt::format("{} bytes, all as they were sent", came.size());
  const auto [ours, theirs] = std::mismatch(sent.begin(), sent.end(), came.begin(), came.end());
  return fmt::format("{} of {} bytes, the same up to byte {}", came.size(), sent.size(),
                     ours - sent.begin());
}

double seconds_since(Clock::time_point then) {
  return std::chrono::duration<double>(Clock::now() - then).count();
}

}  // namespace

CONFORMANCE_CASE(Limits, CA_138) {
  const std::string deep = with_segments(topic("s"), 15);
  probe::Probe& device = connected("device1");

  expect_accepted(device.subscribe(deep), "a filter of 15 segments is granted");
  expect_accepted(connected("cloudapp").publish(deep, payload("deep")),
                  "a message on a topic of 15 segments is accepted");

  expect_message(device.message_on(deep), deep, payload("deep"), "the message is delivered");
}

CONFORMANCE_CASE(Limits, CA_139) {
  const std::string deep = with_segments(topic("s"), 15);
  probe::Probe& device = subscribed("device1", topic("s/#"));
  probe::Probe& app = connected("cloudapp");
  expect_accepted(app.publish(deep, payload("deep")), "a topic of 15 segments is accepted");
  expect_message(device.message_on(deep), deep, payload("deep"), "its message is delivered");

  const auto answer = app.publish(deep + "/t", payload("deeper"));

  expect_refused(answer, "a topic of 16 segments is refused");
  record("SUBSCRIBE with 16 segments",
         probe::in_words(connected("device2").subscribe(deep + "/t"), version()));
}

CONFORMANCE_CASE(Limits, CA_140) {
  const std::string longest = with_length(topic("x"), 256);
  probe::Probe& device = subscribed("device1", topic("+"));
  probe::Probe& app = connected("cloudapp");

  expect_accepted(app.publish(longest, payload("long")), "a topic of 256 bytes is accepted");
  expect_message(device.message_on(longest), longest, payload("long"), "its message is delivered");

  expect_refused(app.publish(longest + "x", payload("longer")), "a topic of 257 bytes is refused");
}

CONFORMANCE_CASE(Limits, CA_141) {
  probe::Probe& ten = connected("device1");
  expect_accepted(ten.subscribe(subscriptions(topic("few"), 1, 10)),
                  "a SUBSCRIBE with 10 filters is granted");

  probe::Probe& eleven = connected("device2");
  expect_refused(eleven.subscribe(subscriptions(topic("few"), 1, 11)),
                 "a SUBSCRIBE with 11 filters is refused");
}

CONFORMANCE_CASE(Limits, CA_142) {
  probe::Probe& many = connected("device1");
  for (int first = 1; first <= 41; first += 10) {
    expect_accepted(many.subscribe(subscriptions(topic("many"), first, first + 9)),
                    fmt::format("subscriptions {} to {} are granted", first, first + 9));
  }
  expect_refused(many.subscribe(topic("many/51")), "the 51st subscription of a session is refused");
  if (!is_v5()) return;

  probe::Probe& sharing = connected("device2");
  const std::string stem = "$share/workers/" + topic("shared");
  expect_accepted(sharing.subscribe(subscriptions(stem, 1, 10)),
                  "10 shared subscriptions are granted");
  expect_refused(sharing.subscribe(subscriptions(stem, 11, 11)),
                 "the 11th shared subscription of a session is refused");
}

CONFORMANCE_CASE(Limits, CA_143) {
  probe::Probe& device = subscribed("device1", topic("large"));
  const wire::Publish large = packet_of(500 * 1024, topic("large"), version());

  expect_accepted(connected("cloudapp").publish(large), "a PUBLISH of 500 KiB is acknowledged");

  const auto answer = device.message_on(topic("large"));
  expect(answer.came() && answer.packet().payload == large.payload,
         "it is delivered, byte for byte",
         answer.came() ? first_difference(large.payload, answer.packet().payload)
                       : in_words(answer, version()));
}

CONFORMANCE_CASE(Limits, CA_144) {
  probe::Probe& device = subscribed("device1", topic("large"));
  probe::Probe& app = connected("cloudapp");
  const auto too_large = packet_of(largest_packet + 1024, topic("large"), version());

  const auto answer = app.publish(too_large);

  expect_refused(answer, "a PUBLISH of 513 KiB is refused");
  expect_nothing(
      device, [](const wire::Publish& message) { return message.payload.size() > 1024; },
      connected("cloudapp", "sentinel"), topic("large"), "it is not delivered");
  // By the letter this one is too large too.
  const auto one_more = packet_of(largest_packet + 1, topic("large"), version());
  record("PUBLISH of 524,289 bytes",
         probe::in_words(connected("cloudapp", "edge").publish(one_more), version()));
}

CONFORMANCE_CASE(Limits, CA_145) {
  // The rates are to be exceeded: these probes keep no pace.
  probe::Manners none;
  const auto hasty = [&](const char* client, const char* label) {
    return probe::Probe{loop(), recording(), none, {.name = label, .link = link_of(client)}};
  };

  auto subscriber = hasty("device1", "subscriber");
  subscriber.connect(connect_packet("device1", "subscriber"));
  auto began = Clock::now();
  int granted = 0;
  std::string last = "none";
  for (int count = 1; count <= 20; ++count) {
    const auto answer = subscriber.subscribe(topic(fmt::format("rate/{}", count)));
    if (probe::accepted(answer)) ++granted;
    last = probe::in_words(answer, version());
  }
  record("20 SUBSCRIBEs at once",
         fmt::format("{} granted in {:.1f} s; the last: {}", granted, seconds_since(began), last));

  auto receiver = hasty("device2", "receiver");
  auto publisher = hasty("cloudapp", "publisher");
  receiver.connect(connect_packet("device2", "receiver"));
  const auto welcome = publisher.connect(connect_packet("cloudapp", "publisher"));
  const std::uint32_t window =
      !welcome.came()
          ? 16
          : welcome.packet().properties.number(wire::PropertyId::receive_maximum).value_or(100);
  receiver.subscribe(topic("busy"));
  for (const auto& [name, count] : {std::pair{"heard", 300}, std::pair{"unheard", 1'500}}) {
    const std::string where = topic(count == 300 ? "busy" : "idle");
    began = Clock::now();
    const Burst burst =
        publish_burst(publisher, where, numbered(name, count), std::min<std::size_t>(window, 100));
    record(fmt::format("{} messages at once, {}", count, name),
           fmt::format("{} in {:.1f} s", in_words(burst), seconds_since(began)));
    if (count != 300) continue;
    const bool all = wait_until(
        loop(), [&] { return payloads_on(receiver, where).size() >= 300; }, Deadline::after(5s));
    record("of these delivered to one session",
           fmt::format("{}{} in {:.1f} s", all ? "all " : "", payloads_on(receiver, where).size(),
                       seconds_since(began)));
  }
}

}  // namespace lab::conformance
