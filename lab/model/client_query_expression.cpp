#include "lab/model/client_query_expression.hpp"

#include <algorithm>

#include "lab/model/authentication_name.hpp"

namespace lab::model {
namespace {

bool has_type(std::int64_t, const QueryLiteral& literal) {
  return std::holds_alternative<std::int64_t>(literal);
}

bool has_type(const std::string&, const QueryLiteral& literal) {
  return std::holds_alternative<std::string>(literal);
}

/// An array of strings is compared member by member, with text.
bool has_type(const std::vector<std::string>&, const QueryLiteral& literal) {
  return std::holds_alternative<std::string>(literal);
}

bool equals(std::int64_t value, const QueryLiteral& literal) {
  return value == std::get<std::int64_t>(literal);
}

bool equals(const std::string& value, const QueryLiteral& literal) {
  return value == std::get<std::string>(literal);
}

bool equals(const std::vector<std::string>& members, const QueryLiteral& literal) {
  return std::find(members.begin(), members.end(), std::get<std::string>(literal)) != members.end();
}

bool ordered(std::int64_t left, Comparator comparator, std::int64_t right) {
  switch (comparator) {
    case Comparator::less: return left < right;
    case Comparator::less_or_equal: return left <= right;
    case Comparator::greater: return left > right;
    case Comparator::greater_or_equal: return left >= right;
    default: return false;
  }
}

/// One attribute's value against the right side. A literal of another type compares as unknown:
/// neither equal nor unequal.
template <typename Value>
bool compares(const Value& value, Comparator comparator,
              const std::vector<QueryLiteral>& literals) {
  const auto is_equal = [&value](const QueryLiteral& literal) {
    return has_type(value, literal) && equals(value, literal);
  };
  if (comparator == Comparator::equal || comparator == Comparator::in) {
    return std::any_of(literals.begin(), literals.end(), is_equal);
  }
  if (comparator == Comparator::not_equal) {
    return has_type(value, literals.front()) && !equals(value, literals.front());
  }
  if constexpr (std::is_same_v<Value, std::int64_t>) {
    const auto* number = std::get_if<std::int64_t>(&literals.front());
    return number != nullptr && ordered(value, comparator, *number);
  }
  return false;
}

bool compares_authentication_name(const std::string& name, Comparator comparator,
                                  const std::vector<QueryLiteral>& literals) {
  const bool is_equal = std::any_of(literals.begin(), literals.end(), [&](const auto& literal) {
    const auto* text = std::get_if<std::string>(&literal);
    return text != nullptr && same_authentication_name(name, *text);
  });
  return comparator == Comparator::not_equal ? !is_equal : is_equal;
}

}  // namespace

bool ClientQuery::Expression::holds(const Client& client) const {
  const auto operand_holds = [&client](const Expression& operand) { return operand.holds(client); };
  switch (kind) {
    case Kind::everything: return true;
    case Kind::all_of: return std::all_of(operands.begin(), operands.end(), operand_holds);
    case Kind::any_of: return std::any_of(operands.begin(), operands.end(), operand_holds);
    case Kind::comparison: break;
  }
  if (of_authentication_name) {
    return compares_authentication_name(client.authentication_name, comparator, literals);
  }
  const auto attribute = client.attributes.find(key);
  if (attribute == client.attributes.end()) return false;
  return std::visit([this](const auto& value) { return compares(value, comparator, literals); },
                    attribute->second);
}

}  // namespace lab::model
