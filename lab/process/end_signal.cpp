#include "lab/process/end_signal.hpp"

#include <array>
#include <cerrno>
#include <csignal>

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lab/base/error.hpp"

namespace lab::process {
namespace {

sigset_t end_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, number);
  return set;
}

}  // namespace

EndSignal::EndSignal() {
  const sigset_t set = end_signals();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  descriptor_ = ::signalfd(-1, &set, SFD_CLOEXEC);
  if (descriptor_ < 0) {
    throw Error(ErrorKind::environment, "cannot listen for Ctrl-C", errno_text(errno),
                "raise the limit of open files (ulimit -n)");
  }
}

EndSignal::~EndSignal() {
  ::close(descriptor_);
  const sigset_t set = end_signals();
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

bool EndSignal::wait_while_running(int pid) {
  const int process = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (process < 0) return has_come();
  std::array<pollfd, 2> awaited{{{descriptor_, POLLIN, 0}, {process, POLLIN, 0}}};
  while (::poll(awaited.data(), awaited.size(), -1) < 0 && errno == EINTR) {
  }
  ::close(process);
  if ((awaited[0].revents & POLLIN) == 0) return false;
  signalfd_siginfo taken{};
  return ::read(descriptor_, &taken, sizeof taken) == static_cast<ssize_t>(sizeof taken);
}

bool EndSignal::has_come() const {
  pollfd awaited{descriptor_, POLLIN, 0};
  return ::poll(&awaited, 1, 0) == 1;
}

}  // namespace lab::process
