#include "tests/e2e/random_namespace.hpp"

#include <array>
#include <cstdint>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "lab/model/topic_filter.hpp"

namespace lab::test {
namespace {

constexpr std::array<const char*, 4> words{"a", "b", "red", "4"};
// The last ones give no filter: they would widen it (facts §3).
constexpr std::array<const char*, 6> areas{"red", "a", "b", "a/b", "+", "#"};
constexpr std::array<const char*, 7> queries{
    "attributes.area = 'red'",
    "attributes.floor > 2",
    "attributes.area IN ['a', 'b'] or attributes.floor = 1",
    "attributes.floor <= 2 and attributes.area != 'red'",
    "authenticationName = 'client-0'",
    "authenticationName IN ['b', 'client-1']",
    "attributes.tags = 'a'"};
constexpr std::array<const char*, 7> variables{
    "${client.authenticationName}",   "${client.authenticationName|-x}",
    "${client.attributes.area}",      "${client.attributes.area|.line}",
    "${client.attributes.floor}",     "${client.attributes.tags}",
    "${client.attributes.nobody-has}"};

}  // namespace

model::Client RandomNamespaces::client(std::size_t number) {
  model::Client client;
  client.name = fmt::format("client-{}", number);
  client.authentication_name = number == 2 ? "b" : client.name;  // A name that is a segment too.
  if (once_in(8)) client.state = model::ClientState::disabled;
  if (!once_in(4)) client.attributes["area"] = std::string{one_of(areas)};
  if (!once_in(3)) client.attributes["floor"] = static_cast<std::int64_t>(below(5));
  if (once_in(2)) client.attributes["tags"] = std::vector<std::string>{"a", "b"};
  return client;
}

model::TopicTemplate RandomNamespaces::topic_template() {
  while (true) {
    std::string text;
    const std::size_t segments = 1 + below(4);
    for (std::size_t i = 0; i < segments; ++i) {
      if (i > 0) text += '/';
      if (i + 1 == segments && once_in(4)) {
        text += '#';
      } else if (once_in(4)) {
        text += '+';
      } else if (once_in(3)) {
        text += one_of(variables);
      } else if (!once_in(12)) {
        text += one_of(words);
      }
    }
    auto parsed = model::TopicTemplate::parse(text);
    if (auto* good = std::get_if<model::TopicTemplate>(&parsed)) return std::move(*good);
  }
}

model::Namespace RandomNamespaces::next() {
  model::Namespace definition;
  definition.name = "random";
  definition.topic_spaces_configuration.enabled = true;
  for (std::size_t i = 0; i < 4; ++i) definition.clients.push_back(client(i));
  std::vector<std::string> groups{"$all"};
  for (std::size_t i = 0; i < 3; ++i) {
    groups.push_back(fmt::format("group-{}", i));
    definition.client_groups.push_back(
        {groups.back(), "",
         std::get<model::ClientQuery>(model::ClientQuery::parse(one_of(queries)))});
  }
  for (std::size_t i = 0; i < 4; ++i) {
    model::TopicSpace space{fmt::format("space-{}", i), "", {}};
    for (std::size_t count = 1 + below(3); count > 0; --count) {
      space.topic_templates.push_back(topic_template());
    }
    definition.topic_spaces.push_back(std::move(space));
  }
  for (std::size_t i = 0; i < 6; ++i) {
    definition.permission_bindings.push_back(
        {fmt::format("binding-{}", i), "", one_of(groups), one_of(definition.topic_spaces).name,
         once_in(2) ? model::Permission::publisher : model::Permission::subscriber});
  }
  return definition;
}

std::string RandomNamespaces::segment() {
  constexpr std::array<const char*, 10> names{"a",        "b",        "red", "4",   "client-0",
                                              "client-1", "client-3", "2",   "b-x", "red.line"};
  return one_of(names);
}

std::string RandomNamespaces::text(bool may_have_wildcards) {
  std::string text;
  const std::size_t segments = 1 + below(4);
  for (std::size_t i = 0; i < segments; ++i) {
    if (i > 0) text += '/';
    if (may_have_wildcards && i + 1 == segments && once_in(5)) {
      text += '#';
    } else if (may_have_wildcards && once_in(4)) {
      text += '+';
    } else if (i == 0 && once_in(12)) {
      text += one_of(std::array<const char*, 4>{"$SYS", "$CONTROL", "$other", "$share"});
    } else if (!once_in(12)) {
      text += segment();
    }
  }
  if (may_have_wildcards && once_in(4)) text = "$share/g/" + text;
  if (may_have_wildcards && once_in(20)) text = "$share//" + text;
  return text;
}

ProbeSet RandomNamespaces::probes_for(const model::Namespace& definition, std::size_t count) {
  std::set<std::string> topics;
  std::set<std::string> filters;
  for (std::size_t i = 0; i < count; ++i) {
    if (std::string one = text(false); model::topic_name_problem(one).empty()) {
      topics.insert(std::move(one));
    }
    std::string filter = text(true);
    const bool is_known_difference =
        filter.starts_with("$share//") && model::topic_filter_problem(filter.substr(8)).empty();
    if (is_known_difference || model::topic_filter_problem(filter).empty()) {
      filters.insert(std::move(filter));
    }
  }
  for (const model::TopicSpace& space : definition.topic_spaces) {
    for (const model::TopicTemplate& topic_template : space.topic_templates) {
      for (const model::Client& client : definition.clients) {
        const auto expanded = topic_template.expand(client);
        const auto* filter = std::get_if<std::string>(&expanded);
        if (filter == nullptr) continue;
        filters.insert(*filter);
        filters.insert("$share/g/" + *filter);
        if (model::topic_name_problem(*filter).empty()) topics.insert(*filter);
      }
    }
  }
  return {{topics.begin(), topics.end()}, {filters.begin(), filters.end()}};
}

}  // namespace lab::test
