#pragma once

#include <string_view>

namespace lab::mqtt {

/// Whether a payload is well-formed UTF-8 (RFC 3629: no overlong form, no surrogate, nothing over
/// U+10FFFF), so that its Payload Format Indicator may say 1 (MQTT 5 §3.3.2.3.2). Unlike in an MQTT
/// string, control characters are fine: a payload may have lines.
bool is_utf8(std::string_view payload);

}  // namespace lab::mqtt
