#include "tests/unit/compile/definition.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace lab::compile {
namespace {

/// Adds a part where its name belongs: a checked definition is sorted by name. Gives its new place.
template <typename Part>
Part& add_sorted(std::vector<Part>& parts, Part part) {
  const auto place =
      std::upper_bound(parts.begin(), parts.end(), part,
                       [](const Part& one, const Part& other) { return one.name < other.name; });
  return *parts.insert(place, std::move(part));
}

model::Client named(const std::string& name) {
  model::Client client;
  client.name = name;
  client.authentication_name = name;
  return client;
}

}  // namespace

Definition& Definition::client(const std::string& name, model::Attributes attributes) {
  model::Client client = named(name);
  client.attributes = std::move(attributes);
  add_sorted(namespace_.clients, std::move(client));
  return *this;
}

Definition& Definition::disabled_client(const std::string& name) {
  model::Client client = named(name);
  client.state = model::ClientState::disabled;
  add_sorted(namespace_.clients, std::move(client));
  return *this;
}

Definition& Definition::client_known_as(const std::string& name,
                                        const std::string& authentication_name) {
  model::Client client = named(name);
  client.authentication_name = authentication_name;
  add_sorted(namespace_.clients, std::move(client));
  return *this;
}

Definition& Definition::group(const std::string& name, const std::string& query) {
  add_sorted(
      namespace_.client_groups,
      model::ClientGroup{name, {}, std::get<model::ClientQuery>(model::ClientQuery::parse(query))});
  return *this;
}

Definition& Definition::space(const std::string& name, const std::vector<std::string>& templates) {
  model::TopicSpace space{name, {}, {}};
  for (const std::string& text : templates) {
    space.topic_templates.push_back(
        std::get<model::TopicTemplate>(model::TopicTemplate::parse(text)));
  }
  add_sorted(namespace_.topic_spaces, std::move(space));
  return *this;
}

Definition& Definition::may_publish(const std::string& group, const std::string& space) {
  return bind(group, space, model::Permission::publisher);
}

Definition& Definition::may_subscribe(const std::string& group, const std::string& space) {
  return bind(group, space, model::Permission::subscriber);
}

Definition& Definition::bind(const std::string& group, const std::string& space,
                             model::Permission permission) {
  add_sorted(
      namespace_.permission_bindings,
      model::PermissionBinding{fmt::format("binding-{:03}", namespace_.permission_bindings.size()),
                               {},
                               group,
                               space,
                               permission});
  return *this;
}

Definition subscriber_of(const std::string& topic_template) {
  Definition definition;
  definition.client("one").space("space", {topic_template}).may_subscribe("$all", "space");
  return definition;
}

}  // namespace lab::compile
