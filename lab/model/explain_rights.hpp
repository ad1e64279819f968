#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lab/model/access.hpp"
#include "lab/model/namespace.hpp"

namespace lab::model {

/// A filter that a binding gives a client.
struct Right {
  std::string client;  ///< ARM name.
  Action action = Action::publish;
  std::string filter;          ///< The template expanded for the client.
  std::string binding;         ///< By which it has it, …
  std::string topic_template;  ///< … and the template as written.
};

/// The permission that an action needs.
Permission permission_for(Action action);

/// Everything that the bindings give a client, of both actions, in the bindings' order. The client
/// may be one that the definition does not hold (as it would be after a change). Its state does not
/// count.
std::vector<Right> rights_of(const Namespace& definition, const Client& client);

/// Whether a right is among those for the action and covers a filter. A topic name is a filter
/// without wildcards, so this decides a publish too.
bool covered(const std::vector<Right>& rights, Action action, std::string_view filter);

/// Whether everything of `before` is covered by `after`.
bool nothing_lost(const std::vector<Right>& before, const std::vector<Right>& after);

/// How many clients are in a group, `$all` included.
std::size_t member_count(const Namespace& definition, std::string_view group);

/// Whether a template would take a value of the client into a topic that changes its meaning (`/`,
/// `+`, `#` …): a definition with that is refused by its reader.
bool injects(const TopicTemplate& topic_template, const Client& client);

}  // namespace lab::model
