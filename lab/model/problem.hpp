#pragma once

#include <string>
#include <vector>

namespace lab::model {

/// One thing that is wrong with a definition: where, why, and what to do.
struct Problem {
  enum class Severity { error, warning };
  Severity severity = Severity::error;
  std::string rule;  ///< Short stable name, for example `client-name-pattern`.
  std::string file;
  std::string pointer;  ///< JSON pointer (RFC 6901); empty for the whole file.
  std::string cause;
  std::string fix;
};

/// One line: `FILE#POINTER: error: CAUSE; FIX [RULE]`.
std::string to_text(const Problem& problem);

/// All of them, a line each.
std::string to_text(const std::vector<Problem>& problems);

/// Whether any is an error.
bool has_error(const std::vector<Problem>& problems);

}  // namespace lab::model
