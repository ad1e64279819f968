#include "lab/wire/topic_rules.hpp"

#include <cstddef>

#include <fmt/format.h>

namespace lab::wire {
namespace {

constexpr std::string_view share = "$share/";

/// Every `#` is the whole last level.
bool has_good_hashes(std::string_view filter) {
  const std::size_t hash = filter.find('#');
  if (hash == std::string_view::npos) return true;
  return hash + 1 == filter.size() && (hash == 0 || filter[hash - 1] == '/');
}

/// Every `+` is a whole level.
bool has_good_pluses(std::string_view filter) {
  for (std::size_t at = filter.find('+'); at != std::string_view::npos;
       at = filter.find('+', at + 1)) {
    const bool begins = at == 0 || filter[at - 1] == '/';
    const bool ends = at + 1 == filter.size() || filter[at + 1] == '/';
    if (!begins || !ends) return false;
  }
  return true;
}

}  // namespace

void check_topic_name(ByteReader& reader, std::string_view topic, std::string_view what,
                      Rule wildcard_rule) {
  if (topic.empty()) {
    reader.fail(fmt::format("{} is empty", what), {"MQTT-4.7.3-1", "MQTT-4.7.3-1"}, protocol_error);
  }
  if (topic.find_first_of("+#") != std::string_view::npos) {
    reader.fail(fmt::format("{} holds a wildcard", what), wildcard_rule, protocol_error);
  }
}

bool is_shared(std::string_view filter) {
  return filter.starts_with(share);
}

void check_topic_filter(ByteReader& reader, std::string_view filter) {
  if (reader.is_v5() && is_shared(filter)) {
    const std::string_view rest = filter.substr(share.size());
    const std::size_t slash = rest.find('/');
    const std::string_view name = rest.substr(0, slash);
    reader.refuse_if(name.empty(), "the shared subscription has no name", {"MQTT-4.8.2-1", ""},
                     protocol_error);
    reader.refuse_if(name.find_first_of("+#") != std::string_view::npos,
                     "the shared subscription's name holds a wildcard", {"MQTT-4.8.2-2", ""},
                     protocol_error);
    reader.refuse_if(slash == std::string_view::npos || slash + 1 == rest.size(),
                     "the shared subscription has no topic filter", {"MQTT-4.8.2-2", ""},
                     protocol_error);
    filter = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  }
  reader.refuse_if(filter.empty(), "the topic filter is empty", {"MQTT-4.7.3-1", "MQTT-4.7.3-1"},
                   protocol_error);
  reader.refuse_if(!has_good_hashes(filter),
                   "the topic filter has # elsewhere than as its last level",
                   {"MQTT-4.7.1-1", "MQTT-4.7.1-2"}, protocol_error);
  reader.refuse_if(!has_good_pluses(filter), "the topic filter has + as a part of a level",
                   {"MQTT-4.7.1-2", "MQTT-4.7.1-3"}, protocol_error);
}

}  // namespace lab::wire
