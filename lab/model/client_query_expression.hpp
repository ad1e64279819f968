#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "lab/model/client_query.hpp"

namespace lab::model {

/// What a query compares: `<`, `<=`, `>` and `>=` order integers only; `in` has a set on its right.
enum class Comparator { equal, not_equal, less, less_or_equal, greater, greater_or_equal, in };

/// A literal of a query.
using QueryLiteral = std::variant<std::int64_t, std::string>;

/// A query as a tree, as deep as its parentheses are nested. Made by the parser; `holds` reads it.
struct ClientQuery::Expression {
  enum class Kind { everything, comparison, all_of, any_of };
  Kind kind = Kind::everything;
  std::vector<Expression> operands;  ///< Of `all_of` (and) and `any_of` (or).

  // Of a comparison:
  bool of_authentication_name = false;
  std::string key;  ///< The attribute's, unless `of_authentication_name`.
  Comparator comparator = Comparator::equal;
  std::vector<QueryLiteral> literals;  ///< One, or the members of the set.

  /// Whether the client satisfies it.
  [[nodiscard]] bool holds(const Client& client) const;
};

}  // namespace lab::model
