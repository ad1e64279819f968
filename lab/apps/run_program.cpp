#include "lab/apps/run_program.hpp"

#include <csignal>
#include <cstdio>
#include <exception>

#include "lab/base/error.hpp"
#include "lab/base/log.hpp"

namespace lab::apps {

int run_program(const char* name, const std::function<int()>& program) {
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
