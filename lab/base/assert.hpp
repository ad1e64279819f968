#pragma once

namespace lab {

/// Ends the process with the place and the broken expectation. For mistakes of eglab itself; a bad
/// input or a failing machine is an `Error`. (The place by built-ins, not std::source_location:
/// clang 14, which builds the fuzz targets, has them only.)
[[noreturn]] void assertion_failed(const char* expression, const char* file = __builtin_FILE(),
                                   int line = __builtin_LINE(),
                                   const char* function = __builtin_FUNCTION());

}  // namespace lab

/// Checks something that only a mistake in eglab can break. Stays on in release builds.
#define LAB_ASSERT(expression) \
  (static_cast<bool>(expression) ? static_cast<void>(0) : ::lab::assertion_failed(#expression))
