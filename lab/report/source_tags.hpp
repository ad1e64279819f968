#pragma once

#include <string_view>

namespace lab::report {

/// What a tag of a requirement's sources means: "SUP26" → "MQTT features (mqtt-support.md), text of
/// May 2026". Empty for a tag that is not known.
std::string_view source_text(std::string_view tag);

}  // namespace lab::report
