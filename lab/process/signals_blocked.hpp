#pragma once

#include <csignal>

namespace lab::process {

/// Blocks every signal for the calling thread while it lives. A thread started meanwhile never gets
/// one, so Ctrl-C goes to the main thread; a child forked meanwhile runs none of our handlers.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

}  // namespace lab::process
