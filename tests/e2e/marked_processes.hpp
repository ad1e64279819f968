#pragma once

#include <string>
#include <vector>

#include "lab/base/deadline.hpp"

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

  /// Waits until nobody bears it. False if somebody still does at the deadline.
  [[nodiscard]] bool end_by(Deadline deadline) const;

 private:
  std::string mark_;
};

}  // namespace lab::test
