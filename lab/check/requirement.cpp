#include "lab/check/requirement.hpp"

namespace lab::check {

std::string_view to_text(Severity severity) {
  switch (severity) {
    case Severity::must: return "MUST";
    case Severity::should: return "SHOULD";
    case Severity::info: return "INFO";
  }
  return "unknown";
}

}  // namespace lab::check
