#include "lab/model/property_reader.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/base/nearest.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  });
}

const KnownProperty* find_known(const KnownObject* known, std::string_view name) {
  if (known == nullptr) return nullptr;
  const auto found =
      std::find_if(known->properties.begin(), known->properties.end(),
                   [&](const KnownProperty& property) { return property.name == name; });
  return found == known->properties.end() ? nullptr : &*found;
}

std::string fix_of_unknown(std::string_view name, const KnownObject& known,
                           const KnownObject* also) {
  std::vector<std::string> names;
  for (const KnownObject* object : {&known, also}) {
    if (object == nullptr) continue;
    for (const KnownProperty& property : object->properties) {
      if (property.use == PropertyUse::writable) names.emplace_back(property.name);
    }
  }
  if (const auto nearest = nearest_word(name, names)) {
    return fmt::format("did you mean {}?", in_quotes(*nearest));
  }
  return fmt::format("known here: {}", fmt::join(names, ", "));
}

}  // namespace

bool check_kind(const Node& node, Node::Kind kind, std::string_view name, ProblemList& problems) {
  if (node.is(kind)) return true;
  if (!node.is(Node::Kind::unresolved)) {
    problems.add(node.place, Rule::wrong_type, fmt::format("{} is {}", name, kind_text(node.kind)),
                 fmt::format("write {}", kind_text(kind)));
  }
  return false;
}

std::optional<std::size_t> enum_index(const Node& node, std::string_view name,
                                      std::span<const std::string> values, ProblemList& problems) {
  if (!check_kind(node, Node::Kind::string, name, problems)) return std::nullopt;
  for (std::size_t index = 0; index < values.size(); ++index) {
    if (node.text == values[index]) return index;
  }
  for (std::size_t index = 0; index < values.size(); ++index) {
    if (!equal_ignoring_case(node.text, values[index])) continue;
    problems.add(node.place, Rule::enum_case,
                 fmt::format("{} is {} in another case than the resource model's", name,
                             in_quotes(node.text)),
                 fmt::format("write {}", in_quotes(values[index])));
    return index;
  }
  const auto nearest = nearest_word(node.text, values);
  problems.add(node.place, Rule::enum_value,
               fmt::format("{} is {}, which is none of its values", name, in_quotes(node.text)),
               nearest ? fmt::format("did you mean {}?", in_quotes(*nearest))
                       : fmt::format("write {}{}", values.size() > 1 ? "one of " : "",
                                     fmt::join(values, ", ")));
  return std::nullopt;
}

PropertyReader::PropertyReader(const Node& object, const KnownObject& known, ProblemList& problems,
                               const KnownObject* also)
    : object_(object), problems_(problems) {
  if (!check_kind(object, Node::Kind::object, known.shape, problems)) return;
  for (const Member& member : object.members) {
    const KnownProperty* property = find_known(&known, member.key);
    if (property == nullptr) property = find_known(also, member.key);
    if (property == nullptr) {
      problems.add(member.value.place, Rule::unknown_property,
                   fmt::format("{} has no property {}", known.shape, in_quotes(member.key)),
                   fix_of_unknown(member.key, known, also));
    } else if (property->use == PropertyUse::obsolete) {
      problems.add(member.value.place, Rule::obsolete_property,
                   fmt::format("{} is of a preview and no longer accepted", member.key),
                   std::string{property->instead});
    }
  }
}

const Node* PropertyReader::find(std::string_view name) const {
  const Node* node = object_.find(name);
  return node == nullptr || node->is(Node::Kind::null) ? nullptr : node;
}

void PropertyReader::require(std::initializer_list<std::string_view> names,
                             std::string_view fix) const {
  if (!object_.is(Node::Kind::object)) return;
  for (const std::string_view name : names) {
    if (find(name) != nullptr) continue;
    problems_.add(object_.place, Rule::required_property, fmt::format("{} is missing", name),
                  std::string{fix});
  }
}

const Node* PropertyReader::of_kind(std::string_view name, Node::Kind kind) const {
  const Node* node = find(name);
  return node != nullptr && check_kind(*node, kind, name, problems_) ? node : nullptr;
}

std::optional<std::string> PropertyReader::string(std::string_view name) const {
  const Node* node = of_kind(name, Node::Kind::string);
  return node == nullptr ? std::nullopt : std::optional{node->text};
}

std::optional<bool> PropertyReader::boolean(std::string_view name) const {
  const Node* node = of_kind(name, Node::Kind::boolean);
  return node == nullptr ? std::nullopt : std::optional{node->truth};
}

std::optional<std::int64_t> PropertyReader::integer(std::string_view name, std::int64_t least,
                                                    std::int64_t most) const {
  const Node* node = of_kind(name, Node::Kind::integer);
  if (node == nullptr) return std::nullopt;
  if (node->integer >= least && node->integer <= most) return node->integer;
  problems_.add(node->place, Rule::number_range, fmt::format("{} is {}", name, node->integer),
                fmt::format("write a number from {} to {}", least, most));
  return std::nullopt;
}

const Node* PropertyReader::object(std::string_view name) const {
  return of_kind(name, Node::Kind::object);
}

std::span<const Node> PropertyReader::array(std::string_view name) const {
  const Node* node = of_kind(name, Node::Kind::array);
  return node == nullptr ? std::span<const Node>{} : std::span<const Node>{node->items};
}

}  // namespace lab::model
