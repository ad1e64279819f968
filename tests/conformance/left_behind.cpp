#include "tests/conformance/left_behind.hpp"

#include <cstddef>
#include <exception>
#include <map>
#include <utility>
#include <variant>

#include "lab/base/log.hpp"
#include "lab/base/terminal.hpp"
#include "lab/wire/decode.hpp"

namespace lab::conformance {
namespace {

constexpr unsigned publish_type = 3;

unsigned byte_at(const std::string& bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

/// The topic of a PUBLISH with RETAIN, read from its first bytes: a transcript keeps no more of a
/// long one. Nothing if it is something else, or goes by a topic alias.
std::optional<std::string> retained_topic_of(const probe::Record& record) {
  const std::string& bytes = record.bytes;
  if (bytes.size() < 2 || byte_at(bytes, 0) >> 4U != publish_type) return std::nullopt;
  if ((byte_at(bytes, 0) & 1U) == 0) return std::nullopt;
  std::size_t at = 1;
  while (at < bytes.size() && (byte_at(bytes, at) & 0x80U) != 0) ++at;
  ++at;  // the last byte of the remaining length
  if (at + 2 > bytes.size()) return std::nullopt;
  const std::size_t length = byte_at(bytes, at) << 8U | byte_at(bytes, at + 1);
  if (length == 0 || at + 2 + length > bytes.size()) return std::nullopt;
  return bytes.substr(at + 2, length);
}

bool is_empty_publish(const probe::Record& record) {
  const wire::Decoded decoded = wire::decode(record.bytes, record.version);
  const auto* packet = std::get_if<wire::Packet>(&decoded);
  const auto* publish = packet == nullptr ? nullptr : std::get_if<wire::Publish>(packet);
  return publish != nullptr && publish->payload.empty();
}

std::optional<wire::Connect> connect_in(const probe::Record& record) {
  if (record.packet != "CONNECT") return std::nullopt;
  const wire::Decoded decoded = wire::decode(record.bytes, record.version);
  const auto* packet = std::get_if<wire::Packet>(&decoded);
  const auto* connect = packet == nullptr ? nullptr : std::get_if<wire::Connect>(packet);
  return connect == nullptr ? std::nullopt : std::optional{*connect};
}

bool outlives_its_connection(const wire::Connect& connect) {
  if (connect.version != wire::Version::v5) return !connect.clean_start;
  const auto expiry = connect.properties.number(wire::PropertyId::session_expiry_interval);
  return expiry.value_or(0) > 0;
}

wire::Connect leaving_nothing(wire::Connect connect) {
  connect.clean_start = true;
  connect.will.reset();
  connect.properties = {};
  return connect;
}

/// What is on the broker, packet after packet.
class Traces {
 public:
  void take_in_sent(const probe::Record& record) {
    if (auto connect = connect_in(record)) {
      asked_[record.who] = *std::move(connect);
    } else if (const auto topic = retained_topic_of(record)) {
      if (is_empty_publish(record)) {
        retained_.erase(*topic);
      } else {
        remember_retained(record.who, *topic);
      }
    }
  }

  /// A session is there once its CONNECT is accepted.
  void take_in_received(const probe::Record& record) {
    const auto asked = asked_.find(record.who);
    if (record.packet != "CONNACK" || record.refusal || asked == asked_.end()) return;
    take_in_accepted(record.who, asked->second);
  }

  [[nodiscard]] std::vector<LeftBehind> all() const {
    std::vector<LeftBehind> all;
    for (const auto& [topic, left] : retained_) all.push_back(left);
    for (const auto& [client_id, left] : sessions_) all.push_back(left);
    return all;
  }

 private:
  void take_in_accepted(const std::string& who, const wire::Connect& connect) {
    latest_[who] = leaving_nothing(connect);
    if (outlives_its_connection(connect)) {
      sessions_[connect.client_id] = {who, latest_[who], std::nullopt};
    } else {
      sessions_.erase(connect.client_id);
    }
    const bool retains = connect.will && connect.will->retain && !connect.will->payload.empty();
    if (retains) remember_retained(who, connect.will->topic);
  }

  void remember_retained(const std::string& who, const std::string& topic) {
    const auto connect = latest_.find(who);
    if (connect != latest_.end()) retained_[topic] = {who, connect->second, topic};
  }

  std::map<std::string, wire::Connect> asked_;   ///< By probe.
  std::map<std::string, wire::Connect> latest_;  ///< By probe, of those that were accepted.
  std::map<std::string, LeftBehind> sessions_;   ///< By ClientId.
  std::map<std::string, LeftBehind> retained_;   ///< By topic.
};

}  // namespace

std::vector<LeftBehind> left_behind_in(const std::vector<probe::Record>& transcript) {
  Traces traces;
  for (const probe::Record& record : transcript) {
    if (record.kind == probe::Record::Kind::sent) traces.take_in_sent(record);
    if (record.kind == probe::Record::Kind::received) traces.take_in_received(record);
  }
  return traces.all();
}

void take_away(const LeftBehind& left, probe::Probe& owner) {
  const std::string what = left.retained_topic
                               ? "the retained message on " + printable(*left.retained_topic)
                               : "the session of " + printable(left.connect.client_id);
  try {
    const auto answer = owner.connect(left.connect);
    bool is_gone = probe::accepted(answer);
    if (is_gone && left.retained_topic) {
      wire::Publish empty{.topic = *left.retained_topic, .payload = {}};
      empty.retain = true;
      is_gone = probe::accepted(owner.publish(empty));
    }
    if (owner.is_open()) owner.disconnect();
    if (!is_gone) log::warn("{} may have been left on the broker", what);
  } catch (const std::exception& error) {
    log::warn("{} may have been left on the broker: {}", what, error.what());
  }
}

}  // namespace lab::conformance
