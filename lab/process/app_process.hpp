#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "lab/base/deadline.hpp"
#include "lab/process/child_process.hpp"

namespace lab::process {

/// One line of an app's standard output (docs/events.md).
struct Event {
  std::string name;     ///< Its member `event`.
  nlohmann::json body;  ///< The whole object.
};

/// A `cloud_app` or `device` that runs as a process of its own: its events to wait for, its
/// commands to send, its log on disk. A line on its standard output that is no event is a fault of
/// the app: it is kept, and every wait throws it. The destructor ends the process.
class AppProcess {
 public:
  using Predicate = std::function<bool(const nlohmann::json& body)>;

  /// Starts it. `name` stands in messages and names its log, `<folder>/<name>.log`, which takes its
  /// standard error. Its standard input is a pipe if `command` wants one. Throws `Error`
  /// (environment) if it cannot be started; the thread rule of `ChildProcess` holds.
  AppProcess(std::string name, const Command& command, const std::filesystem::path& folder);
  AppProcess(AppProcess&&) noexcept;
  AppProcess& operator=(AppProcess&&) noexcept;
  ~AppProcess();

  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] int pid() const;
  [[nodiscard]] bool running() const;

  /// Waits for an event of that name for which `wanted` is true, also one that came before the call
  /// and was not yet taken, and takes it. Nothing if the deadline passes, or if it ends without.
  /// Throws `Error` (peer) if the app printed something that is no event.
  [[nodiscard]] std::optional<Event> wait_for(std::string_view event, const Predicate& wanted,
                                              Deadline deadline);
  [[nodiscard]] std::optional<Event> wait_for(std::string_view event, Deadline deadline);

  /// Sends a command, one JSON object a line (docs/events.md). False if it no longer reads.
  bool send(const nlohmann::json& command);

  /// Closes its standard input, which asks an app with `--commands` to end in order.
  void close_input();

  /// Every event so far, taken or not, oldest first.
  [[nodiscard]] std::vector<Event> all_events() const;

  /// The lines of its standard output that were no events.
  [[nodiscard]] std::vector<std::string> unreadable_lines() const;

  /// What came and nobody took, what was unreadable, whether it still runs, and its last log lines:
  /// for the message of a wait that got nothing.
  [[nodiscard]] std::string describe_pending() const;

  [[nodiscard]] std::string log_tail(std::size_t lines = 40) const;
  [[nodiscard]] const std::filesystem::path& log_file() const;

  /// As `ChildProcess` does.
  void signal(int number);
  std::optional<Exit> wait(Deadline deadline);
  Exit stop(std::chrono::milliseconds patience = std::chrono::seconds{5});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lab::process
