#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "lab/wire/decode.hpp"
#include "lab/wire/packet.hpp"

namespace lab::probe {

/// One thing that happened on one connection, with its time.
struct Record {
  enum class Kind {
    sent,      ///< A packet, or bytes that are none, left us.
    received,  ///< A packet, or bytes that are none, came.
    opened,    ///< The transport stands: TLS version and cipher in `text`.
    failed,    ///< The transport could not be opened: why, in `text`.
    closed,    ///< The peer ended the connection: how, in `text`.
    cut,       ///< We ended the connection without a DISCONNECT.
    note,      ///< Something that the case says of itself.
  };
  std::int64_t at_us = 0;        ///< Microseconds since the recording began, monotonic.
  std::string who = {};          ///< The probe's name: "app", "device2".
  std::uint32_t connection = 0;  ///< Counts that probe's connections, from 1.
  Kind kind = Kind::note;
  wire::Version version = wire::Version::v5;
  std::string packet = {};  ///< "PUBLISH"; empty if it is no packet.
  std::string text = {};    ///< `wire::describe`, what was malformed, or the words of the event.
  std::string bytes = {};   ///< As they travelled, cut to the first 4,096.
  std::size_t size = 0;     ///< How many bytes travelled.
  bool refusal = false;     ///< A reason code of 0x80 and above, or a refusing CONNACK.
};

/// Everything that all probes of one case sent and got, in order of time. Passwords and
/// authentication data are never kept: their bytes are starred out before a record is made.
class Recording {
 public:
  using Clock = std::chrono::steady_clock;

  Recording() : began_{Clock::now()} {}

  void add(Record record);  ///< Sets `at_us`.
  void note(std::string who, std::string text);

  [[nodiscard]] const std::vector<Record>& records() const { return records_; }
  [[nodiscard]] Clock::time_point began() const { return began_; }

 private:
  Clock::time_point began_;
  std::vector<Record> records_;
};

/// JSON of a record, and back (bytes as lower-case hex). `record_from_json` throws `Error`
/// (definition) that names the member if the JSON is not one.
nlohmann::json to_json(const Record& record);
Record record_from_json(const nlohmann::json& json);

/// Stable word of a kind: "sent", "received", "opened", "failed", "closed", "cut", "note".
std::string_view to_text(Record::Kind kind);

}  // namespace lab::probe
