// Goal: the invariants I1-I7 are broken by the histories that break them, and by no other.
// Method: a history without fault, and the same with one fault each.

#include <algorithm>
#include <functional>
#include <ostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/history.hpp"

namespace lab::test {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::StartsWith;

/// One request that was asked, run and answered, as both sides tell it.
struct Told {
  std::vector<json> cloud_app{
      {{"event", "connected"}},
      {{"event", "request"},
       {"id", "a"},
       {"direction", "sent"},
       {"at_us", 1'000},
       {"correlation_data", "AAAA"},
       {"response_topic", "devices/device2/reported"},
       {"message_expiry_interval", 5}},
      {{"event", "acknowledged"}, {"id", "a"}, {"of", "request"}, {"reason_code", 0}},
      {{"event", "response"},
       {"id", "a"},
       {"direction", "received"},
       {"correlation_data", "AAAA"},
       {"topic", "devices/device2/reported"}},
      {{"event", "completed"},
       {"id", "a"},
       {"outcome", "answered"},
       {"elapsed_us", 700},
       {"correlation_data", "AAAA"}},
      {{"event", "stopped"}, {"counters", {{"answered", 1}}}}};
  std::vector<json> device{
      {{"event", "request"}, {"direction", "received"}, {"correlation_data", "AAAA"}},
      {{"event", "executed"}, {"at_us", 1'300}, {"correlation_data", "AAAA"}}};

  /// The event of that name on the cloud app's side.
  json& of(const std::string& event) {
    return *std::ranges::find_if(cloud_app, [&](const json& one) { return one["event"] == event; });
  }
  void forget(const std::string& event) {
    std::erase_if(cloud_app, [&](const json& one) { return one["event"] == event; });
  }
};

History::Events events_of(const std::vector<json>& bodies) {
  History::Events events;
  for (const json& body : bodies) events.push_back({body["event"], body});
  return events;
}

History history_of(const Told& told) {
  History history;
  history.add_cloud_app(events_of(told.cloud_app));
  history.add_device(events_of(told.device));
  return history;
}

TEST(HistoryCanary, WithoutFault_HoldsAllInvariants) {
  EXPECT_TRUE(invariants_hold(history_of({})));
}

struct Fault {
  const char* name;
  const char* invariant;  ///< How the line begins that it must give.
  std::function<void(Told&)> spoil;
};

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.name;
}

class HistorySanity : public testing::TestWithParam<Fault> {};

TEST_P(HistorySanity, WithAFault_IsSeenToBreakItsInvariant) {
  Told told;
  GetParam().spoil(told);
  EXPECT_THAT(history_of(told).violations(), Contains(StartsWith(GetParam().invariant)));
  EXPECT_FALSE(invariants_hold(history_of(told)));
}

json second_end() {
  return {{"event", "completed"}, {"id", "a"}, {"outcome", "timed_out"}, {"elapsed_us", 1}};
}

INSTANTIATE_TEST_SUITE_P(
    Faults, HistorySanity,
    testing::Values(
        Fault{"NoEnd", "I1 request \"a\" ended 0 times",
              [](Told& told) { told.forget("completed"); }},
        Fault{"TwoEnds", "I1 request \"a\" ended 2 times",
              [](Told& told) { told.cloud_app.push_back(second_end()); }},
        Fault{"LateEnd", "I1 request \"a\" ended after",
              [](Told& told) { told.of("completed")["elapsed_us"] = 9'000'000; }},
        Fault{"NothingAsked", "I1 no request ended",
              [](Told& told) {
                told.cloud_app = {{{"event", "stopped"}, {"counters", {{"sent", 0}}}}};
              }},
        Fault{"ForeignResponse", "I2 request \"a\" took a response that is not its own",
              [](Told& told) { told.of("response")["correlation_data"] = "AAAB"; }},
        Fault{"ResponseOnAnotherTopic", "I2 request \"a\" took a response that is not its own",
              [](Told& told) { told.of("response")["topic"] = "devices/device1/reported"; }},
        Fault{"AnswerWithoutResponse", "I2 request \"a\" was resolved by 0",
              [](Told& told) { told.forget("response"); }},
        Fault{"ResponseForOneThatTimedOut", "I2 request \"a\" was resolved by 1",
              [](Told& told) { told.of("completed")["outcome"] = "timed_out"; }},
        Fault{"StrayResponseUntold", "I2 1 responses resolved nothing",
              [](Told& told) { told.of("response").erase("id"); }},
        Fault{"RanTwice", "I3 request \"a\" ran 2 times",
              [](Told& told) { told.device.push_back(told.device.back()); }},
        Fault{"AnsweredAndNeverRan", "I3 request \"a\" was answered and never ran",
              [](Told& told) { told.device.pop_back(); }},
        Fault{"RanAfterItsExpiry", "I4 request \"a\" ran",
              [](Told& told) { told.device.back()["at_us"] = 60'000'000; }},
        Fault{"PendingAtTheEnd", "I5 request \"a\" was pending",
              [](Told& told) { told.of("completed")["outcome"] = "cancelled"; }},
        Fault{"CountersTellAnother", "I5 the counters tell of 3 ends",
              [](Told& told) { told.of("stopped")["counters"]["timed_out"] = 2; }},
        Fault{"NoLastWord", "I5 a cloud app did not say",
              [](Told& told) { told.forget("stopped"); }},
        Fault{"LostSilently", "I6 request \"a\" was acknowledged",
              [](Told& told) {
                told.device.clear();
                told.forget("response");
                told.of("completed")["outcome"] = "timed_out";
              }},
        Fault{"AcknowledgedOutOfOrder", "I7 the PUBACK of \"a\" came after",
              [](Told& told) {
                json later = told.cloud_app[1];
                later["id"] = "b";
                json its_puback = told.cloud_app[2];
                its_puback["id"] = "b";
                told.cloud_app.insert(told.cloud_app.begin() + 2, {later, its_puback});
              }},
        Fault{"AcknowledgedTwice", "I7 a PUBACK for \"a\"",
              [](Told& told) { told.cloud_app.push_back(told.cloud_app[2]); }}),
    [](const auto& one) { return std::string{one.param.name}; });

}  // namespace
}  // namespace lab::test
