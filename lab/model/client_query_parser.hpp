#pragma once

#include <string_view>
#include <variant>

#include "lab/model/client_query.hpp"
#include "lab/model/client_query_expression.hpp"

namespace lab::model {

/// Reads a group query into a tree (the language stands in client_query.cpp), or gives its first
/// problem. Any bytes are safe to give.
std::variant<ClientQuery::Expression, SyntaxProblem> parse_client_query(std::string_view text);

}  // namespace lab::model
