#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "lab/mqtt/message.hpp"

namespace lab::apps {

/// Who an event is about: what every event line says besides its name and time.
struct EventSource {
  std::string client;  ///< The authentication name.
  mqtt::Version version = mqtt::Version::v5;
};

/// Prints events as docs/events.md promises: one JSON object a line, each handed over whole and at
/// once by `write`, never buffered, so that a reader sees an event when it happens and a killed
/// program loses none. Not thread-safe: on the loop's thread.
class EventWriter {
 public:
  /// Writes to `descriptor`, which stays the caller's. `trouble` is called once, with the `errno`,
  /// when that is no longer possible (EPIPE: nobody reads them any more); later events are dropped.
  /// SIGPIPE must be ignored.
  EventWriter(int descriptor, std::function<void(int error_number)> trouble);
  EventWriter(const EventWriter&) = delete;
  EventWriter& operator=(const EventWriter&) = delete;

  /// A path that no event may show whole, such as a key's: its absolute form is printed as
  /// "(hidden)" (threat T16). Nothing is hidden for an empty path.
  void hide(const std::filesystem::path& path);

  /// Writes one line. `members` is an object; what is not UTF-8 in it is replaced, not refused.
  /// `at_us` is when it happened, now unless given.
  void write(std::string_view event, const EventSource& source, nlohmann::ordered_json members,
             std::optional<std::int64_t> at_us = {});

  /// Microseconds of the machine's monotonic clock.
  static std::int64_t now_us();

  /// An `error` event without further members.
  void error(const EventSource& source, std::string_view text);

 private:
  void send(std::string_view line);

  int descriptor_;
  std::function<void(int)> trouble_;
  bool stopped_ = false;
  std::vector<std::string> hidden_;
};

}  // namespace lab::apps
