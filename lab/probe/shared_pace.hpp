#pragma once

#include <chrono>
#include <filesystem>

namespace lab::probe {

/// One clock of tokens in a small file that all processes of a run open: it holds the next free
/// moment, in nanoseconds of CLOCK_MONOTONIC, which is one clock for the whole machine.

/// Opens the file, made if it is not there; gives its descriptor. Throws `Error` (environment) if
/// that cannot be, or if the file is something else.
int open_shared_pace(const std::filesystem::path& file);

/// Takes the next free moment, not before now, and moves the file's on by `interval`. Throws
/// `Error` (environment) if the file cannot be locked, read or written.
std::chrono::steady_clock::time_point book_shared(int descriptor,
                                                  std::chrono::nanoseconds interval);

}  // namespace lab::probe
