#pragma once

#include <string_view>

#include "lab/wire/byte_reader.hpp"

namespace lab::wire {

/// Refuses a topic name that is empty (MQTT-4.7.3-1) or holds a wildcard, by `wildcard_rule`.
void check_topic_name(ByteReader& reader, std::string_view topic, std::string_view what,
                      Rule wildcard_rule = {"MQTT-4.7.0-1", "MQTT-4.7.1-1"});

/// Refuses a topic filter that is empty, or whose wildcards stand where none may (MQTT 5 §4.7.1),
/// and for MQTT 5 a shared subscription without a good name or filter (§4.8.2).
void check_topic_filter(ByteReader& reader, std::string_view filter);

/// Whether a filter asks for a shared subscription. MQTT 3.1.1 has none.
bool is_shared(std::string_view filter);

}  // namespace lab::wire
