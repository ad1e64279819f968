// Goal: no bytes from a peer break the envelope's reader, and what it takes it writes back the
// same. Method: read; what was read is written and read again. A lenient JSON reader is the second
// opinion: whatever the strict one takes, that one takes too.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "lab/base/assert.hpp"
#include "lab/base/utf8.hpp"
#include "lab/mqtt/envelope.hpp"
#include "lab/mqtt/strict_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lab::mqtt;
  using lab::is_utf8;
  const std::string_view text{reinterpret_cast<const char*>(data), size};

  if (const std::optional<Envelope> envelope = parse_envelope(text)) {
    LAB_ASSERT(nlohmann::json::accept(text));
    const std::optional<Envelope> again = parse_envelope(to_json(*envelope));
    LAB_ASSERT(again.has_value());
    LAB_ASSERT(again->response_topic == envelope->response_topic);
    LAB_ASSERT(again->correlation_data == envelope->correlation_data);
    LAB_ASSERT(again->payload == envelope->payload);
  }

  // Any UTF-8 text can be a payload; as JSON it comes out compact, else as a JSON string.
  if (!is_utf8(text)) return 0;
  const std::optional<Envelope> carried =
      parse_envelope(to_json(Envelope{std::nullopt, std::nullopt, std::string{text}}));
  LAB_ASSERT(carried.has_value());
  if (const std::optional<std::string> compact = compact_json(text, deepest_envelope - 1)) {
    LAB_ASSERT(carried->payload == *compact);
    LAB_ASSERT(compact_json(*compact, deepest_envelope - 1) == compact);
    LAB_ASSERT(compact->find('\n') == std::string::npos);
  } else if (!text.empty()) {
    LAB_ASSERT(text_of_json_string(carried->payload) == text);
  }
  return 0;
}
