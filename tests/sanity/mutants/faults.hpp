#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <variant>

#include "lab/wire/packet.hpp"
#include "tests/sanity/mutants/fault.hpp"

namespace lab::mutants {

// The faults that several mutants share.

/// Changes packets of one type on their way to the broker. `change` gets the packet and says
/// whether it is handed on.
template <typename Type, typename Change>
Fault to_broker(Change change) {
  Fault fault;
  fault.from_client = [change](Crossing& at, wire::Packet packet) {
    if (auto* wanted = std::get_if<Type>(&packet); wanted != nullptr && !change(at, *wanted))
      return;
    at.to_broker(packet);
  };
  return fault;
}

/// The same on their way to the client.
template <typename Type, typename Change>
Fault to_client(Change change) {
  Fault fault;
  fault.from_broker = [change](Crossing& at, wire::Packet packet) {
    if (auto* wanted = std::get_if<Type>(&packet); wanted != nullptr && !change(at, *wanted))
      return;
    at.to_client(packet);
  };
  return fault;
}

/// Answers each CONNECT that `wrongly` picks with "not authorized", and closes.
Fault refuses_connect(std::function<bool(const Crossing&, const wire::Connect&)> wrongly);
/// Refuses each PUBLISH that `wrongly` picks: PUBACK 0x87, before MQTT 5 by closing.
Fault refuses_publish(std::function<bool(const wire::Publish&)> wrongly);
/// Acknowledges each PUBLISH that the broker refuses.
Fault acknowledges_refused_publish();
/// Grants each filter that the broker refuses, without delivering anything on it.
Fault grants_refused_filters();
/// Refuses each filter.
Fault refuses_filters();
/// Changes the payload of each delivery.
Fault damages_payloads();

/// Hands a delivery to nobody, and tells the broker that it arrived.
void swallow(Crossing& at, const wire::Publish& delivery);

/// "Not authorized" of the version: 0x87, or 5 in a CONNACK and 0x80 in a SUBACK before MQTT 5.
std::uint8_t connack_refusal(wire::Version version);
std::uint8_t suback_refusal(wire::Version version);

}  // namespace lab::mutants
