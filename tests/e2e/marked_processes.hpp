#pragma once

#include <string>
#include <vector>

#include "lab/base/deadline.hpp"
#include "lab/process/descriptor.hpp"

namespace lab::test {

/// The processes of one test, known by a variable of their environment that every descendant
/// inherits: whoever bears it and lives when all should be over was left behind.
class MarkedProcesses {
 public:
  MarkedProcesses();

  /// `NAME=value`, for the environment of what the test starts.
  [[nodiscard]] const std::string& mark() const { return mark_; }

  /// Who bears the mark now, by process id, those that have ended and were not reaped left out.
  [[nodiscard]] std::vector<int> alive() const;

  /// The same, held by their pidfds, which no other process gets later.
  [[nodiscard]] std::vector<process::Descriptor> held() const;

 private:
  std::string mark_;
};

/// Waits until all have ended and have closed what they held. False if one has not by the deadline.
bool all_end_by(Deadline deadline, const std::vector<process::Descriptor>& processes);

}  // namespace lab::test
