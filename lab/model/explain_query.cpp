#include "lab/model/explain_query.hpp"

#include <utility>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/base/assert.hpp"
#include "lab/model/client_query_parser.hpp"

namespace lab::model {
namespace {

using Expression = ClientQuery::Expression;

const char* sign(Comparator comparator) {
  switch (comparator) {
    case Comparator::equal: return "=";
    case Comparator::not_equal: return "!=";
    case Comparator::less: return "<";
    case Comparator::less_or_equal: return "<=";
    case Comparator::greater: return ">";
    case Comparator::greater_or_equal: return ">=";
    case Comparator::in: return "IN";
  }
  return "";
}

/// In the quotes that it does not hold itself; a query cannot escape them.
std::string in_query_quotes(const std::string& text) {
  const char quote = text.find('\'') == std::string::npos ? '\'' : '"';
  return fmt::format("{0}{1}{0}", quote, text);
}

std::string literal_text(const QueryLiteral& literal) {
  if (const auto* number = std::get_if<std::int64_t>(&literal)) return fmt::format("{}", *number);
  return in_query_quotes(std::get<std::string>(literal));
}

std::string key_text(const Expression& comparison) {
  return comparison.of_authentication_name ? "authenticationName" : "attributes." + comparison.key;
}

void collect_failed(const Expression& expression, const Client& client,
                    std::vector<FailedPart>& failed) {
  if (expression.holds(client)) return;
  for (const Expression& operand : expression.operands) collect_failed(operand, client, failed);
  if (expression.kind != Expression::Kind::comparison) return;
  FailedPart part{query_text(expression), key_text(expression), std::nullopt};
  if (expression.of_authentication_name) {
    part.value = in_query_quotes(client.authentication_name);
  } else if (const auto found = client.attributes.find(expression.key);
             found != client.attributes.end()) {
    part.value = query_text(found->second);
  }
  failed.push_back(std::move(part));
}

}  // namespace

std::string query_text(const Expression& comparison) {
  LAB_ASSERT(comparison.kind == Expression::Kind::comparison);
  std::vector<std::string> literals;
  for (const QueryLiteral& literal : comparison.literals) literals.push_back(literal_text(literal));
  const bool is_set = comparison.comparator == Comparator::in;
  return fmt::format("{} {} {}{}{}", key_text(comparison), sign(comparison.comparator),
                     is_set ? "[" : "", fmt::join(literals, ", "), is_set ? "]" : "");
}

std::string query_text(const AttributeValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *number);
  if (const auto* text = std::get_if<std::string>(&value)) return in_query_quotes(*text);
  std::vector<std::string> members;
  for (const std::string& member : std::get<std::vector<std::string>>(value)) {
    members.push_back(in_query_quotes(member));
  }
  return fmt::format("[{}]", fmt::join(members, ", "));
}

GroupStep explain_group(const ClientGroup& group, const Client& client) {
  GroupStep step{group.name, group.query.text(), group.query.matches(client), {}, false};
  if (step.is_member) return step;
  const auto parsed = parse_client_query(group.query.text());
  const auto* root = std::get_if<Expression>(&parsed);
  LAB_ASSERT(root != nullptr);  // A ClientQuery was read from this text.
  step.one_would_do = root->kind == Expression::Kind::any_of;
  collect_failed(*root, client, step.failed);
  return step;
}

}  // namespace lab::model
