#include "lab/model/group_rules.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "lab/base/nearest.hpp"
#include "lab/model/client_query_expression.hpp"
#include "lab/model/client_query_parser.hpp"
#include "lab/model/limits.hpp"
#include "lab/model/name_rules.hpp"
#include "lab/model/property_reader.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

/// Which types an attribute has among all clients.
struct AttributeTypes {
  bool has_integer = false;
  bool has_text = false;  ///< A string or an array of strings.
};
using AttributeTypesByKey = std::map<std::string, AttributeTypes, std::less<>>;

AttributeTypesByKey types_of_attributes(const std::vector<ReadClient>& clients) {
  AttributeTypesByKey types;
  for (const ReadClient& read : clients) {
    for (const auto& [key, value] : read.client.attributes) {
      AttributeTypes& of_key = types[key];
      (std::holds_alternative<std::int64_t>(value) ? of_key.has_integer : of_key.has_text) = true;
    }
  }
  return types;
}

/// Reports comparisons of a query that hold for no client whatever its value, each key once.
class QueryChecker {
 public:
  QueryChecker(const AttributeTypesByKey& types, PlaceId place, ProblemList& problems)
      : types_(types), place_(place), problems_(problems) {
    for (const auto& [key, of_key] : types) keys_.push_back(key);
  }

  // The parser bounds the depth of a query, so the recursion is bounded too.
  void check(const ClientQuery::Expression& expression) {
    for (const ClientQuery::Expression& operand : expression.operands) check(operand);
    if (expression.kind != ClientQuery::Expression::Kind::comparison) return;
    if (expression.of_authentication_name || told_.count(expression.key) > 0) return;
    const auto found = types_.find(expression.key);
    if (found == types_.end()) {
      report_unknown(expression.key);
    } else {
      check_types(expression, found->second);
    }
  }

 private:
  void report_unknown(const std::string& key) {
    told_.insert(key);
    const auto nearest = nearest_word(key, keys_);
    problems_.add(place_, Rule::query_attribute_unknown,
                  fmt::format("the query reads attributes.{}, which no client has", key),
                  nearest ? fmt::format("did you mean attributes.{}?", *nearest)
                          : "give it to the clients that are meant");
  }

  void check_types(const ClientQuery::Expression& comparison, const AttributeTypes& types) {
    const auto is_integer = [](const QueryLiteral& literal) {
      return std::holds_alternative<std::int64_t>(literal);
    };
    const bool wants_integer =
        std::all_of(comparison.literals.begin(), comparison.literals.end(), is_integer);
    const bool wants_text =
        std::none_of(comparison.literals.begin(), comparison.literals.end(), is_integer);
    if (wants_integer && !types.has_integer) {
      report_type(comparison.key, "an integer", "text");
    } else if (wants_text && !types.has_text) {
      report_type(comparison.key, "text", "an integer");
    }
  }

  void report_type(const std::string& key, std::string_view wanted, std::string_view actual) {
    told_.insert(key);
    problems_.add(place_, Rule::query_attribute_type,
                  fmt::format("the query compares attributes.{} with {}; it is {} for every client",
                              key, wanted, actual),
                  fmt::format("compare it with {}, or change the clients", actual));
  }

  const AttributeTypesByKey& types_;
  PlaceId place_;
  ProblemList& problems_;
  std::vector<std::string> keys_;
  std::set<std::string, std::less<>> told_;
};

std::optional<ClientQuery> read_query(const Node& node, const AttributeTypesByKey& types,
                                      ProblemList& problems) {
  auto parsed = ClientQuery::parse(node.text);
  if (const auto* problem = std::get_if<SyntaxProblem>(&parsed)) {
    problems.add(node.place, Rule::query_syntax,
                 fmt::format("at byte {} of the query: {}", problem->at, problem->cause),
                 problem->fix);
    return std::nullopt;
  }
  const auto tree = parse_client_query(node.text);
  if (const auto* root = std::get_if<ClientQuery::Expression>(&tree)) {
    QueryChecker{types, node.place, problems}.check(*root);
  }
  return std::get<ClientQuery>(std::move(parsed));
}

void check_name(const Resource& resource, ProblemList& problems) {
  if (resource.name.empty() || resource.name.front() != '$') {
    check_resource_name(resource.name, "client group", resource.name_place, problems);
    return;
  }
  problems.add(resource.name_place, Rule::reserved_group_name,
               fmt::format("the client group name {} is reserved", in_quotes(resource.name)),
               "rename it; $all is there without being defined");
}

}  // namespace

ReadGroups read_groups(const std::vector<Resource>& resources,
                       const std::vector<ReadClient>& clients, ProblemList& problems) {
  check_quota(resources, limits::client_groups, Rule::quota_client_groups, "client groups",
              problems);
  check_unique_names(resources, problems);
  const AttributeTypesByKey types = types_of_attributes(clients);
  ReadGroups read;
  for (const Resource& resource : resources) {
    check_name(resource, problems);
    read.names.push_back(resource.name);
    if (resource.properties.is(Node::Kind::unresolved)) continue;
    const PropertyReader reader{resource.properties, known::client_group, problems,
                                resource.is_flat ? &known::child_resource : nullptr};
    reader.require({"query"}, "say which clients belong to the group");
    const auto description = reader.string("description");
    if (!reader.string("query")) continue;
    auto query = read_query(*reader.find("query"), types, problems);
    if (!query) continue;
    read.groups.push_back({resource.name, description.value_or(""), std::move(*query)});
  }
  return read;
}

}  // namespace lab::model
