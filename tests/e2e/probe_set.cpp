#include "tests/e2e/probe_set.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <set>
#include <string_view>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/model/topic_filter.hpp"

namespace lab::test {
namespace {

using Texts = std::set<std::string>;
using Segments = std::vector<std::string>;

Segments split(std::string_view text) {
  const auto views = model::topic_segments(text);
  return {views.begin(), views.end()};
}

std::string join(const Segments& segments) {
  return fmt::format("{}", fmt::join(segments, "/"));
}

/// A topic that the filter matches.
std::string topic_of(std::string_view filter) {
  Segments segments = split(filter);
  for (std::string& segment : segments) {
    if (segment == "+") segment = "any";
    if (segment == "#") segment = "below";
  }
  return join(segments);
}

/// The same letters, the other case.
std::string other_case(std::string text) {
  for (char& letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    letter = static_cast<char>(std::isupper(code) != 0 ? std::tolower(code) : std::toupper(code));
  }
  return text;
}

/// The filter, and what lies around it.
Texts around(const std::string& filter) {
  const Segments segments = split(filter);
  Texts texts{filter, topic_of(filter), '/' + filter, other_case(filter)};
  if (segments.back() != "#") {
    for (const char* deeper : {"/", "/deeper", "/deeper/still", "/+", "/#"}) {
      texts.insert(filter + deeper);
    }
  }
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Segments before(segments.begin(), segments.begin() + static_cast<std::ptrdiff_t>(i));
    if (i > 0) texts.insert(join(before));
    Segments changed = before;
    changed.emplace_back("#");
    texts.insert(join(changed));
    for (const std::string replacement : {"+", "other", ""}) {
      changed = segments;
      changed[i] = replacement;
      texts.insert(join(changed));
    }
  }
  return texts;
}

/// Each template's filters: as written (nobody has a variable's name for a name), and everybody's.
Texts filters_of(const model::Namespace& definition) {
  Texts filters;
  for (const model::TopicSpace& space : definition.topic_spaces) {
    for (const model::TopicTemplate& topic_template : space.topic_templates) {
      filters.insert(topic_template.text());
      for (const model::Client& client : definition.clients) {
        const auto expanded = topic_template.expand(client);
        if (const auto* filter = std::get_if<std::string>(&expanded)) filters.insert(*filter);
      }
    }
  }
  return filters;
}

}  // namespace

ProbeSet probe_set_of(const model::Namespace& definition) {
  Texts texts{"#", "+", "+/#", "/#", "+/+", "+/+/+", "unheard/of"};
  for (const std::string& filter : filters_of(definition)) texts.merge(around(filter));

  Texts topics{"$SYS/broker/version", "$CONTROL/dynamic-security/v1",
               "$CONTROL/dynamic-security/v1/response", "$other/topic"};
  Texts filters{"$SYS/#",
                "$SYS/broker/version",
                "$CONTROL/#",
                "$CONTROL/dynamic-security/v1",
                "$other/#",
                "$share/g/$SYS/#",
                "$share/g/$other/#",
                "$share/g/$CONTROL/dynamic-security/v1"};
  for (const std::string& text : texts) {
    if (model::topic_name_problem(text).empty()) {
      topics.insert(text);
      topics.insert("$share/g/" + text);
    }
    if (model::topic_filter_problem(text).empty()) {
      filters.insert(text);
      filters.insert("$share/g/" + text);
      filters.insert("$share//" + text);
    }
  }
  return {{topics.begin(), topics.end()}, {filters.begin(), filters.end()}};
}

}  // namespace lab::test
