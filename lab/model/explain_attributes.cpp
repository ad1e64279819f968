#include "lab/model/explain_attributes.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/base/assert.hpp"
#include "lab/model/client_query_expression.hpp"
#include "lab/model/client_query_parser.hpp"
#include "lab/model/limits.hpp"
#include "lab/model/topic_filter.hpp"

namespace lab::model {
namespace {

using Expression = ClientQuery::Expression;

/// The integer next to a bound that a comparison holds for; nothing past the ends of the range.
std::optional<std::int64_t> integer_for(Comparator comparator, std::int64_t bound) {
  using Limits = std::numeric_limits<std::int64_t>;
  switch (comparator) {
    case Comparator::less:
      if (bound == Limits::min()) return std::nullopt;
      return bound - 1;
    case Comparator::not_equal:
    case Comparator::greater:
      if (bound == Limits::max()) return std::nullopt;
      return bound + 1;
    default: return bound;
  }
}

std::optional<AttributeValue> new_value(const Expression& comparison) {
  const QueryLiteral& literal = comparison.literals.front();
  if (const auto* bound = std::get_if<std::int64_t>(&literal)) {
    const auto number = integer_for(comparison.comparator, *bound);
    return number ? std::optional<AttributeValue>{*number} : std::nullopt;
  }
  // Any other text would do for `!=`, but none is meant.
  if (comparison.comparator == Comparator::not_equal) return std::nullopt;
  return std::get<std::string>(literal);
}

/// The first text that the comparison asks for, to stand beside others.
std::optional<std::string> text_to_add(const Expression& comparison) {
  if (comparison.comparator != Comparator::equal && comparison.comparator != Comparator::in) {
    return std::nullopt;
  }
  for (const QueryLiteral& literal : comparison.literals) {
    if (const auto* text = std::get_if<std::string>(&literal)) return *text;
  }
  return std::nullopt;
}

bool make_comparison_hold(const Expression& comparison, Client& client) {
  if (comparison.of_authentication_name) return false;
  const auto found = client.attributes.find(comparison.key);
  if (found == client.attributes.end()) {
    auto value = new_value(comparison);
    if (value) client.attributes.emplace(comparison.key, std::move(*value));
    return value.has_value();
  }
  auto text = text_to_add(comparison);
  if (!text) return false;
  if (auto* members = std::get_if<std::vector<std::string>>(&found->second)) {
    members->push_back(std::move(*text));
    return true;
  }
  if (const auto* old = std::get_if<std::string>(&found->second)) {
    found->second = std::vector<std::string>{*old, std::move(*text)};
    return true;
  }
  return false;
}

/// How many attributes differ.
std::size_t changed_attributes(const Client& before, const Client& after) {
  const auto count =
      std::count_if(after.attributes.begin(), after.attributes.end(), [&](const auto& attribute) {
        const auto old = before.attributes.find(attribute.first);
        return old == before.attributes.end() || old->second != attribute.second;
      });
  return static_cast<std::size_t>(count);
}

// The parser bounds the depth of a query, so the recursion is bounded too.
bool make_hold(const Expression& expression, Client& client) {
  if (expression.holds(client)) return true;
  if (expression.kind == Expression::Kind::comparison) {
    return make_comparison_hold(expression, client);
  }
  if (expression.kind == Expression::Kind::all_of) {
    for (const Expression& operand : expression.operands) {
      if (!make_hold(operand, client)) return false;
    }
    return true;
  }
  std::optional<Client> best;
  for (const Expression& operand : expression.operands) {
    Client tried = client;
    if (!make_hold(operand, tried)) continue;
    if (!best || changed_attributes(client, tried) < changed_attributes(client, *best)) {
      best = std::move(tried);
    }
  }
  if (best) client = std::move(*best);
  return best.has_value();
}

bool fits(const Attributes& attributes) {
  nlohmann::json object = nlohmann::json::object();
  for (const auto& [key, value] : attributes) {
    std::visit([&, &name = key](const auto& held) { object[name] = held; }, value);
  }
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).size() <
         limits::attribute_bytes;
}

/// Whether a template of the client's bindings would take a value that changes a topic's meaning.
bool any_injects(const Namespace& definition, const Client& client) {
  return std::any_of(
      definition.permission_bindings.begin(), definition.permission_bindings.end(),
      [&](const PermissionBinding& binding) {
        const TopicSpace* space = find_topic_space(definition, binding.topic_space_name);
        return space != nullptr && is_member(definition, client, binding.client_group_name) &&
               std::any_of(space->topic_templates.begin(), space->topic_templates.end(),
                           [&](const TopicTemplate& one) { return injects(one, client); });
      });
}

/// What a template's one missing attribute would have to be so that its segment reads like the
/// topic's: key and value. Nothing for other templates.
std::optional<std::pair<std::string, std::string>> missing_value(
    const TopicTemplate& topic_template, std::string_view topic) {
  const auto written = topic_segments(topic_template.text());
  const auto asked = topic_segments(topic);
  for (std::size_t i = 0; i < std::min(written.size(), asked.size()); ++i) {
    for (const std::string& key : topic_template.attribute_keys()) {
      const std::string variable = "${client.attributes." + key;
      const std::size_t begin = written[i].find(variable);
      const std::size_t end = written[i].find('}', begin);
      if (begin == std::string_view::npos || end == std::string_view::npos) continue;
      const std::string_view before = written[i].substr(0, begin);
      const std::string_view inside =
          written[i].substr(begin + variable.size(), end - begin - variable.size());
      const std::string after = fmt::format("{}{}", inside.starts_with('|') ? inside.substr(1) : "",
                                            written[i].substr(end + 1));
      if (!asked[i].starts_with(before) || !asked[i].ends_with(after)) continue;
      if (asked[i].size() <= before.size() + after.size()) continue;
      return std::pair{key, std::string{asked[i].substr(
                                before.size(), asked[i].size() - before.size() - after.size())}};
    }
  }
  return std::nullopt;
}

/// The clients that this client could become by an added attribute, in the order of the bindings.
std::vector<Client> candidates(const Namespace& definition, const Client& client, Action action,
                               std::string_view topic) {
  std::vector<Client> all;
  for (const PermissionBinding& binding : definition.permission_bindings) {
    if (binding.permission != permission_for(action)) continue;
    if (!is_member(definition, client, binding.client_group_name)) {
      const ClientGroup* group = find_client_group(definition, binding.client_group_name);
      if (group == nullptr) continue;
      if (auto member = with_query_holding(group->query, client)) all.push_back(std::move(*member));
      continue;
    }
    const TopicSpace* space = find_topic_space(definition, binding.topic_space_name);
    if (space == nullptr) continue;
    for (const TopicTemplate& topic_template : space->topic_templates) {
      const auto value = missing_value(topic_template, topic);
      if (!value || client.attributes.contains(value->first)) continue;
      all.push_back(client);
      all.back().attributes.emplace(value->first, value->second);
    }
  }
  return all;
}

}  // namespace

std::optional<Client> with_query_holding(const ClientQuery& query, const Client& client) {
  const auto parsed = parse_client_query(query.text());
  const auto* root = std::get_if<Expression>(&parsed);
  LAB_ASSERT(root != nullptr);  // A ClientQuery was read from this text.
  Client member = client;
  // A later side of an `and` may undo an earlier one: `a = 'x' and a != 'x'`.
  if (!make_hold(*root, member) || !root->holds(member)) return std::nullopt;
  return member;
}

std::optional<std::vector<ChangeStep>> attribute_steps(const Namespace& definition,
                                                       const Client& client, Action action,
                                                       std::string_view topic) {
  const std::vector<Right> before = rights_of(definition, client);
  const bool injected_before = any_injects(definition, client);
  std::optional<Client> best;
  std::tuple<std::size_t, std::size_t> best_rank;
  for (Client& candidate : candidates(definition, client, action, topic)) {
    const std::vector<Right> after = rights_of(definition, candidate);
    if (!covered(after, action, topic) || !nothing_lost(before, after)) continue;
    if (!fits(candidate.attributes)) continue;
    if (!injected_before && any_injects(definition, candidate)) continue;
    const std::tuple rank{changed_attributes(client, candidate), after.size()};
    if (best && rank >= best_rank) continue;
    best = std::move(candidate);
    best_rank = rank;
  }
  if (!best) return std::nullopt;
  std::vector<ChangeStep> steps;
  for (const auto& [key, value] : best->attributes) {
    const auto old = client.attributes.find(key);
    if (old != client.attributes.end() && old->second == value) continue;
    steps.emplace_back(SetAttribute{client.name, key, value});
  }
  return steps;
}

}  // namespace lab::model
