#include "lab/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace lab {

void assertion_failed(const char* expression, std::source_location place) {
  std::fprintf(stderr, "eglab: a mistake in eglab: %s does not hold (%s:%u, %s)\n", expression,
               place.file_name(), static_cast<unsigned>(place.line()), place.function_name());
  std::abort();
}

}  // namespace lab
