// Wrong about what a request carries, how long it waits, and who gets the answer (CA-092 … CA-105).

#include <algorithm>

#include "tests/sanity/mutants/faults.hpp"
#include "tests/sanity/mutants/mutant.hpp"

namespace lab::mutants {
namespace {

using wire::PropertyId;

/// Replaces the correlation data of each delivery by what `change` makes of it.
Fault changes_correlation_data(std::function<std::string(std::string)> change) {
  return to_client<wire::Publish>([change](Crossing&, wire::Publish& delivery) {
    if (const auto data = delivery.properties.bytes(PropertyId::correlation_data)) {
      delivery.properties.remove(PropertyId::correlation_data);
      delivery.properties.add(PropertyId::correlation_data, change(*data));
    }
    return true;
  });
}

/// Delivers without the property.
Fault drops_property(PropertyId id) {
  return to_client<wire::Publish>([id](Crossing&, wire::Publish& delivery) {
    delivery.properties.remove(id);
    return true;
  });
}

/// Hands publishes on without their expiry.
Fault ignores_expiry() {
  return to_broker<wire::Publish>([](Crossing&, wire::Publish& publish) {
    publish.properties.remove(PropertyId::message_expiry_interval);
    return true;
  });
}

}  // namespace

std::vector<Mutant> request_response_mutants() {
  return {
      {"CA-092", "cuts correlation data",
       [] {
         return changes_correlation_data(
             [](std::string data) { return data.substr(0, data.size() - 1); });
       }},
      {"CA-092", "drops correlation data",
       [] { return drops_property(PropertyId::correlation_data); }},
      {"CA-092", "drops the response topic",
       [] { return drops_property(PropertyId::response_topic); }},
      {"CA-093", "drops the content type", [] { return drops_property(PropertyId::content_type); }},
      {"CA-093", "drops the payload format indicator",
       [] { return drops_property(PropertyId::payload_format_indicator); }},
      {"CA-093", "drops user properties", [] { return drops_property(PropertyId::user_property); }},
      {"CA-095", "takes correlation data for text",
       [] {
         return changes_correlation_data([](const std::string& data) {
           return data.substr(0, std::min(data.find('\0'), data.size()));
         });
       }},
      {"CA-098", "keeps answers for those who subscribe later",
       [] {
         return to_broker<wire::Publish>([](Crossing&, wire::Publish& publish) {
           publish.retain = true;
           return true;
         });
       }},
      {"CA-099", "damages payloads", damages_payloads},
      {"CA-100", "damages payloads between versions", damages_payloads},
      {"CA-102", "drops correlation data of what waited",
       [] { return drops_property(PropertyId::correlation_data); }},
      {"CA-102", "drops user properties of what waited",
       [] { return drops_property(PropertyId::user_property); }},
      {"CA-103", "delivers what has expired", ignores_expiry},
      {"CA-105", "takes an expiry of 0 for expired",
       [] {
         return to_broker<wire::Publish>([](Crossing& at, const wire::Publish& publish) {
           if (publish.properties.number(PropertyId::message_expiry_interval) != 0U) return true;
           at.to_client(wire::Puback{.packet_id = publish.packet_id});
           return false;
         });
       }},
  };
}

}  // namespace lab::mutants
