#pragma once

#include <filesystem>
#include <string_view>

#include <spdlog/spdlog.h>

namespace lab::log {

// Levels mean: error = the user must act; warn = the user cannot act; info = life cycle, a known
// number of times; debug = one line a message. Use `lab::log::info("…{}…", x)` and its siblings.
using spdlog::debug;
using spdlog::error;
using spdlog::info;
using spdlog::warn;

/// Sends this process's log lines to standard error (standard output belongs to events), each with
/// UTC time, level and the program's name. The level comes from EGLAB_LOG (debug, info, warn,
/// error; default warn). Call once, in main.
void open(std::string_view program);

/// Sends the lines to a file instead. Throws `Error` (environment) if it cannot be opened.
void open_file(std::string_view program, const std::filesystem::path& path);

}  // namespace lab::log
