#pragma once

#include <string>
#include <vector>

#include "lab/model/client_query_expression.hpp"
#include "lab/model/explain.hpp"

namespace lab::model {

/// A comparison in the query language, for example `attributes.floor > 2`.
std::string query_text(const ClientQuery::Expression& comparison);

/// An attribute's value as a query writes it: `2`, `'red'`, `['a', 'b']`.
std::string query_text(const AttributeValue& value);

/// A group, whether the client is in it and, if not, each comparison of its query that fails and
/// matters: of an `and` the failing sides, of an `or` all of them.
GroupStep explain_group(const ClientGroup& group, const Client& client);

}  // namespace lab::model
