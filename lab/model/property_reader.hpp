#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lab/model/definition_tree.hpp"
#include "lab/model/known_properties.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// One value of an enumeration, as the resource model writes it.
template <typename Value>
struct NamedValue {
  std::string_view name;
  Value value;
};

/// Reports `wrong-type` unless the value is of a kind. False if it is not; without a report if the
/// value is an expression whose problem is told already.
bool check_kind(const Node& node, Node::Kind kind, std::string_view name, ProblemList& problems);

/// The index of the enumeration's value that a string names; reports `enum-value`, `enum-case`.
std::optional<std::size_t> enum_index(const Node& node, std::string_view name,
                                      std::span<const std::string> values, ProblemList& problems);

/// The enumeration's value that a string names.
template <typename Value, std::size_t Count>
std::optional<Value> enum_value(const Node& node, std::string_view name,
                                const std::array<NamedValue<Value>, Count>& values,
                                ProblemList& problems) {
  std::vector<std::string> names;
  for (const NamedValue<Value>& value : values) names.emplace_back(value.name);
  const auto index = enum_index(node, name, names, problems);
  if (!index) return std::nullopt;
  return values[*index].value;
}

/// Takes properties out of one object and reports what is wrong with them: another type, an unknown
/// or obsolete property, a value out of range. A property that is `null` counts as left out, since
/// exports write those out.
class PropertyReader {
 public:
  /// Reports what does not belong into the object. `also` names further properties that may stand
  /// in it, where a resource is written flat, its envelope and its properties in one object.
  PropertyReader(const Node& object, const KnownObject& known, ProblemList& problems,
                 const KnownObject* also = nullptr);

  /// The property's value of whatever type, or null if it is left out.
  [[nodiscard]] const Node* find(std::string_view name) const;

  /// Reports the properties among these that are left out.
  void require(std::initializer_list<std::string_view> names, std::string_view fix) const;

  [[nodiscard]] std::optional<std::string> string(std::string_view name) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name, std::int64_t least,
                                                    std::int64_t most) const;
  /// Null if it is left out or is no object.
  [[nodiscard]] const Node* object(std::string_view name) const;
  /// The items of an array; none if it is left out or is no array.
  [[nodiscard]] std::span<const Node> array(std::string_view name) const;

  /// The value that a property names. Another case is accepted with a warning.
  template <typename Value, std::size_t Count>
  [[nodiscard]] std::optional<Value> one_of(
      std::string_view name, const std::array<NamedValue<Value>, Count>& values) const {
    const Node* node = find(name);
    if (node == nullptr) return std::nullopt;
    return enum_value(*node, name, values, problems_);
  }

  [[nodiscard]] PlaceId place() const { return object_.place; }

 private:
  const Node* of_kind(std::string_view name, Node::Kind kind) const;

  const Node& object_;
  ProblemList& problems_;
};

}  // namespace lab::model
