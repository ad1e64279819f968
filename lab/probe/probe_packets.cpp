// The calls of a probe that wait for packets.

#include <algorithm>
#include <utility>

#include "lab/base/assert.hpp"
#include "lab/probe/probe.hpp"
#include "lab/probe/probe_state.hpp"

namespace lab::probe {
namespace {

/// Packets of one type with one packet id.
template <typename Type>
auto with_id(std::uint16_t id) {
  return [id](const wire::Packet& packet) {
    const auto* one = std::get_if<Type>(&packet);
    return one && one->packet_id == id;
  };
}

template <typename Type>
Answer<Type> answer_of(std::variant<wire::Packet, Ending> taken) {
  if (auto* ending = std::get_if<Ending>(&taken)) return std::move(*ending);
  return std::get<Type>(std::get<wire::Packet>(std::move(taken)));
}

}  // namespace

std::variant<wire::Packet, Ending> Probe::take(const Predicate& wanted, Deadline deadline) {
  State& state = *state_;
  // PUBLISHes wait in a list of their own; a predicate says yes to all of them or to none.
  const bool wants_messages = wanted(wire::Publish{});
  std::size_t looked_at = 0;
  const auto came = [&] {
    if (wants_messages) return !state.messages.empty();
    while (looked_at < state.packets.size() && !wanted(state.packets[looked_at])) ++looked_at;
    return looked_at < state.packets.size();
  };
  if (auto ending = state.run_until(came, deadline)) return *std::move(ending);
  if (wants_messages) {
    wire::Packet message = std::move(state.messages.front());
    state.messages.erase(state.messages.begin());
    return message;
  }
  const auto place = state.packets.begin() + static_cast<std::ptrdiff_t>(looked_at);
  wire::Packet packet = std::move(*place);
  state.packets.erase(place);
  return packet;
}

SubscribeAnswer Probe::subscribe(std::vector<wire::Subscription> subscriptions,
                                 wire::Properties properties) {
  const std::uint16_t id = next_packet_id();
  if (!send(wire::Subscribe{id, std::move(properties), std::move(subscriptions)})) {
    return state_->why_not_sent();
  }
  return answer_of<wire::Suback>(take(with_id<wire::Suback>(id), state_->patience()));
}

SubscribeAnswer Probe::subscribe(const std::string& filter, std::uint8_t qos) {
  return subscribe({wire::Subscription{.filter = filter, .qos = qos}});
}

Answer<wire::Unsuback> Probe::unsubscribe(const std::string& filter) {
  const std::uint16_t id = next_packet_id();
  if (!send(wire::Unsubscribe{id, {}, {filter}})) return state_->why_not_sent();
  return answer_of<wire::Unsuback>(take(with_id<wire::Unsuback>(id), state_->patience()));
}

PublishAnswer Probe::publish(wire::Publish packet) {
  LAB_ASSERT(packet.qos != 0);
  if (packet.packet_id == 0) packet.packet_id = next_packet_id();
  const std::uint16_t id = packet.packet_id;
  const bool is_qos_2 = packet.qos == 2;
  if (!send(std::move(packet))) return state_->why_not_sent();
  if (!is_qos_2) {
    return answer_of<wire::Puback>(take(with_id<wire::Puback>(id), state_->patience()));
  }
  const auto received =
      answer_of<wire::Pubrec>(take(with_id<wire::Pubrec>(id), state_->patience()));
  if (!received.came()) return received.ending();
  const wire::Pubrec& answer = received.packet();
  const wire::Puback told{answer.packet_id, answer.reason_code, answer.properties};
  // The second half of QoS 2, so that the peer forgets the packet id. It decides nothing.
  if (accepted(PublishAnswer{told}) && send(wire::Pubrel{.packet_id = id})) {
    take(with_id<wire::Pubcomp>(id), state_->patience());
  }
  return told;
}

PublishAnswer Probe::publish(const std::string& topic, std::string payload) {
  return publish(wire::Publish{.topic = topic, .payload = std::move(payload)});
}

Answer<wire::Pingresp> Probe::ping() {
  if (!send(wire::Pingreq{})) return state_->why_not_sent();
  return packet<wire::Pingresp>(state_->patience());
}

// --- what comes ---

Answer<wire::Publish> Probe::message(const std::function<bool(const wire::Publish&)>& wanted) {
  return message(wanted, state_->patience());
}

Answer<wire::Publish> Probe::message(const std::function<bool(const wire::Publish&)>& wanted,
                                     Deadline deadline) {
  auto& messages = state_->messages;
  std::size_t looked_at = 0;
  const auto came = [&] {
    while (looked_at < messages.size() && !wanted(messages[looked_at])) ++looked_at;
    return looked_at < messages.size();
  };
  if (auto ending = state_->run_until(came, deadline)) return *std::move(ending);
  const auto place = messages.begin() + static_cast<std::ptrdiff_t>(looked_at);
  wire::Publish message = std::move(*place);
  messages.erase(place);
  return message;
}

Answer<wire::Publish> Probe::message_on(std::string_view topic) {
  return message([topic](const wire::Publish& message) { return message.topic == topic; });
}

const std::vector<wire::Publish>& Probe::messages() const {
  return state_->messages;
}

void Probe::forget_messages() {
  state_->messages.clear();
}

}  // namespace lab::probe
