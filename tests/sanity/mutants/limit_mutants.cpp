// Wrong about shared subscriptions and sizes (CA-133 … CA-143).

#include <algorithm>

#include "tests/sanity/mutants/faults.hpp"
#include "tests/sanity/mutants/mutant.hpp"

namespace lab::mutants {
namespace {

bool is_shared(const wire::Subscribe& subscribe) {
  return std::any_of(
      subscribe.subscriptions.begin(), subscribe.subscriptions.end(),
      [](const wire::Subscription& one) { return one.filter.starts_with("$share/"); });
}

/// Remembers who subscribed with `$share`, and lets `deliver` see each delivery.
Fault with_shares(std::function<bool(Crossing&, const wire::Publish&)> deliver) {
  Fault fault = to_client<wire::Publish>(
      [deliver](Crossing& at, const wire::Publish& delivery) { return deliver(at, delivery); });
  fault.from_client = [](Crossing& at, const wire::Packet& packet) {
    const auto* subscribe = std::get_if<wire::Subscribe>(&packet);
    if (subscribe != nullptr && is_shared(*subscribe)) at.notes["shared"] = "yes";
    at.to_broker(packet);
  };
  return fault;
}

/// Gives each message of a shared subscription to everybody in it.
Fault delivers_to_all_of_a_share() {
  return with_shares([](Crossing& at, const wire::Publish& delivery) {
    if (!at.notes.contains("shared")) return true;
    for (Crossing* other : at.others()) {
      if (other->notes.contains("shared")) {
        other->to_client(
            wire::Publish{.topic = delivery.topic, .payload = delivery.payload, .qos = 0});
      }
    }
    return true;
  });
}

/// Takes an ordinary subscription for a member of the share: it gets every second message.
Fault shares_with_ordinary_subscribers() {
  return with_shares([](Crossing& at, const wire::Publish& delivery) {
    std::string& count = at.notes["deliveries"];
    count += "x";
    if (at.notes.contains("shared") || count.size() % 2 == 1) return true;
    swallow(at, delivery);
    return false;
  });
}

}  // namespace

std::vector<Mutant> limit_mutants() {
  return {
      {"CA-133", "delivers to all of a share", delivers_to_all_of_a_share},
      {"CA-134", "shares with ordinary subscribers", shares_with_ordinary_subscribers},
      {"CA-138", "refuses 15 segments",
       [] {
         return refuses_publish([](const wire::Publish& publish) {
           return std::count(publish.topic.begin(), publish.topic.end(), '/') >= 14;
         });
       }},
      {"CA-143", "refuses 500 KiB",
       [] {
         return refuses_publish(
             [](const wire::Publish& publish) { return publish.payload.size() > 400'000; });
       }},
  };
}

std::vector<Mutant> all_mutants() {
  std::vector<Mutant> all;
  for (const auto& area :
       {transport_mutants(), authentication_mutants(), session_mutants(), authorization_mutants(),
        request_response_mutants(), delivery_mutants(), limit_mutants()}) {
    all.insert(all.end(), area.begin(), area.end());
  }
  return all;
}

}  // namespace lab::mutants
