#include "lab/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace lab {

void assertion_failed(const char* expression, const char* file, int line, const char* function) {
  std::fprintf(stderr, "eglab: a mistake in eglab: %s does not hold (%s:%d, %s)\n", expression,
               file, line, function);
  std::abort();
}

}  // namespace lab
