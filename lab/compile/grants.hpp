#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "lab/model/namespace.hpp"

namespace lab::compile {

/// One right of one client: a permission on the topics of one filter, variables already replaced.
struct Grant {
  model::Permission permission = model::Permission::publisher;
  std::string filter;

  auto operator<=>(const Grant&) const = default;
};

/// The rights that a definition gives its clients: bindings × groups × templates, expanded. Built
/// once for a definition, so that what does not differ between clients is worked out once. The
/// definition must outlive it.
class Grants {
 public:
  explicit Grants(const model::Namespace& definition);

  /// The distinct grants of one client, sorted; none if it is in no bound group. Its state is not
  /// looked at. A template that gives this client no filter, or one that starts with `$` (a topic
  /// of the service's own, CA-089: the value of a variable can bring that about), grants nothing.
  [[nodiscard]] std::vector<Grant> of(const model::Client& client) const;

 private:
  /// A template with variables, and what it grants.
  struct Variable {
    model::Permission permission;
    const model::TopicTemplate* topic_template;
  };

  /// What a group's bindings grant: the part that is the same for all its members, and the rest.
  struct Group {
    const model::ClientQuery* query;    ///< Null for `$all`.
    std::vector<std::size_t> fixed;     ///< Indices into `fixed_`.
    std::vector<std::size_t> variable;  ///< Indices into `variable_`.
  };

  Group& group_of(const model::Namespace& definition, const std::string& name,
                  std::map<std::string, std::size_t>& known);

  std::vector<Grant> fixed_;
  std::vector<Variable> variable_;
  std::vector<Group> groups_;
};

}  // namespace lab::compile
