#include "lab/model/definition_tree.hpp"

#include <utility>

#include "lab/base/assert.hpp"

namespace lab::model {

PlaceId Places::add_file(std::string file) {
  const auto place = static_cast<PlaceId>(entries_.size());
  entries_.push_back({place, std::move(file)});
  return place;
}

PlaceId Places::add_member(PlaceId parent, std::string_view key) {
  entries_.push_back({parent, std::string{key}});
  return static_cast<PlaceId>(entries_.size() - 1);
}

PlaceId Places::add_item(PlaceId parent, std::size_t index) {
  return add_member(parent, std::to_string(index));
}

const std::string& Places::file(PlaceId place) const {
  LAB_ASSERT(place < entries_.size());
  while (entries_[place].parent != place) place = entries_[place].parent;
  return entries_[place].step;
}

std::string Places::pointer(PlaceId place) const {
  LAB_ASSERT(place < entries_.size());
  std::vector<const std::string*> steps;
  for (; entries_[place].parent != place; place = entries_[place].parent) {
    steps.push_back(&entries_[place].step);
  }
  std::string pointer;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    pointer += '/';
    for (const char letter : **step) {
      if (letter == '~') {
        pointer += "~0";
      } else if (letter == '/') {
        pointer += "~1";
      } else {
        pointer += letter;
      }
    }
  }
  return pointer;
}

const Node* Node::find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

std::string_view kind_text(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::null: return "null";
    case Node::Kind::boolean: return "a boolean";
    case Node::Kind::integer: return "an integer";
    case Node::Kind::decimal: return "a number that is not a 64-bit integer";
    case Node::Kind::string: return "a string";
    case Node::Kind::array: return "an array";
    case Node::Kind::object: return "an object";
    case Node::Kind::unresolved: return "an unresolved expression";
  }
  return "something else";
}

Node string_node(std::string text, PlaceId place) {
  Node node;
  node.kind = Node::Kind::string;
  node.place = place;
  node.text = std::move(text);
  return node;
}

}  // namespace lab::model
