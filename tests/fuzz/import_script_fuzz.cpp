// Any bytes given as a shell script are read, or said to be unreadable, in bounded time and memory;
// nothing is run; and what comes out is a definition that the reader takes without an error.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "lab/base/assert.hpp"
#include "lab/model/import_definition.hpp"
#include "lab/model/reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string script{reinterpret_cast<const char*>(data), size};
  const lab::model::ImportResult result = lab::model::import_text(
      script, "fuzz.sh", {{"given", "value"}}, [&](const std::string& name) {
        // The script may source itself, and take itself for JSON.
        return name == "self" ? std::optional{script} : std::nullopt;
      });
  LAB_ASSERT(result.definition.has_value() == !result.text.empty());
  if (!result.text.empty()) {
    const lab::model::ReadResult read = lab::model::read_namespace_text(result.text, "fuzz.json");
    LAB_ASSERT(read.definition.has_value());
  }
  for (const lab::model::NotRead& one : result.not_read) {
    LAB_ASSERT(!one.what.empty() && !one.reason.empty());
    LAB_ASSERT(lab::model::to_text(one).find('\n') == std::string::npos);
  }
  for (const lab::model::PassedOver& one : result.passed_over) {
    LAB_ASSERT(!one.what.empty() && !one.reason.empty());
  }
  return 0;
}
