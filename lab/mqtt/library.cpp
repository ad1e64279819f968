#include "lab/mqtt/library.hpp"

#include <cerrno>
#include <csignal>

#include <mosquitto.h>
#include <sys/resource.h>

#include "lab/base/error.hpp"

namespace lab::mqtt {
namespace {

bool ignore_broken_pipe() {
  struct sigaction now {};
  if (sigaction(SIGPIPE, nullptr, &now) != 0) return false;
  if (now.sa_handler != SIG_DFL) return true;
  return std::signal(SIGPIPE, SIG_IGN) != SIG_ERR;
}

}  // namespace

void use_library() {
  [[maybe_unused]] static const bool ready =
      mosquitto_lib_init() == MOSQ_ERR_SUCCESS && ignore_broken_pipe();
}

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    throw Error(ErrorKind::environment, "the limit of open descriptors cannot be read",
                errno_text(errno));
  }
  if (limit.rlim_cur < limit.rlim_max) {
    const rlimit raised{limit.rlim_max, limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  return static_cast<std::size_t>(limit.rlim_cur);
}

}  // namespace lab::mqtt
