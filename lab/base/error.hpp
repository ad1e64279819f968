#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace lab {

/// What kind of trouble stopped the lab. Each kind has one exit code, so that a script can tell a
/// broken definition from a busy port without reading the text.
enum class ErrorKind {
  usage,        ///< The command line asks for something that does not exist.
  definition,   ///< A file given by the user (definition, parameters, certificate) is wrong.
  environment,  ///< The machine lacks something: a program, a port, a writable folder, space.
  peer,         ///< A process the lab needs (broker, cloud app, device) ended or did not answer.
};

/// The exit code of a program that stops with this kind: usage 2, definition 3, environment 4,
/// peer 5. (0 is success, 1 a verdict that does not hold, 70 a mistake of eglab itself.)
int exit_code(ErrorKind kind) noexcept;

/// The lab cannot do its job. Thrown anywhere, caught only by mains and by tests. The text says
/// what failed, where, why, and what to do next, and is all the user gets to see.
class Error : public std::runtime_error {
 public:
  /// `what_failed` names the failed thing and its place, `cause` the reason, `next` the way out.
  /// Any but the first may be empty.
  Error(ErrorKind kind, std::string_view what_failed, std::string_view cause = {},
        std::string_view next = {});

  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

 private:
  ErrorKind kind_;
};

/// The system's words for an `errno` value, for example "No such file or directory".
std::string errno_text(int error_number);

}  // namespace lab
