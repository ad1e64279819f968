#include "lab/base/error.hpp"

#include <system_error>

namespace lab {
namespace {

std::string compose(std::string_view what_failed, std::string_view cause, std::string_view next) {
  std::string text{what_failed};
  if (!cause.empty()) text.append(": ").append(cause);
  if (!next.empty()) text.append("\n  next: ").append(next);
  return text;
}

}  // namespace

int exit_code(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::usage: return 2;
    case ErrorKind::definition: return 3;
    case ErrorKind::environment: return 4;
    case ErrorKind::peer: return 5;
  }
  return 70;
}

Error::Error(ErrorKind kind, std::string_view what_failed, std::string_view cause,
             std::string_view next)
    : std::runtime_error(compose(what_failed, cause, next)), kind_(kind) {}

std::string errno_text(int error_number) {
  return std::error_code(error_number, std::generic_category()).message();
}

}  // namespace lab
