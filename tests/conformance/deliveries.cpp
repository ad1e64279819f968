#include "tests/conformance/deliveries.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace lab::conformance {
namespace {

/// Takes the next PUBACK of a burst. False if something else came.
bool take_puback(probe::Probe& publisher, Burst& burst) {
  const auto answer = publisher.packet<wire::Puback>(Deadline::after(publisher.options().patience));
  if (!answer.came()) {
    burst.ended = probe::in_words(answer.ending());
    return false;
  }
  if (answer.packet().reason_code < 0x80) {
    ++burst.accepted;
  } else {
    ++burst.refused;
    burst.last_refusal = answer.packet().reason_code;
  }
  return true;
}

}  // namespace

std::function<bool(const wire::Publish&)> on_topic(std::string topic) {
  return
      [topic = std::move(topic)](const wire::Publish& message) { return message.topic == topic; };
}

std::function<bool(const wire::Publish&)> with_payload(std::string payload) {
  return [payload = std::move(payload)](const wire::Publish& message) {
    return message.payload == payload;
  };
}

std::vector<std::string> payloads_on(const probe::Probe& receiver, std::string_view topic) {
  std::vector<std::string> payloads;
  for (const wire::Publish& message : receiver.messages()) {
    if (message.topic == topic) payloads.push_back(message.payload);
  }
  return payloads;
}

std::size_t copies(const probe::Probe& receiver, std::string_view topic, std::string_view payload) {
  return static_cast<std::size_t>(std::count_if(
      receiver.messages().begin(), receiver.messages().end(), [&](const wire::Publish& message) {
        return message.topic == topic && message.payload == payload;
      }));
}

bool wait_until(probe::Loop& loop, const std::function<bool()>& condition, Deadline deadline) {
  while (!condition()) {
    if (!loop.run_one(deadline) && deadline.passed()) return condition();
  }
  return true;
}

std::string in_words(const probe::Answer<wire::Publish>& answer, wire::Version version) {
  return answer.came() ? wire::describe(answer.packet(), version)
                       : probe::in_words(answer.ending());
}

std::vector<std::string> numbered(const std::string& stem, std::size_t count) {
  std::vector<std::string> payloads;
  for (std::size_t number = 1; number <= count; ++number) {
    payloads.push_back(fmt::format("{} {}", stem, number));
  }
  return payloads;
}

Burst publish_burst(probe::Probe& publisher, const std::string& topic,
                    const std::vector<std::string>& payloads, std::size_t window) {
  Burst burst;
  for (const std::string& payload : payloads) {
    if (burst.sent - burst.accepted - burst.refused >= window && !take_puback(publisher, burst)) {
      return burst;
    }
    const std::uint16_t id = publisher.next_packet_id();
    if (!publisher.send(wire::Publish{.topic = topic, .payload = payload, .packet_id = id})) {
      burst.ended = "the connection had ended";
      return burst;
    }
    ++burst.sent;
  }
  while (burst.accepted + burst.refused < burst.sent && take_puback(publisher, burst)) {
  }
  return burst;
}

std::string in_words(const Burst& burst) {
  std::string text = fmt::format("{} sent, {} acknowledged", burst.sent, burst.accepted);
  if (burst.refused > 0) {
    text += fmt::format(", {} refused (the last with 0x{:02X})", burst.refused, burst.last_refusal);
  }
  if (!burst.ended.empty()) text += "; then " + burst.ended;
  return text;
}

}  // namespace lab::conformance
