#include "lab/probe/loop.hpp"

#include "lab/probe/loop_context.hpp"

namespace lab::probe {

Loop::Loop() : context_(std::make_unique<Context>()) {}
Loop::~Loop() = default;

bool Loop::run_one(Deadline deadline) {
  // What is ready is handled also after the deadline: a process that was not given the processor
  // for a while is not told that nothing came.
  if (context_->io.poll_one() > 0) return true;
  return context_->io.run_one_until(deadline.when()) > 0;
}

}  // namespace lab::probe
