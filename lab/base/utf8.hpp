#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace lab {

/// One code point of a UTF-8 text, and how many bytes it takes there.
struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;
  friend bool operator==(const CodePoint&, const CodePoint&) = default;
};

/// The code point that a text begins with. Nothing if the text is empty or does not begin with a
/// well-formed sequence (Unicode 15 table 3-7, RFC 3629: no overlong form, no surrogate, nothing
/// over U+10FFFF, nothing cut short). Step through a text by taking away its `bytes`.
std::optional<CodePoint> first_code_point(std::string_view text);

/// Whether all of a text is well-formed UTF-8. Control characters are fine: a payload may have
/// lines.
bool is_utf8(std::string_view text);

/// A C0 or C1 control character, or DEL: U+0000 to U+001F and U+007F to U+009F.
bool is_control(char32_t code_point);

/// A code point that Unicode gives to no character for good: U+FDD0 to U+FDEF, U+nFFFE and U+nFFFF.
bool is_non_character(char32_t code_point);

}  // namespace lab
