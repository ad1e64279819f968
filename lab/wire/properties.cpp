#include "lab/wire/properties.hpp"

#include <algorithm>

namespace lab::wire {
namespace {

/// The first value with this identifier that is of this kind.
template <typename Value>
const Value* first_of(const std::vector<Property>& all, PropertyId id) {
  for (const Property& property : all) {
    if (property.id != id) continue;
    if (const auto* value = std::get_if<Value>(&property.value)) return value;
  }
  return nullptr;
}

}  // namespace

Properties& Properties::add_value(PropertyId id, PropertyValue value) {
  // Made in its place: GCC 12 sees an uninitialized string where a temporary is moved in.
  Property& added = all_.emplace_back();
  added.id = id;
  added.value = std::move(value);
  return *this;
}

Properties& Properties::add(PropertyId id, std::uint32_t number) {
  return add_value(id, number);
}

Properties& Properties::add(PropertyId id, std::string bytes) {
  return add_value(id, std::move(bytes));
}

Properties& Properties::add_user(std::string name, std::string value) {
  return add_value(PropertyId::user_property, TextPair{std::move(name), std::move(value)});
}

std::optional<std::uint32_t> Properties::number(PropertyId id) const {
  const auto* value = first_of<std::uint32_t>(all_, id);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<std::string> Properties::bytes(PropertyId id) const {
  const auto* value = first_of<std::string>(all_, id);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::vector<TextPair> Properties::user_properties() const {
  std::vector<TextPair> pairs;
  for (const Property& property : all_) {
    const auto* pair = std::get_if<TextPair>(&property.value);
    if (pair != nullptr && property.id == PropertyId::user_property) pairs.push_back(*pair);
  }
  return pairs;
}

std::vector<std::uint32_t> Properties::numbers(PropertyId id) const {
  std::vector<std::uint32_t> numbers;
  for (const Property& property : all_) {
    const auto* number = std::get_if<std::uint32_t>(&property.value);
    if (number != nullptr && property.id == id) numbers.push_back(*number);
  }
  return numbers;
}

bool Properties::has(PropertyId id) const {
  return std::any_of(all_.begin(), all_.end(),
                     [&](const Property& property) { return property.id == id; });
}

void Properties::remove(PropertyId id) {
  std::erase_if(all_, [&](const Property& property) { return property.id == id; });
}

}  // namespace lab::wire
