// Wrong about sessions and about what CONNACK says (CA-037 … CA-062).

#include "tests/sanity/mutants/faults.hpp"
#include "tests/sanity/mutants/mutant.hpp"

namespace lab::mutants {
namespace {

using wire::PropertyId;

/// Begins every session anew, whatever the client asks for.
Fault forgets_sessions() {
  return to_broker<wire::Connect>([](Crossing&, wire::Connect& connect) {
    connect.clean_start = true;
    return true;
  });
}

/// Takes up an old session, whatever the client asks for.
Fault keeps_sessions() {
  return to_broker<wire::Connect>([](Crossing&, wire::Connect& connect) {
    connect.clean_start = false;
    return true;
  });
}

/// Tells of a session that is not there.
Fault claims_sessions() {
  return to_client<wire::Connack>([](Crossing& at, wire::Connack& connack) {
    connack.session_present = !at.connect().clean_start;
    return true;
  });
}

/// Delivers all but one of what waits.
Fault loses_the_tenth() {
  return to_client<wire::Publish>([](Crossing& at, const wire::Publish& delivery) {
    std::string& count = at.notes["deliveries"];
    count += "x";
    if (count.size() != 10) return true;
    swallow(at, delivery);
    return false;
  });
}

/// The old connection of a session that was taken over stays up.
Fault keeps_the_old_connection() {
  Fault fault;
  fault.broker_left = [](Crossing&) {};
  return fault;
}

}  // namespace

std::vector<Mutant> session_mutants() {
  return {
      {"CA-037", "keeps the old connection", keeps_the_old_connection},
      {"CA-042", "claims a session that ended", claims_sessions},
      {"CA-043", "forgets a session that lasts", forgets_sessions, {"5"}},
      {"CA-044", "forgets a session that lasts", forgets_sessions, {"3.1.1"}},
      {"CA-045", "keeps a session that is to begin anew", keeps_sessions},
      {"CA-048", "tells no assigned client identifier",
       [] {
         return to_client<wire::Connack>([](Crossing&, wire::Connack& connack) {
           connack.properties.remove(PropertyId::assigned_client_identifier);
           return true;
         });
       }},
      {"CA-051", "loses one of what waits", loses_the_tenth},
      {"CA-054",
       "has a shorter keep alive",
       [] {
         return to_client<wire::Connack>([](Crossing&, wire::Connack& connack) {
           connack.properties.add(PropertyId::server_keep_alive, 600);
           return true;
         });
       },
       {"5"}},
      {"CA-054",
       "refuses a keep alive of 1160",
       [] {
         return refuses_connect([](const Crossing&, const wire::Connect& connect) {
           return connect.keep_alive >= 1160;
         });
       },
       {"3.1.1"}},
      {"CA-062", "tells response information",
       [] {
         return to_client<wire::Connack>([](Crossing&, wire::Connack& connack) {
           connack.properties.add(PropertyId::response_information, std::string{"answers/"});
           return true;
         });
       }},
  };
}

}  // namespace lab::mutants
