#include "lab/model/problem.hpp"

#include <algorithm>

namespace lab::model {

std::string to_text(const Problem& problem) {
  std::string text = problem.file;
  text += '#';
  text += problem.pointer;
  text += problem.severity == Problem::Severity::error ? ": error: " : ": warning: ";
  text += problem.cause;
  if (!problem.fix.empty()) text.append("; ").append(problem.fix);
  text.append(" [").append(problem.rule).append("]");
  return text;
}

std::string to_text(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) text.append(to_text(problem)).append("\n");
  return text;
}

bool has_error(const std::vector<Problem>& problems) {
  return std::any_of(problems.begin(), problems.end(), [](const Problem& problem) {
    return problem.severity == Problem::Severity::error;
  });
}

}  // namespace lab::model
