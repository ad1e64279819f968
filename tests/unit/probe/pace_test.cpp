// Goal: a probe waits for the moment that was booked for it, and meanwhile the others go on.
// Method: a slow pace, and the times in the recording.

#include <chrono>
#include <vector>

#include "tests/unit/probe/probe_fixture.hpp"

namespace lab::probe::test {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

class PacedProbe : public ProbeTest {
 protected:
  /// When packets of a name were sent.
  [[nodiscard]] std::vector<microseconds> times_sent(const std::string& packet) const {
    std::vector<microseconds> times;
    for (const Record& record : recording_.records()) {
      if (record.kind == Record::Kind::sent && record.packet == packet) {
        times.emplace_back(record.at_us);
      }
    }
    return times;
  }

  Manners slow_{{.round_trips_per_second = 20}};
};

TEST_F(PacedProbe, EveryRoundTrip_WaitsForItsMoment) {
  Probe paced{loop_, recording_, slow_, options("paced")};
  const auto began = std::chrono::steady_clock::now() - recording_.began();
  ASSERT_TRUE(accepted(paced.connect(connect_packet("paced"))));
  ASSERT_TRUE(accepted(paced.subscribe("t")));
  ASSERT_TRUE(accepted(paced.publish("t", "{}")));
  ASSERT_TRUE(paced.ping().came());
  ASSERT_TRUE(paced.unsubscribe("t").came());

  auto booked = std::chrono::floor<microseconds>(began);
  for (const char* packet : {"CONNECT", "SUBSCRIBE", "PUBLISH", "PINGREQ", "UNSUBSCRIBE"}) {
    const auto times = times_sent(packet);
    ASSERT_EQ(times.size(), 1U) << packet;
    EXPECT_GE(times[0], booked) << packet;
    booked += milliseconds{50};
  }
}

TEST_F(PacedProbe, AcknowledgementsAndTheEnd_DoNotWait) {
  Probe paced{loop_, recording_, slow_, options("paced")};
  ASSERT_TRUE(accepted(paced.connect(connect_packet("paced"))));
  const auto began = std::chrono::steady_clock::now();
  for (std::uint16_t id = 1; id <= 100; ++id) peer_.say(publish_packet("t", 1, id));
  ASSERT_TRUE(run_until([&] { return peer_.heard_of<wire::Puback>().size() == 100; }));
  paced.disconnect();
  EXPECT_LT(std::chrono::steady_clock::now() - began, milliseconds{50 * 100});
}

TEST_F(PacedProbe, WhileOneWaits_TheOthersTakeInAndAcknowledge) {
  ASSERT_TRUE(accepted(probe_.connect(connect_packet())));
  ScriptedPeer elsewhere{loop_};
  ProbeOptions of_paced = options("paced");
  of_paced.link = elsewhere.link();
  Probe paced{loop_, recording_, slow_, of_paced};
  ASSERT_TRUE(accepted(paced.connect(connect_packet("paced"))));
  peer_.say(publish_packet("t", 1, 42));

  ASSERT_TRUE(paced.ping().came());

  EXPECT_EQ(probe_.messages().size(), 1U);
  EXPECT_EQ(peer_.heard_of<wire::Puback>().size(), 1U);
}

TEST_F(PacedProbe, LetTimePass_TakesInWhatComesUntilThen) {
  ASSERT_TRUE(accepted(probe_.connect(connect_packet())));
  peer_.say(publish_packet("t", 1, 42));
  const auto began = std::chrono::steady_clock::now();

  probe_.let_time_pass(milliseconds{30});

  EXPECT_GE(std::chrono::steady_clock::now() - began, milliseconds{30});
  EXPECT_EQ(probe_.messages().size(), 1U);
}

}  // namespace
}  // namespace lab::probe::test
