#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lab::model {

/// Where a text breaks the rules for an MQTT string, and which rule.
struct TextProblem {
  std::size_t at = 0;  ///< Byte offset.
  std::string cause;
};

/// The first place where a text is not a well-formed MQTT UTF-8 string: invalid, overlong or
/// surrogate encoding, NUL (MQTT 5 §1.5.4, MUST NOT), or a control character or non-character
/// (SHOULD NOT there; Mosquitto refuses the packet, so nothing with them can work). Nothing if
/// fine.
std::optional<TextProblem> mqtt_text_problem(std::string_view text);

}  // namespace lab::model
