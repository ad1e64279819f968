#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lab::model {

/// Event Grid's limits on a topic name, a filter and a template (facts §6, LIM26; CA-138 … CA-140).
/// They are the service's, not MQTT's: stock Mosquitto has no such limit (known difference D27).
inline constexpr std::size_t max_topic_bytes = 256;
inline constexpr std::size_t max_topic_segments = 15;

/// A topic's segments (MQTT calls them levels): the texts between `/`, at least one, any of them
/// possibly empty.
std::vector<std::string_view> topic_segments(std::string_view topic_or_filter);

/// Whether a topic name matches a topic filter (MQTT 5 §4.7). A filter that starts with a wildcard
/// does not match a name that starts with `$`. Both must be valid by themselves; wildcards in a
/// name are compared as letters.
bool filter_matches_topic(std::string_view filter, std::string_view topic);

/// Whether every topic that `inner` matches is matched by `outer` too: the test that decides a
/// SUBSCRIBE (CA-074 … CA-076). Decided filter against filter; a filter covered only by the union
/// of several is not covered (CA-077). Both must be valid by themselves.
///
/// Agrees with Mosquitto's `sub_acl_check` but for two cases, where this one is exact: an outer
/// filter that starts with a wildcard does not cover an inner one that starts with `$`, and `/#`
/// does not cover `#`. As there, `/#` counts its parent, the empty name that nobody can publish.
bool filter_covers_filter(std::string_view outer, std::string_view inner);

/// Why a text is not a valid topic name (MQTT 5 §4.7), or empty if it is.
std::string topic_name_problem(std::string_view topic);

/// Why a text is not a valid topic filter (MQTT 5 §4.7, and §4.8.2 for one that starts with
/// `$share/`), or empty if it is.
std::string topic_filter_problem(std::string_view filter);

/// Why a topic name or filter is over Event Grid's limits, or empty if it is not.
std::string topic_limit_problem(std::string_view topic_or_filter);

/// The filter inside `$share/<group>/<filter>` (MQTT 5 §4.8.2), or nothing if it is not of that
/// form: the group must not be empty nor hold `+` or `#`, the filter must not be empty.
std::string_view shared_subscription_filter(std::string_view filter);

}  // namespace lab::model
