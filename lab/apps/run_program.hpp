#pragma once

#include <functional>

namespace lab::apps {

/// What every main does: sees that standard input, output and error are open, ignores SIGPIPE,
/// sends the log to standard error, runs `program`, and turns what it throws into one message on
/// standard error, begun with `name`, and an exit code
/// (`lab::exit_code`; 70 for a mistake of eglab itself).
int run_program(const char* name, const std::function<int()>& program);

}  // namespace lab::apps
