#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/model/import_log.hpp"
#include "lab/model/import_shell_expansion.hpp"
#include "lab/model/import_unknown.hpp"

namespace lab::model {

/// A command of a script as it would be run.
struct ShellCommand {
  std::string file;
  std::size_t line = 1;
  std::vector<std::string> words;  ///< Marks stand for what is unknown; at least one word.
  /// Where it stands, if that decides whether or how often it runs ("the for of line 3"); else
  /// empty.
  std::string condition;
};

/// Gives a file that a script names, relative to the script; nothing if it cannot be read.
using ScriptFiles = std::function<std::optional<std::string>(const std::string& name)>;

/// Reads a shell script without running anything: quotes, line continuations, here-documents,
/// assignments, `source`, command lists, groups and command substitutions are followed; what stands
/// in a function, a loop, an `if` or a `case` is found, with that as its condition. Variables that
/// get their value there are unknown from then on.
///
/// `given` are values for variables, which go before what the script assigns. A script that cannot
/// be read to its end, or holds U+FFFF, is told in the log with the line.
std::vector<ShellCommand> read_shell_script(std::string_view script, const std::string& file,
                                            const std::map<std::string, std::string>& given,
                                            const ScriptFiles& files, UnknownTexts& unknown,
                                            ImportLog& log);

}  // namespace lab::model
