// Wrong about QoS, flow control, retained messages and wills (CA-106 … CA-129).

#include "tests/sanity/mutants/faults.hpp"
#include "tests/sanity/mutants/mutant.hpp"

namespace lab::mutants {
namespace {

using wire::PropertyId;

/// Takes QoS 2 as if it had it, and delivers the message at QoS 1.
Fault has_qos_2() {
  Fault fault;
  fault.from_client = [](Crossing& at, wire::Packet packet) {
    if (auto* publish = std::get_if<wire::Publish>(&packet); publish && publish->qos == 2) {
      at.to_client(wire::Pubrec{.packet_id = publish->packet_id});
      publish->qos = 1;
      at.notes["raised"] = std::to_string(publish->packet_id);
    } else if (const auto* release = std::get_if<wire::Pubrel>(&packet)) {
      at.to_client(wire::Pubcomp{.packet_id = release->packet_id});
      return;
    }
    at.to_broker(packet);
  };
  fault.from_broker = [](Crossing& at, const wire::Packet& packet) {
    const auto* puback = std::get_if<wire::Puback>(&packet);
    if (puback != nullptr && at.notes["raised"] == std::to_string(puback->packet_id)) return;
    at.to_client(packet);
  };
  return fault;
}

/// Acknowledges deliveries in place of the client, as soon as it sends them.
Fault acknowledges_for_the_client() {
  Fault fault;
  fault.from_broker = [](Crossing& at, const wire::Packet& packet) {
    if (const auto* delivery = std::get_if<wire::Publish>(&packet)) swallow(at, *delivery);
    at.to_client(packet);
  };
  fault.from_client = [](Crossing& at, const wire::Packet& packet) {
    if (!std::holds_alternative<wire::Puback>(packet)) at.to_broker(packet);
  };
  return fault;
}

/// Hands a CONNECT on without a property of it.
Fault ignores_in_connect(PropertyId id) {
  return to_broker<wire::Connect>([id](Crossing&, wire::Connect& connect) {
    connect.properties.remove(id);
    return true;
  });
}

Fault changes_connect(std::function<void(wire::Connect&)> change) {
  return to_broker<wire::Connect>([change](Crossing&, wire::Connect& connect) {
    change(connect);
    return true;
  });
}

/// Holds the tenth delivery back until the eleventh has gone.
Fault swaps_two() {
  return to_client<wire::Publish>(
      [held = std::make_shared<std::vector<wire::Publish>>(), count = std::make_shared<int>(0)](
          Crossing& at, const wire::Publish& delivery) {
        if (++*count == 10) {
          held->push_back(delivery);
          return false;
        }
        if (*count != 11) return true;
        at.to_client(delivery);
        at.to_client(held->front());
        return false;
      });
}

/// Sets and uses topic aliases 1 to 10, each taken for the next.
Fault mistakes_aliases() {
  return to_broker<wire::Publish>([](Crossing&, wire::Publish& publish) {
    const auto alias = publish.properties.number(PropertyId::topic_alias);
    if (!alias || !publish.topic.empty()) return true;
    publish.properties.remove(PropertyId::topic_alias);
    publish.properties.add(PropertyId::topic_alias, *alias % 10 + 1);
    return true;
  });
}

Fault swallows_empty_retained() {
  return to_broker<wire::Publish>([](Crossing& at, const wire::Publish& publish) {
    if (!publish.retain || !publish.payload.empty()) return true;
    at.to_client(wire::Puback{.packet_id = publish.packet_id});
    return false;
  });
}

std::vector<Mutant> will_mutants() {
  return {
      {"CA-122", "sends no will",
       [] { return changes_connect([](wire::Connect& connect) { connect.will.reset(); }); }},
      {"CA-123", "sends the will after a DISCONNECT",
       [] {
         return to_broker<wire::Disconnect>([](Crossing& at, const wire::Disconnect&) {
           at.leave_broker();
           return false;
         });
       }},
      {"CA-124", "does not wait for the will's delay",
       [] {
         return changes_connect([](wire::Connect& connect) {
           if (connect.will) connect.will->properties.remove(PropertyId::will_delay_interval);
         });
       }},
      {"CA-125", "waits for the will's delay longer than the session lasts",
       [] {
         return changes_connect([](wire::Connect& connect) {
           if (!connect.will) return;
           connect.properties.remove(PropertyId::session_expiry_interval);
           connect.properties.add(PropertyId::session_expiry_interval, 300);
         });
       }},
  };
}

}  // namespace

std::vector<Mutant> delivery_mutants() {
  std::vector<Mutant> mutants = {
      {"CA-106", "never acknowledges",
       [] { return to_client<wire::Puback>([](Crossing&, const auto&) { return false; }); }},
      {"CA-107", "has QoS 2", has_qos_2},
      {"CA-108", "has QoS 2", has_qos_2},
      {"CA-110", "does not deliver again", acknowledges_for_the_client},
      {"CA-112", "ignores Receive Maximum",
       [] { return ignores_in_connect(PropertyId::receive_maximum); }},
      {"CA-113", "ignores Maximum Packet Size",
       [] { return ignores_in_connect(PropertyId::maximum_packet_size); }},
      {"CA-115", "delivers out of order", swaps_two},
      {"CA-116", "does not keep retained messages",
       [] {
         return to_broker<wire::Publish>([](Crossing&, wire::Publish& publish) {
           publish.retain = false;
           return true;
         });
       }},
      {"CA-116", "does not mark retained messages",
       [] {
         return to_client<wire::Publish>([](Crossing&, wire::Publish& delivery) {
           delivery.retain = false;
           return true;
         });
       }},
      {"CA-117", "keeps a retained message that is to go", swallows_empty_retained},
      {"CA-118", "keeps a retained message that has expired",
       [] {
         return to_broker<wire::Publish>([](Crossing&, wire::Publish& publish) {
           publish.properties.remove(PropertyId::message_expiry_interval);
           return true;
         });
       }},
      {"CA-127", "mistakes topic aliases", mistakes_aliases},
      {"CA-129", "sends topic aliases",
       [] {
         return to_client<wire::Publish>([](Crossing&, wire::Publish& delivery) {
           delivery.properties.add(PropertyId::topic_alias, 1);
           return true;
         });
       }},
  };
  for (Mutant& mutant : will_mutants()) mutants.push_back(std::move(mutant));
  return mutants;
}

}  // namespace lab::mutants
