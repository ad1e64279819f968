#include "lab/model/client_query.hpp"

#include <algorithm>
#include <utility>

#include "lab/model/client_query_expression.hpp"
#include "lab/model/client_query_parser.hpp"

// The language of group queries (facts §2):
//
//   query      := term { "or" term }                  `and` binds tighter than `or`
//   term       := factor { "and" factor }
//   factor     := "(" query ")" | name comparator literal | name "IN" "[" literal {"," literal} "]"
//   name       := "attributes." KEY | "authenticationName"
//   comparator := "=" | "!=" | "<>" | "<" | ">" | "<=" | ">="
//   literal    := INTEGER | 'text' | "text"
//
// Decided here, where the service's documentation is silent. The model is allow-only, so each doubt
// is settled towards *not a member*:
//
// * `and`, `or` and `IN` may be written in any case; `attributes`, `authenticationName` and
//   attribute keys (`[A-Za-z0-9_]+`) are exact.
// * A comparison with an attribute that the client lacks does not hold, with `!=` and `<>` too. So
//   it is with a value of another type than the literal: 5 and '5' are neither equal nor unequal.
// * Text is compared byte by byte, case included, and has no order: `<` and its like take integers.
// * An array equals a text that is one of its members, differs from one that is not (an empty array
//   differs from every text), and is IN a set that shares a member with it.
// * `authenticationName` is compared ignoring ASCII case, as the service does to authenticate.
// * A set has at least one member; integers and texts may be mixed.
// * Nothing is escaped in quotes: a text ends at its own quote, and may hold the other one.
// * An integer is an optional `-` and digits, within 64 bits.
// * There is no NOT, LIKE, BETWEEN, null, true or false; the name stands on the left.
// * Parentheses nest at most 64 deep and a query is at most 65,536 bytes: bounds against hostile
//   input, not limits that the service is known to have.

namespace lab::model {
namespace {

void collect_keys(const ClientQuery::Expression& expression, std::vector<std::string>& keys) {
  for (const ClientQuery::Expression& operand : expression.operands) collect_keys(operand, keys);
  const bool has_key = expression.kind == ClientQuery::Expression::Kind::comparison &&
                       !expression.of_authentication_name;
  if (has_key && std::find(keys.begin(), keys.end(), expression.key) == keys.end()) {
    keys.push_back(expression.key);
  }
}

}  // namespace

ClientQuery::ClientQuery(std::string text, std::shared_ptr<const Expression> root)
    : text_(std::move(text)), root_(std::move(root)) {}

std::variant<ClientQuery, SyntaxProblem> ClientQuery::parse(std::string_view text) {
  std::variant<Expression, SyntaxProblem> read = parse_client_query(text);
  if (auto* problem = std::get_if<SyntaxProblem>(&read)) return std::move(*problem);
  auto root = std::make_shared<const Expression>(std::move(std::get<Expression>(read)));
  return ClientQuery(std::string(text), std::move(root));
}

ClientQuery ClientQuery::all() {
  return {"$all", std::make_shared<const Expression>()};
}

bool ClientQuery::matches(const Client& client) const {
  return root_->holds(client);
}

std::vector<std::string> ClientQuery::attribute_keys() const {
  std::vector<std::string> keys;
  collect_keys(*root_, keys);
  return keys;
}

}  // namespace lab::model
