#include "lab/model/canonical_form.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "lab/model/property_reader.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

Node* find_member(Node& object, std::string_view key) {
  const auto found = std::find_if(object.members.begin(), object.members.end(),
                                  [&](const Member& member) { return member.key == key; });
  return found == object.members.end() ? nullptr : &found->value;
}

void read_list(Node& list, std::vector<Resource>& resources, ProblemList& problems) {
  for (Node& item : list.items) {
    if (!check_kind(item, Node::Kind::object, "a resource", problems)) continue;
    const Node* name = item.find("name");
    if (name == nullptr) {
      problems.add(item.place, Rule::required_property, "name is missing",
                   "a resource in an array says its own name");
      continue;
    }
    if (!check_kind(*name, Node::Kind::string, "name", problems)) continue;
    const PlaceId place = name->place;
    std::string text = name->text;
    resources.push_back(read_resource(std::move(item), std::move(text), place, true, problems));
  }
}

void read_kind(Node& node, const ResourceKind& kind, DefinitionResources& resources,
               ProblemList& problems) {
  std::vector<Resource>& list = resources.*kind.list;
  if (node.is(Node::Kind::array)) {
    read_list(node, list, problems);
    return;
  }
  if (!check_kind(node, Node::Kind::object, kind.segment, problems)) return;
  list.reserve(node.members.size());
  for (Member& member : node.members) {
    const PlaceId place = member.value.place;
    list.push_back(
        read_resource(std::move(member.value), std::move(member.key), place, false, problems));
  }
}

bool has_known_part(const Node& document) {
  return std::any_of(document.members.begin(), document.members.end(), [](const Member& member) {
    return member.key == "namespace" ||
           std::any_of(resource_kinds.begin(), resource_kinds.end(),
                       [&](const ResourceKind& kind) { return kind.segment == member.key; });
  });
}

}  // namespace

Resource read_resource(Node node, std::string name, PlaceId name_place, bool may_be_flat,
                       ProblemList& problems) {
  Resource resource;
  resource.name = std::move(name);
  resource.name_place = name_place;
  if (const Node* inside = node.find("name");
      inside != nullptr && inside->is(Node::Kind::string) && inside->text != resource.name) {
    problems.add(inside->place, Rule::name_mismatch,
                 fmt::format("the resource is called {} from outside and {} from inside",
                             in_quotes(resource.name), in_quotes(inside->text)),
                 "leave the inner name out, or make them equal");
  }
  Node* properties = find_member(node, "properties");
  if (properties == nullptr && may_be_flat) {
    resource.properties = std::move(node);
    resource.is_flat = true;
    return resource;
  }
  const PropertyReader envelope{node, known::child_resource, problems};
  envelope.require({"properties"}, "write what it has inside {\"properties\": {…}}");
  if (properties == nullptr || properties->is(Node::Kind::null)) {
    resource.properties.kind = Node::Kind::unresolved;
    resource.properties.place = node.place;
  } else {
    resource.properties = std::move(*properties);
  }
  return resource;
}

NamespaceResource read_namespace_resource(Node node, bool may_be_flat) {
  NamespaceResource resource;
  resource.name_place = node.place;
  if (const Node* name = node.find("name"); name != nullptr && name->is(Node::Kind::string)) {
    resource.name = name->text;
    resource.name_place = name->place;
  }
  resource.is_flat = may_be_flat && node.find("properties") == nullptr;
  resource.envelope = std::move(node);
  return resource;
}

DefinitionResources read_canonical_form(Node document, ProblemList& problems) {
  DefinitionResources resources;
  if (!document.is(Node::Kind::object) || !has_known_part(document)) {
    problems.add(document.place, Rule::not_a_definition,
                 document.is(Node::Kind::object)
                     ? std::string{"none of a definition's parts is in the file"}
                     : fmt::format("the file holds {}", kind_text(document.kind)),
                 "write an object with namespace, clients, clientGroups, topicSpaces and "
                 "permissionBindings, or an ARM template");
    return resources;
  }
  const PropertyReader reader{document, known::document, problems};
  if (Node* node = find_member(document, "namespace");
      node != nullptr && !node->is(Node::Kind::null)) {
    resources.name_space = read_namespace_resource(std::move(*node), false);
  }
  for (const ResourceKind& kind : resource_kinds) {
    Node* node = find_member(document, kind.segment);
    if (node != nullptr && !node->is(Node::Kind::null)) read_kind(*node, kind, resources, problems);
  }
  return resources;
}

}  // namespace lab::model
