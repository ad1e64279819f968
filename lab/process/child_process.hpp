#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/base/deadline.hpp"

namespace lab::process {

/// What to start.
struct Command {
  std::filesystem::path program = {};  ///< Absolute, or looked up in PATH and /usr/sbin.
  std::vector<std::string> arguments = {};
  std::vector<std::string> environment =
      {};                    ///< `NAME=value`, added to this process's environment.
  bool wants_input = false;  ///< Keep a pipe to its standard input; else it reads /dev/null.
};

/// How a process ended.
struct Exit {
  int code = -1;   ///< Exit code, or -1 if a signal ended it.
  int signal = 0;  ///< The signal that ended it, or 0.
};

/// In words: "exit code 1", "ended by signal 9 (Killed)".
std::string to_text(const Exit& how);

/// A process that the lab started: it has its own process group, no descriptor of ours but its
/// three standard ones, and dies with us. Each line it prints goes to a callback, on a thread of
/// this object. What is left of its group when it exits is killed. The destructor ends it (SIGTERM
/// resent until it exits, then SIGKILL to its group), reaps it, and joins the thread: in bounded
/// time, no zombie.
class ChildProcess {
 public:
  /// Called with one line (without its newline) and whether it came from standard error.
  using OnLine = std::function<void(std::string_view line, bool is_error)>;

  /// Called once, when it has exited and all its lines were given out.
  using OnExit = std::function<void()>;

  /// Starts it. Must be called from a thread that lives as long as this process: Linux ends the
  /// child with the thread that started it. Throws `Error` (environment) if the program is missing
  /// or cannot run. A line longer than 4 MiB is cut, and says so. The callbacks must not throw, nor
  /// stop or destroy this object.
  ChildProcess(const Command& command, OnLine on_line, OnExit on_exit = {});
  ChildProcess(ChildProcess&&) noexcept;
  ChildProcess& operator=(ChildProcess&&) noexcept;
  ~ChildProcess();

  [[nodiscard]] int pid() const;

  /// Writes one line to its standard input. False if it no longer reads, or read nothing for 5 s
  /// while its pipe was full; its input is closed then.
  bool write_line(std::string_view line);

  /// Closes its standard input.
  void close_input();

  /// Waits until it has exited and all its lines were given out; nothing if the deadline passes
  /// first.
  std::optional<Exit> wait(Deadline deadline);

  /// Whether it has exited.
  [[nodiscard]] bool exited() const;

  /// Sends a signal to it alone (SIGKILL, SIGSTOP, SIGCONT, SIGHUP …); nothing happens once it has
  /// exited. After SIGSTOP it stands still when this returns.
  void signal(int number);

  /// Asks it to end: SIGTERM, resent every 25 ms (Mosquitto 2.0.11 loses an early one), then
  /// SIGKILL to the group when `patience` is over. Gives how it ended.
  Exit stop(std::chrono::milliseconds patience = std::chrono::seconds{5});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The absolute path of a program, looked for in PATH, /usr/sbin and /usr/local/sbin. Throws
/// `Error` (environment) that says which Debian package has it (`package`).
std::filesystem::path find_program(std::string_view name, std::string_view package);

}  // namespace lab::process
