#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lab {

/// Base64 of RFC 4648 §4, with padding.
std::string base64_encode(std::string_view bytes);

/// The bytes, or nothing if the text is not canonical base64 (wrong alphabet, length or padding).
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace lab
