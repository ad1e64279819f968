#pragma once

#include <string>
#include <string_view>

namespace lab::compile {

/// A text as one word of a shell's command line, in single quotes: nothing in it means anything to
/// the shell, not `$`, not a newline, not a quote (POSIX shell §2.2.2).
std::string shell_word(std::string_view text);

}  // namespace lab::compile
