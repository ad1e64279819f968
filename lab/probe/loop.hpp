#pragma once

#include <memory>

#include "lab/base/deadline.hpp"

namespace lab::probe {

/// What all probes of one case run on, in one thread: while one waits, all take in what comes.
class Loop {
 public:
  Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  /// Handles one event, if one comes before the deadline. False if none did.
  bool run_one(Deadline deadline);

  /// The Asio context, for the room's own files.
  struct Context;
  Context& context() { return *context_; }

 private:
  std::unique_ptr<Context> context_;
};

}  // namespace lab::probe
