#pragma once

#include <string>

namespace lab::apps {

/// All of standard input, for a path that is `-`. Throws `Error` (definition) if it is longer than
/// any definition may be.
std::string read_standard_input();

}  // namespace lab::apps
