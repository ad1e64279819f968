#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lab/probe/connection.hpp"
#include "lab/probe/probe.hpp"

namespace lab::probe {

/// What a probe keeps from one connection to the next, and its waits.
struct Probe::State {
  State(Loop& on, Recording& into, Manners& with, ProbeOptions wanted);

  /// Runs the loop until `done`; false if the deadline passes first.
  bool run(const std::function<bool()>& done, Deadline deadline);
  /// The same, and tells what came instead: the connection's end, or silence.
  std::optional<Ending> run_until(const std::function<bool()>& done, Deadline deadline);
  /// Lets the others go on until a booked moment.
  void wait_for(Manners::Clock::time_point moment);
  [[nodiscard]] Deadline patience() const { return Deadline::after(options.patience); }

  /// How the latest connection ended; nothing if it stands.
  [[nodiscard]] std::optional<Ending> ending() const;
  /// Why a packet could not be sent.
  Ending why_not_sent();

  /// Books the round trip that a packet begins, and waits for its moment.
  void pace(const wire::Packet& packet);
  /// Sends without pace, and waits until the bytes have left us.
  bool send(const wire::Packet& packet);
  bool flush();

  /// A packet that came, PUBLISH or other.
  void take_in(wire::Packet packet);
  void record(Record record);

  Loop& loop;
  Recording& recording;
  Manners& manners;
  ProbeOptions options;
  std::uint32_t connections = 0;           ///< How many were opened.
  std::shared_ptr<Connection> connection;  ///< The latest; null before the first.
  wire::Version version = wire::Version::v5;
  std::string session;  ///< The latest CONNECT's client id.
  std::uint16_t last_packet_id = 0;
  std::set<std::uint16_t> unanswered;   ///< Packet ids whose answer did not come yet.
  std::deque<wire::Packet> packets;     ///< All but PUBLISH, of the latest connection.
  std::vector<wire::Publish> messages;  ///< Of all connections.
};

/// "5 s", "300 ms".
std::string duration_text(std::chrono::milliseconds duration);

}  // namespace lab::probe
