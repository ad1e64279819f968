#include "lab/model/attribute_rules.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "lab/model/limits.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

bool is_key(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_';
  });
}

void report_type(const Node& node, std::string_view what, ProblemList& problems) {
  problems.add(node.place, Rule::attribute_value_type,
               fmt::format("{} is {}", what, kind_text(node.kind)),
               node.is(Node::Kind::boolean)
                   ? "attributes hold strings, integers and arrays of strings; write \"true\" or "
                     "\"false\" as a string"
                   : "attributes hold strings, integers and arrays of strings");
}

bool is_whole_number(std::string_view text) {
  return text.find_first_of(".eE") == std::string_view::npos;
}

std::optional<std::vector<std::string>> read_strings(const Node& array, ProblemList& problems) {
  std::vector<std::string> strings;
  bool all = true;
  for (const Node& item : array.items) {
    if (item.is(Node::Kind::string)) {
      strings.push_back(item.text);
      continue;
    }
    all = false;
    if (!item.is(Node::Kind::unresolved)) report_type(item, "an item of the array", problems);
  }
  return all ? std::optional{std::move(strings)} : std::nullopt;
}

std::optional<AttributeValue> read_value(const std::string& key, const Node& node,
                                         ProblemList& problems) {
  switch (node.kind) {
    case Node::Kind::string: return node.text;
    case Node::Kind::integer: return node.integer;
    case Node::Kind::array: return read_strings(node, problems);
    case Node::Kind::unresolved: return std::nullopt;
    case Node::Kind::decimal:
      if (is_whole_number(node.text)) {
        problems.add(node.place, Rule::attribute_integer_range,
                     fmt::format("the attribute {} is {}", in_quotes(key), node.text),
                     "write an integer of 64 bits, or a string");
        return std::nullopt;
      }
      break;
    default: break;
  }
  report_type(node, fmt::format("the attribute {}", in_quotes(key)), problems);
  return std::nullopt;
}

std::size_t string_bytes(std::string_view text) {
  const auto escaped = std::count_if(text.begin(), text.end(),
                                     [](char letter) { return letter == '"' || letter == '\\'; });
  return text.size() + static_cast<std::size_t>(escaped) + 2;
}

/// The bytes of a value as compact JSON.
std::size_t json_bytes(const Node& node) {
  if (node.is(Node::Kind::string)) return string_bytes(node.text);
  if (node.is(Node::Kind::integer)) return fmt::formatted_size("{}", node.integer);
  std::size_t bytes = 2 + (node.items.empty() ? 0 : node.items.size() - 1);
  for (const Node& item : node.items) bytes += json_bytes(item);
  return bytes;
}

}  // namespace

Attributes read_attributes(const Node& object, ProblemList& problems) {
  Attributes attributes;
  std::size_t bytes = 2 + (object.members.empty() ? 0 : object.members.size() - 1);
  for (const Member& member : object.members) {
    bytes += string_bytes(member.key) + 1 + json_bytes(member.value);
    if (!is_key(member.key)) {
      problems.add(member.value.place, Rule::attribute_key,
                   fmt::format("the attribute key {} holds more than letters, digits and _",
                               in_quotes(member.key)),
                   "rename it, for example in snake_case");
    }
    if (auto value = read_value(member.key, member.value, problems)) {
      attributes.emplace(member.key, std::move(*value));
    }
  }
  if (bytes >= limits::attribute_bytes) {
    problems.add(
        object.place, Rule::attributes_size, fmt::format("the attributes have {} bytes", bytes),
        fmt::format("keep them under {}, counted as compact JSON", limits::attribute_bytes));
  }
  return attributes;
}

}  // namespace lab::model
