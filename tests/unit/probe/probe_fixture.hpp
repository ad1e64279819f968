#pragma once

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/probe/scripted_peer.hpp"

namespace lab::probe::test {

/// A peer and one probe of it on one loop.
class ProbeTest : public testing::Test {
 protected:
  ProbeOptions options(std::string name = "app") {
    ProbeOptions options;
    options.name = std::move(name);
    options.link = peer_.link();
    options.patience = patience;
    return options;
  }

  /// The text of the records of one kind, in order.
  [[nodiscard]] std::vector<std::string> texts(Record::Kind kind) const {
    std::vector<std::string> found;
    for (const Record& record : recording_.records()) {
      if (record.kind == kind) found.push_back(record.text);
    }
    return found;
  }

  /// "sent CONNECT", "received CONNACK", "closed": what was recorded, in order.
  [[nodiscard]] std::vector<std::string> story() const {
    std::vector<std::string> found;
    for (const Record& record : recording_.records()) {
      std::string line{to_text(record.kind)};
      if (!record.packet.empty()) line += " " + record.packet;
      found.push_back(std::move(line));
    }
    return found;
  }

  bool run_until(const std::function<bool()>& done) { return test::run_until(loop_, done); }

  Loop loop_;
  Recording recording_;
  Manners manners_;
  ScriptedPeer peer_{loop_};
  Probe probe_{loop_, recording_, manners_, options()};
};

inline wire::Connect connect_packet(std::string client_id = "app",
                                    wire::Version version = wire::Version::v5) {
  wire::Connect packet;
  packet.version = version;
  packet.client_id = std::move(client_id);
  return packet;
}

inline wire::Publish publish_packet(std::string topic, std::uint8_t qos,
                                    std::uint16_t packet_id = 0, std::string payload = "{}") {
  wire::Publish packet;
  packet.topic = std::move(topic);
  packet.payload = std::move(payload);
  packet.qos = qos;
  packet.packet_id = packet_id;
  return packet;
}

}  // namespace lab::probe::test
