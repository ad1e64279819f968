#pragma once

namespace lab::process {

/// Ctrl-C and its siblings (SIGINT, SIGTERM, SIGHUP), turned from an interruption into something to
/// wait for. Made first in a main that owns processes: from then on such a signal ends nothing by
/// itself, so that destructors always run and no process is left behind.
class EndSignal {
 public:
  /// Throws `Error` (environment) if the system has no descriptor left.
  EndSignal();
  EndSignal(const EndSignal&) = delete;
  EndSignal& operator=(const EndSignal&) = delete;
  ~EndSignal();

  /// Waits, without a limit, until such a signal comes (true) or the process ends (false).
  [[nodiscard]] bool wait_while_running(int pid);

  /// Whether such a signal has come already; it stays to be waited for.
  [[nodiscard]] bool has_come() const;

 private:
  int descriptor_;
};

}  // namespace lab::process
