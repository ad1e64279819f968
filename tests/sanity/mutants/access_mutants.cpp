// Wrong about who may do what (CA-065 … CA-087), and about how clients get in (CA-001 … CA-024).

#include "tests/sanity/mutants/faults.hpp"
#include "tests/sanity/mutants/mutant.hpp"

namespace lab::mutants {
namespace {

/// Takes every CONNECT, by itself.
Fault welcomes_everybody() {
  Fault fault;
  fault.has_broker = false;
  fault.from_client = [](Crossing& at, const wire::Packet& packet) {
    if (std::holds_alternative<wire::Connect>(packet)) at.to_client(wire::Connack{});
  };
  return fault;
}

Fault refuses_everybody() {
  return refuses_connect([](const Crossing&, const wire::Connect&) { return true; });
}

/// Hands what device1 publishes in the name of device2 to the cloud app, whatever the broker says.
Fault leaks_forged_answers() {
  return to_broker<wire::Publish>([](Crossing& at, const wire::Publish& publish) {
    if (at.identity() != "device1" || publish.topic != "devices/device2/reported") return true;
    for (Crossing* other : at.others()) {
      if (other->identity() != "cloudapp") continue;
      other->to_client(wire::Publish{.topic = publish.topic, .payload = publish.payload, .qos = 0});
    }
    return true;
  });
}

/// Hands the requests to device2 to device1 too.
Fault leaks_requests() {
  return to_broker<wire::Publish>([](Crossing& at, const wire::Publish& publish) {
    if (publish.topic != "devices/device2/desired") return true;
    for (Crossing* other : at.others()) {
      if (other->identity() != "device1") continue;
      other->to_client(wire::Publish{.topic = publish.topic, .payload = publish.payload, .qos = 0});
    }
    return true;
  });
}

/// Says of all filters of a SUBSCRIBE what is true of the first.
Fault answers_filters_alike() {
  return to_client<wire::Suback>([](Crossing&, wire::Suback& suback) {
    for (std::uint8_t& code : suback.reason_codes) code = suback.reason_codes.front();
    return true;
  });
}

}  // namespace

std::vector<Mutant> transport_mutants() {
  return {
      {"CA-001", "has no TLS 1.3", [] { return Fault{.lacks_tls_1_3 = true}; }},
      {"CA-002", "takes TLS 1.1", [] { return Fault{.takes_old_tls = true}; }},
      {"CA-003", "takes MQTT without TLS",
       [] { return Fault{.stands_in_as = "cloudapp", .takes_plain_text = true}; }},
      // Its WebSocket port is its MQTT port: what is no MQTT ends there.
      {"CA-004", "serves no WebSocket", [] { return Fault{}; }},
      {"CA-006", "damages payloads between versions", damages_payloads},
  };
}

std::vector<Mutant> authentication_mutants() {
  return {
      {"CA-008", "refuses a good certificate", refuses_everybody},
      {"CA-011", "refuses a client without Username",
       [] {
         return refuses_connect([](const Crossing&, const wire::Connect& connect) {
           return !connect.username.has_value();
         });
       }},
      {"CA-012", "does not try the second source", refuses_everybody},
      {"CA-019", "takes a certificate of an unknown authority", welcomes_everybody},
  };
}

std::vector<Mutant> authorization_mutants() {
  const auto refuses_all = [] { return refuses_publish([](const auto&) { return true; }); };
  return {
      {"CA-065", "refuses an authorized request", refuses_all},
      {"CA-066", "refuses a device its own requests", refuses_filters},
      {"CA-067", "grants a device another's requests", grants_refused_filters},
      {"CA-067", "hands a device another's requests", leaks_requests},
      {"CA-068", "acknowledges a forged answer", acknowledges_refused_publish},
      {"CA-068", "delivers a forged answer", leaks_forged_answers},
      {"CA-069", "delivers a forged answer", leaks_forged_answers},
      {"CA-071", "delivers a forged answer of QoS 0", leaks_forged_answers},
      {"CA-072", "grants what may only be published", grants_refused_filters},
      {"CA-073", "acknowledges where a client may only subscribe", acknowledges_refused_publish},
      {"CA-074", "refuses the template itself as a filter", refuses_filters},
      {"CA-078", "answers all filters alike", answers_filters_alike},
      {"CA-079", "takes + for several levels", acknowledges_refused_publish},
      {"CA-080", "does not take # for the parent level", refuses_all},
      {"CA-081", "takes the name without its suffix", acknowledges_refused_publish},
      {"CA-081", "refuses the name with its suffix", refuses_all},
      {"CA-082", "takes another client's attribute", acknowledges_refused_publish},
      {"CA-082", "refuses the client's own attribute", refuses_all},
      {"CA-084", "lets those in whom IN does not select", grants_refused_filters},
      {"CA-084", "lets those publish whom IN does not select", acknowledges_refused_publish},
      {"CA-085", "lets those in whom comparisons do not select", grants_refused_filters},
      {"CA-085", "lets those publish whom comparisons do not select", acknowledges_refused_publish},
      {"CA-087", "knows no $all", refuses_filters},
  };
}

}  // namespace lab::mutants
