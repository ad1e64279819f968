#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace lab::check {

/// One packet on a ladder: between the broker and one of the two sides.
struct Rung {
  enum class Side { cloud_app, device };
  enum class Direction { to_broker, from_broker };
  std::int64_t at_us = 0;  ///< Monotonic microseconds.
  Side side = Side::cloud_app;
  Direction direction = Direction::to_broker;
  std::string label;                 ///< The packet, for example `PUBLISH devices/device2/desired`.
  std::vector<std::string> details;  ///< Lines below it: response topic, correlation data, payload.
  bool refused = false;
};

/// A picture in text of who sent what to whom and when: three lifelines, cloud app │ broker │
/// device, one arrow a packet, in the order of time.
class Ladder {
 public:
  /// The names stand at the heads of the two outer lifelines.
  Ladder(std::string cloud_app, std::string device);

  void add(Rung rung);

  /// Adds the packets that an event of `cloud_app` or `device` tells of (docs/events.md); an event
  /// that tells of none adds nothing.
  void add_event(Rung::Side side, const nlohmann::json& event);

  /// The picture, 100 columns wide. Times are milliseconds since the first packet.
  [[nodiscard]] std::string to_text(bool coloured) const;

 private:
  std::string cloud_app_;
  std::string device_;
  std::vector<Rung> rungs_;
};

/// The packets that an event tells of: none, one, or two (a CONNACK implies its CONNECT, a SUBACK
/// its SUBSCRIBE).
std::vector<Rung> rungs_of(Rung::Side side, const nlohmann::json& event);

}  // namespace lab::check
