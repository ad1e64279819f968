#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace lab::state {

/// How much of a stranger's JSON is read.
struct JsonLimits {
  std::size_t most_bytes = std::size_t{256} * 1024;
  std::size_t most_depth = 64;  ///< Nested arrays and objects; the outermost is 1.
};

/// Reads JSON that came from outside, so that nothing in it can hurt or be misunderstood: no text
/// over the limits, no repeated member (RFC 8259 §4: readers disagree on which counts), no integer
/// that 64 bits cannot hold and no number beyond a double (they would come back changed), no
/// invalid UTF-8. Sets `value` and gives an empty text, or leaves `value` alone and says in plain
/// words why not. Never throws for what the text holds.
[[nodiscard]] std::string read_strict_json(std::string_view text, nlohmann::json& value,
                                           const JsonLimits& limits = {});

}  // namespace lab::state
