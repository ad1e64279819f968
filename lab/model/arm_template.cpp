#include "lab/model/arm_template.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "lab/base/nearest.hpp"
#include "lab/model/arm_expression.hpp"
#include "lab/model/arm_parameters.hpp"
#include "lab/model/limits.hpp"
#include "lab/model/property_reader.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

constexpr std::string_view namespace_type = "Microsoft.EventGrid/namespaces";

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  });
}

bool starts_ignoring_case(std::string_view text, std::string_view start) {
  return equal_ignoring_case(text.substr(0, start.size()), start);
}

const ResourceKind* find_kind(std::string_view segment) {
  const auto found = std::find_if(
      resource_kinds.begin(), resource_kinds.end(),
      [&](const ResourceKind& kind) { return equal_ignoring_case(kind.segment, segment); });
  return found == resource_kinds.end() ? nullptr : &*found;
}

/// A resource that holds others: what their short types and names are relative to.
struct Parent {
  std::string type;
  std::string name;
};

/// Walks a template's resources and sorts them into kinds.
class TemplateReader {
 public:
  TemplateReader(ArmExpressions& expressions, ProblemList& problems)
      : expressions_(expressions), problems_(problems) {}

  // A resource stands at most as deep as JSON may nest, so the recursion is bounded.
  void read_all(const Node& resources, const Parent* parent) {
    // Language version 2 keeps resources in an object by symbolic name.
    for (const Node& item : resources.items) read_one(item, parent);
    for (const Member& member : resources.members) read_one(member.value, parent);
  }

  DefinitionResources take() { return std::move(resources_); }

 private:
  void read_one(const Node& node, const Parent* parent) {
    if (!check_kind(node, Node::Kind::object, "a resource", problems_)) return;
    const Node* existing = node.find("existing");
    if (existing != nullptr && existing->truth) return;
    const Node* type_node = node.find("type");
    if (type_node == nullptr) {
      problems_.add(node.place, Rule::required_property, "type is missing",
                    "a template's resource says its type");
      return;
    }
    if (!check_kind(*type_node, Node::Kind::string, "type", problems_)) return;
    const std::string type = parent == nullptr || type_node->text.find('.') != std::string::npos
                                 ? type_node->text
                                 : parent->type + "/" + type_node->text;
    if (!is_known_type(type)) {
      report_ignored(*type_node, type);
      return;
    }
    if (const Node* copy = node.find("copy")) {
      read_copies(node, *copy, type, parent);
    } else {
      read_turn(node, type, parent);
    }
  }

  static bool is_known_type(std::string_view type) {
    if (equal_ignoring_case(type, namespace_type)) return true;
    return starts_ignoring_case(type, namespace_type) && type.size() > namespace_type.size() &&
           type[namespace_type.size()] == '/' &&
           find_kind(type.substr(namespace_type.size() + 1)) != nullptr;
  }

  void report_ignored(const Node& type_node, const std::string& type) {
    std::vector<std::string> known{std::string{namespace_type}};
    for (const ResourceKind& kind : resource_kinds) {
      known.push_back(fmt::format("{}/{}", namespace_type, kind.segment));
    }
    const auto nearest = nearest_word(type, known);
    problems_.add(type_node.place, Rule::arm_resource_ignored,
                  fmt::format("resources of type {} are left out", in_quotes(type)),
                  nearest ? fmt::format("did you mean {}?", in_quotes(*nearest))
                          : "nothing to do, unless MQTT needs them");
  }

  void read_copies(const Node& node, const Node& copy, const std::string& type,
                   const Parent* parent) {
    const Node evaluated = expressions_.evaluate(copy);
    if (!check_kind(evaluated, Node::Kind::object, "copy", problems_)) return;
    const Node* count = evaluated.find("count");
    const Node* name = evaluated.find("name");
    const bool is_counted = count != nullptr && count->is(Node::Kind::integer) &&
                            count->integer >= 0 && count->integer <= limits::copies_per_loop;
    if (name == nullptr || !name->is(Node::Kind::string) || !is_counted) {
      if (count != nullptr && count->is(Node::Kind::unresolved)) return;
      problems_.add(copy.place, Rule::arm_copy, "a copy loop on a resource has a name and a count",
                    fmt::format("write {{\"name\": …, \"count\": …}} with a count of 0 to {}",
                                limits::copies_per_loop));
      return;
    }
    for (std::int64_t index = 0; index < count->integer && !is_exhausted_; ++index) {
      expressions_.enter_copy(name->text, index);
      read_turn(node, type, parent);
      expressions_.leave_copy();
    }
  }

  void read_turn(const Node& node, const std::string& type, const Parent* parent) {
    if (is_off(node)) return;
    const Node* name_node = node.find("name");
    if (name_node == nullptr) {
      problems_.add(node.place, Rule::required_property, "name is missing",
                    "a template's resource says its name");
      return;
    }
    const Node name = expressions_.evaluate(*name_node);
    if (!check_kind(name, Node::Kind::string, "name", problems_)) return;
    const bool is_nested = parent != nullptr && name.text.find('/') == std::string::npos;
    const Parent self{type, is_nested ? parent->name + "/" + name.text : name.text};
    if (equal_ignoring_case(type, namespace_type)) {
      add_namespace(node, name);
    } else {
      add_child(node, self, name.place);
    }
    if (const Node* children = node.find("resources")) read_all(*children, &self);
  }

  /// Whether a `condition` leaves the resource out.
  bool is_off(const Node& node) {
    const Node* condition = node.find("condition");
    if (condition == nullptr) return false;
    const Node value = expressions_.evaluate(*condition);
    return check_kind(value, Node::Kind::boolean, "condition", problems_) && !value.truth;
  }

  void add_namespace(const Node& node, const Node& name) {
    if (!is_same_namespace(name.text, name.place)) return;
    if (resources_.name_space) {
      problems_.add(name.place, Rule::arm_several_namespaces,
                    fmt::format("the namespace {} is defined twice", in_quotes(name.text)),
                    "keep one of the two");
      return;
    }
    NamespaceResource resource;
    resource.name = name.text;
    resource.name_place = name.place;
    resource.envelope.kind = Node::Kind::object;
    resource.envelope.place = node.place;
    resource.envelope.members.push_back({"name", name});
    // Only what a definition is made of: expressions elsewhere need no value here.
    for (const std::string_view key : {"location", "sku", "properties"}) {
      if (const Node* member = node.find(key)) {
        resource.envelope.members.push_back({std::string{key}, expressions_.evaluate(*member)});
      }
    }
    resources_.name_space = std::move(resource);
  }

  void add_child(const Node& node, const Parent& self, PlaceId name_place) {
    const std::size_t slash = self.name.find('/');
    if (slash == std::string::npos || self.name.find('/', slash + 1) != std::string::npos) {
      problems_.add(
          name_place, Rule::arm_resource_name,
          fmt::format("the name {} has not the two segments of its type", in_quotes(self.name)),
          "write NAMESPACE/NAME, for example [concat(parameters('namespace'), '/name')]");
      return;
    }
    if (!is_same_namespace(self.name.substr(0, slash), name_place)) return;
    Resource resource;
    resource.name = self.name.substr(slash + 1);
    resource.name_place = name_place;
    if (const Node* properties = node.find("properties")) {
      resource.properties = expressions_.evaluate(*properties);
      refuse_property_copies(resource.properties);
    } else {
      resource.properties.kind = Node::Kind::object;
      resource.properties.place = node.place;
    }
    if (!expressions_.spend(resource.properties)) {
      problems_.add(node.place, Rule::arm_copy, "the template's copies are too large",
                    "write fewer or smaller ones");
      is_exhausted_ = true;
      return;
    }
    const ResourceKind* kind =
        find_kind(std::string_view{self.type}.substr(namespace_type.size() + 1));
    (resources_.*kind->list).push_back(std::move(resource));
  }

  /// Reports copy loops inside properties. What they would make counts as there, but unresolved.
  void refuse_property_copies(Node& properties) {
    const auto copy = std::find_if(
        properties.members.begin(), properties.members.end(), [](const Member& member) {
          return member.key == "copy" && member.value.is(Node::Kind::array);
        });
    if (copy == properties.members.end()) return;
    const Node loops = std::move(copy->value);
    properties.members.erase(copy);
    problems_.add(loops.place, Rule::arm_copy, "copy loops inside properties are not supported",
                  "write the array out, or put the loop on the resource");
    for (const Node& loop : loops.items) {
      const Node* name = loop.find("name");
      if (name == nullptr || properties.find(name->text) != nullptr) continue;
      Node unresolved;
      unresolved.kind = Node::Kind::unresolved;
      unresolved.place = loops.place;
      properties.members.push_back({name->text, std::move(unresolved)});
    }
  }

  bool is_same_namespace(const std::string& name, PlaceId place) {
    if (namespace_name_.empty()) namespace_name_ = name;
    if (equal_ignoring_case(name, namespace_name_)) return true;
    problems_.add(place, Rule::arm_several_namespaces,
                  fmt::format("the template defines parts of the namespaces {} and {}",
                              in_quotes(namespace_name_), in_quotes(name)),
                  "give one template per namespace");
    return false;
  }

  ArmExpressions& expressions_;
  ProblemList& problems_;
  DefinitionResources resources_;
  std::string namespace_name_;
  bool is_exhausted_ = false;
};

}  // namespace

bool is_arm_template(const Node& document) {
  if (!document.is(Node::Kind::object)) return false;
  const Node* schema = document.find("$schema");
  return document.find("resources") != nullptr ||
         (schema != nullptr && schema->text.find("deploymentTemplate") != std::string::npos);
}

DefinitionResources read_arm_template(const Node& document, const Node* parameters,
                                      ProblemList& problems) {
  ArmExpressions expressions{problems};
  define_arm_parameters(document, parameters, expressions, problems);
  if (const Node* variables = document.find("variables")) {
    for (const Member& member : variables->members) {
      expressions.define_variable(member.key, member.value);
    }
  }
  TemplateReader reader{expressions, problems};
  const Node* resources = document.find("resources");
  if (resources == nullptr) {
    problems.add(document.place, Rule::required_property, "resources is missing",
                 "a template defines resources");
  } else if (resources->is(Node::Kind::object) ||
             check_kind(*resources, Node::Kind::array, "resources", problems)) {
    reader.read_all(*resources, nullptr);
  }
  return reader.take();
}

}  // namespace lab::model
