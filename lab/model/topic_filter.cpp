#include "lab/model/topic_filter.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "lab/model/utf8.hpp"

namespace lab::model {
namespace {

constexpr std::string_view share_prefix = "$share/";
constexpr std::size_t max_mqtt_string_bytes = 65'535;

/// Hands out a topic's segments one by one, without allocating: `may` runs for every message that
/// a test expects.
class SegmentReader {
 public:
  explicit SegmentReader(std::string_view text) : rest_(text) {}

  /// The next segment, or nothing after the last.
  std::optional<std::string_view> next() {
    if (!rest_) return std::nullopt;
    const std::string_view all = *rest_;
    const std::size_t slash = all.find('/');
    if (slash == std::string_view::npos) {
      rest_.reset();
      return all;
    }
    rest_ = all.substr(slash + 1);
    return all.substr(0, slash);
  }

 private:
  std::optional<std::string_view> rest_;
};

bool starts_with_wildcard(std::string_view filter) {
  return filter.starts_with('+') || filter.starts_with('#');
}

/// The rules that names and filters share: MQTT 5 §4.7.3.
std::string text_problem(std::string_view text, std::string_view what) {
  if (text.empty()) return fmt::format("a topic {} must have at least one character", what);
  if (text.size() > max_mqtt_string_bytes) {
    return fmt::format("a topic {} is at most {} bytes, this one has {}", what,
                       max_mqtt_string_bytes, text.size());
  }
  if (const std::optional<TextProblem> problem = mqtt_text_problem(text)) return problem->cause;
  return {};
}

}  // namespace

std::vector<std::string_view> topic_segments(std::string_view topic_or_filter) {
  std::vector<std::string_view> segments;
  SegmentReader reader(topic_or_filter);
  while (const std::optional<std::string_view> segment = reader.next()) {
    segments.push_back(*segment);
  }
  return segments;
}

bool filter_matches_topic(std::string_view filter, std::string_view topic) {
  if (starts_with_wildcard(filter) && topic.starts_with('$')) return false;
  SegmentReader filter_reader(filter);
  SegmentReader topic_reader(topic);
  while (true) {
    const std::optional<std::string_view> expected = filter_reader.next();
    const std::optional<std::string_view> found = topic_reader.next();
    if (expected == "#") return true;  // Also the parent level: `a/#` matches `a`.
    if (!expected || !found) return !expected && !found;
    if (expected != "+" && expected != found) return false;
  }
}

bool filter_covers_filter(std::string_view outer, std::string_view inner) {
  if (starts_with_wildcard(outer) && inner.starts_with('$')) return false;
  // A topic has at least one level, so `#` and `+/#` match the same topics.
  if (inner == "#") inner = "+/#";
  SegmentReader outer_reader(outer);
  SegmentReader inner_reader(inner);
  while (true) {
    const std::optional<std::string_view> allowed = outer_reader.next();
    const std::optional<std::string_view> wanted = inner_reader.next();
    if (allowed == "#") return true;
    if (!allowed || !wanted) return !allowed && !wanted;
    if (wanted == "#") return false;
    if (allowed != "+" && allowed != wanted) return false;
  }
}

std::string topic_name_problem(std::string_view topic) {
  if (std::string problem = text_problem(topic, "name"); !problem.empty()) return problem;
  const std::size_t wildcard = topic.find_first_of("+#");
  if (wildcard == std::string_view::npos) return {};
  return fmt::format("a topic name has no wildcards, this one has '{}' at offset {}",
                     topic[wildcard], wildcard);
}

std::string topic_filter_problem(std::string_view filter) {
  if (std::string problem = text_problem(filter, "filter"); !problem.empty()) return problem;
  std::string_view inner = filter;
  if (filter.starts_with(share_prefix)) {
    inner = shared_subscription_filter(filter);
    if (inner.empty()) {
      return "a shared subscription is $share/<group>/<filter>, with a group that has at least one "
             "character and no '+' or '#', and with a filter";
    }
  }
  SegmentReader reader(inner);
  while (const std::optional<std::string_view> segment = reader.next()) {
    const std::size_t wildcard = segment->find_first_of("+#");
    if (wildcard == std::string_view::npos) continue;
    const std::string_view::size_type at =
        static_cast<std::size_t>(segment->data() - filter.data()) + wildcard;
    if (segment->size() > 1) {
      return fmt::format("the wildcard '{}' at offset {} must be a whole segment", filter[at], at);
    }
    if (*segment == "#" && at + 1 != filter.size()) {
      return fmt::format("the wildcard '#' at offset {} must be the last segment", at);
    }
  }
  return {};
}

std::string topic_limit_problem(std::string_view topic_or_filter) {
  if (topic_or_filter.size() > max_topic_bytes) {
    return fmt::format("it has {} bytes, Event Grid takes at most {}", topic_or_filter.size(),
                       max_topic_bytes);
  }
  const auto slashes = std::count(topic_or_filter.begin(), topic_or_filter.end(), '/');
  const std::size_t segments = static_cast<std::size_t>(slashes) + 1;
  if (segments > max_topic_segments) {
    return fmt::format("it has {} segments, Event Grid takes at most {}", segments,
                       max_topic_segments);
  }
  return {};
}

std::string_view shared_subscription_filter(std::string_view filter) {
  if (!filter.starts_with(share_prefix)) return {};
  const std::string_view rest = filter.substr(share_prefix.size());
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos || slash == 0) return {};
  if (rest.substr(0, slash).find_first_of("+#") != std::string_view::npos) return {};
  return rest.substr(slash + 1);
}

}  // namespace lab::model
