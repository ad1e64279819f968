#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "lab/process/child_process.hpp"
#include "lab/process/descriptor.hpp"

namespace lab::process {

/// Our ends of the pipes to a process's standard descriptors.
struct PipeEnds {
  Descriptor input;   ///< Written to; closed if the process reads /dev/null. Does not block.
  Descriptor output;  ///< Read from.
  Descriptor error;   ///< Read from.
};

/// A process started by Boost.Process v2, not yet reaped: the one place that knows that library.
/// Whoever owns it calls `reap` once the process has ended; if not, the destructor kills it and
/// reaps it.
///
/// The child has its own process group, default signal handlers and an empty signal mask, no
/// descriptor but its three standard ones, and is killed when the thread that started it ends.
class LaunchedProcess {
 public:
  /// Starts `program` (a path). `environment` is the child's whole environment. Throws `Error`
  /// (environment) if it cannot run; nothing is left behind then.
  LaunchedProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                  const std::vector<std::string>& environment, bool wants_input);
  LaunchedProcess(const LaunchedProcess&) = delete;
  LaunchedProcess& operator=(const LaunchedProcess&) = delete;
  ~LaunchedProcess();

  [[nodiscard]] int pid() const { return pid_; }

  /// Our ends of its pipes; the owner may take them.
  [[nodiscard]] PipeEnds& ends() { return ends_; }

  /// Its pidfd, readable once the process has ended. Signals sent through it never hit a stranger
  /// that got the same pid.
  [[nodiscard]] int pidfd() const;

  /// Sends SIGKILL to what is left of its process group. Only before `reap`: until then nobody else
  /// can get the group's number.
  void kill_group() noexcept;

  /// Takes the exit status, waiting for the end if it has not come.
  Exit reap() noexcept;

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
  PipeEnds ends_;
  int pid_ = -1;
};

}  // namespace lab::process
