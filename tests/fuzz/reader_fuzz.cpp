// Any bytes given as a definition are read or refused, in bounded time and memory, with messages of
// one line each; and a definition comes out exactly if no message is an error.
#include <cstddef>
#include <cstdint>
#include <string>

#include "lab/base/assert.hpp"
#include "lab/model/reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{reinterpret_cast<const char*>(data), size};
  const lab::model::ReadResult result = lab::model::read_namespace_text(text, "fuzz.json");
  LAB_ASSERT(result.definition.has_value() == !lab::model::has_error(result.problems));
  for (const lab::model::Problem& problem : result.problems) {
    LAB_ASSERT(!problem.cause.empty() && !problem.rule.empty());
    LAB_ASSERT(problem.pointer.empty() || problem.pointer.front() == '/');
  }
  return 0;
}
