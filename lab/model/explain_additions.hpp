#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "lab/model/explain_change.hpp"

namespace lab::model {

/// What a change shall allow: a client of the definition, enabled, and a topic without `$share`.
struct Wanted {
  const Namespace& definition;
  const Client& client;
  Action action;
  std::string_view topic;
};

// Each gives the steps of one kind of change, or nothing if none of that kind does.

/// A binding between a group that the client is in and a space that covers the topic for it.
std::optional<std::vector<ChangeStep>> binding_steps(const Wanted& wanted);

/// A template in a space that a group of the client's is bound to with the permission: the topic
/// itself, with `${client.authenticationName}` where it names the client.
std::optional<std::vector<ChangeStep>> template_steps(const Wanted& wanted);

/// A topic space with that template, and its binding to the smallest group that the client is in.
std::optional<std::vector<ChangeStep>> topic_space_steps(const Wanted& wanted);

}  // namespace lab::model
