#include "lab/apps/run_program.hpp"

#include <csignal>
#include <cstdio>
#include <exception>

#include <fcntl.h>
#include <unistd.h>

#include "lab/base/error.hpp"
#include "lab/base/log.hpp"

namespace lab::apps {

namespace {

/// A program started with a closed standard descriptor would get its number for a socket, and then
/// print into it.
void open_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) == -1) static_cast<void>(::open("/dev/null", O_RDWR));
  }
}

}  // namespace

int run_program(const char* name, const std::function<int()>& program) {
  open_standard_descriptors();
  std::signal(SIGPIPE, SIG_IGN);
  try {
    log::open(name);
    return program();
  } catch (const Error& error) {
    std::fprintf(stderr, "%s: %s\n", name, error.what());
    return exit_code(error.kind());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: a mistake of eglab itself: %s\n", name, error.what());
    return 70;
  }
}

}  // namespace lab::apps
