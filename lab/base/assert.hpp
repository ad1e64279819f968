#pragma once

#include <source_location>

namespace lab {

/// Ends the process with the place and the broken expectation. For mistakes of eglab itself; a bad
/// input or a failing machine is an `Error`.
[[noreturn]] void assertion_failed(const char* expression,
                                   std::source_location place = std::source_location::current());

}  // namespace lab

/// Checks something that only a mistake in eglab can break. Stays on in release builds.
#define LAB_ASSERT(expression) \
  (static_cast<bool>(expression) ? static_cast<void>(0) : ::lab::assertion_failed(#expression))
