// Goal: no certificate or key text of a user crashes the lab or gets by its own rules: the answer
// is a thumbprint, a pass, or an `Error` of kind definition.

#include <cstddef>
#include <cstdint>
#include <string>

#include "certs/authority.hpp"
#include "certs/identity_check.hpp"
#include "lab/base/assert.hpp"
#include "lab/base/error.hpp"

namespace {

/// Runs it, and tells whether it ended without an error of the user's.
template <typename Work>
bool passes(Work work) {
  try {
    work();
    return true;
  } catch (const lab::Error& error) {
    LAB_ASSERT(error.kind() == lab::ErrorKind::definition);
    return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{reinterpret_cast<const char*>(data), size};
  const bool has_thumbprint =
      passes([&] { LAB_ASSERT(lab::certs::thumbprint_of(text, "text").size() == 64); });
  // One text as both files, as people have it; then split at the first zero byte.
  const bool is_identity = passes([&] { lab::certs::check_identity(text, "both", text, "both"); });
  LAB_ASSERT(has_thumbprint || !is_identity);
  const std::size_t split = text.find('\0');
  if (split == std::string::npos) return 0;
  passes([&] {
    lab::certs::check_identity(text.substr(0, split), "certificate", text.substr(split + 1), "key");
  });
  return 0;
}
