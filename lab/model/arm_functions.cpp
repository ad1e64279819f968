#include "lab/model/arm_functions.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

using Arguments = std::vector<Node>;
using Kind = Node::Kind;

ArmResult text_result(std::string text) {
  return {string_node(std::move(text), 0), {}};
}

ArmResult problem_result(std::string problem) {
  return {std::nullopt, std::move(problem)};
}

ArmResult integer_result(std::int64_t value) {
  Node node;
  node.kind = Kind::integer;
  node.integer = value;
  return {std::move(node), {}};
}

ArmResult boolean_result(bool value) {
  Node node;
  node.kind = Kind::boolean;
  node.truth = value;
  return {std::move(node), {}};
}

/// A scalar as text, as `concat` and `string` write it. Nothing for arrays and objects.
std::optional<std::string> scalar_text(const Node& node) {
  if (node.is(Kind::string) || node.is(Kind::decimal)) return node.text;
  if (node.is(Kind::integer)) return std::to_string(node.integer);
  if (node.is(Kind::boolean)) return node.truth ? "True" : "False";
  return std::nullopt;
}

ArmResult concat(const Arguments& arguments) {
  const bool joins_arrays = std::all_of(arguments.begin(), arguments.end(),
                                        [](const Node& node) { return node.is(Kind::array); });
  if (joins_arrays) {
    Node joined = arguments.front();
    for (std::size_t index = 1; index < arguments.size(); ++index) {
      const std::vector<Node>& items = arguments[index].items;
      joined.items.insert(joined.items.end(), items.begin(), items.end());
    }
    return {std::move(joined), {}};
  }
  std::string text;
  for (const Node& argument : arguments) {
    const auto part = scalar_text(argument);
    if (!part) return problem_result("concat joins either arrays or texts and numbers");
    text += *part;
  }
  return text_result(std::move(text));
}

/// `{0}`, `{1}` …; `{{` and `}}` stand for braces. Format specifiers (`{0:D4}`) are refused.
ArmResult format(const Arguments& arguments) {
  if (!arguments.front().is(Kind::string)) return problem_result("format needs a text first");
  const std::string_view pattern = arguments.front().text;
  std::string text;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char letter = pattern[at];
    if (letter != '{' && letter != '}') {
      text += letter;
      continue;
    }
    if (at + 1 < pattern.size() && pattern[at + 1] == letter) {
      text += letter;
      ++at;
      continue;
    }
    const std::size_t close = pattern.find('}', at);
    std::size_t index = 0;
    const char* first = pattern.data() + at + 1;
    if (letter == '}' || close == std::string_view::npos ||
        std::from_chars(first, pattern.data() + close, index).ptr != pattern.data() + close ||
        close == at + 1) {
      return problem_result(fmt::format("format cannot read {}; only {{0}}, {{1}} … are supported",
                                        in_quotes(pattern.substr(at, 20))));
    }
    if (index + 1 >= arguments.size()) {
      return problem_result(fmt::format("format has no argument {{{}}}", index));
    }
    const auto part = scalar_text(arguments[index + 1]);
    if (!part) return problem_result("format writes texts and numbers only");
    text += *part;
    at = close;
  }
  return text_result(std::move(text));
}

template <int (*Change)(int)>
ArmResult change_case(const Arguments& arguments) {
  if (!arguments[0].is(Kind::string)) return problem_result("it needs a text");
  std::string text = arguments[0].text;
  for (char& letter : text) {
    // Only ASCII letters: bytes of other characters stay as they are.
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x80) letter = static_cast<char>(Change(byte));
  }
  return text_result(std::move(text));
}

ArmResult replace(const Arguments& arguments) {
  for (const Node& argument : arguments) {
    if (!argument.is(Kind::string)) return problem_result("replace needs three texts");
  }
  const std::string& wanted = arguments[1].text;
  if (wanted.empty()) return problem_result("replace needs a text to look for");
  std::string text;
  std::string_view rest = arguments[0].text;
  for (std::size_t at = rest.find(wanted); at != std::string_view::npos; at = rest.find(wanted)) {
    text.append(rest.substr(0, at)).append(arguments[2].text);
    rest.remove_prefix(at + wanted.size());
  }
  return text_result(text.append(rest));
}

ArmResult to_string(const Arguments& arguments) {
  auto text = scalar_text(arguments[0]);
  return text ? text_result(std::move(*text)) : problem_result("string takes a text or a number");
}

ArmResult to_integer(const Arguments& arguments) {
  if (arguments[0].is(Kind::integer)) return integer_result(arguments[0].integer);
  const std::string& text = arguments[0].text;
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size() || text.empty()) {
    return problem_result(fmt::format("int cannot read {}", in_quotes(text)));
  }
  return integer_result(value);
}

ArmResult length(const Arguments& arguments) {
  const Node& node = arguments[0];
  if (node.is(Kind::string)) {
    return integer_result(static_cast<std::int64_t>(code_points(node.text)));
  }
  if (node.is(Kind::array)) return integer_result(static_cast<std::int64_t>(node.items.size()));
  if (node.is(Kind::object)) return integer_result(static_cast<std::int64_t>(node.members.size()));
  return problem_result("length takes a text, an array or an object");
}

ArmResult create_array(const Arguments& arguments) {
  Node node;
  node.kind = Kind::array;
  node.items = arguments;
  return {std::move(node), {}};
}

template <char Operator>
ArmResult calculate(const Arguments& arguments) {
  if (!arguments[0].is(Kind::integer) || !arguments[1].is(Kind::integer)) {
    return problem_result("it takes two integers");
  }
  const std::int64_t left = arguments[0].integer;
  const std::int64_t right = arguments[1].integer;
  std::int64_t result = 0;
  bool is_lost = false;
  if constexpr (Operator == '+') {
    is_lost = __builtin_add_overflow(left, right, &result);
  } else if constexpr (Operator == '-') {
    is_lost = __builtin_sub_overflow(left, right, &result);
  } else if constexpr (Operator == '*') {
    is_lost = __builtin_mul_overflow(left, right, &result);
  } else {
    is_lost = right == 0 || (left == std::numeric_limits<std::int64_t>::min() && right == -1);
    if (!is_lost) result = Operator == '/' ? left / right : left % right;
  }
  if (is_lost) return problem_result("the result is no 64-bit integer");
  return integer_result(result);
}

bool equal_values(const Node& left, const Node& right) {
  return left.kind == right.kind && left.truth == right.truth && left.integer == right.integer &&
         left.text == right.text &&
         std::equal(left.items.begin(), left.items.end(), right.items.begin(), right.items.end(),
                    equal_values) &&
         std::equal(left.members.begin(), left.members.end(), right.members.begin(),
                    right.members.end(), [](const Member& one, const Member& other) {
                      return one.key == other.key && equal_values(one.value, other.value);
                    });
}

ArmResult equals(const Arguments& arguments) {
  return boolean_result(equal_values(arguments[0], arguments[1]));
}

ArmResult choose(const Arguments& arguments) {
  if (!arguments[0].is(Kind::boolean)) return problem_result("if needs a boolean first");
  return {arguments[0].truth ? arguments[1] : arguments[2], {}};
}

ArmResult negate(const Arguments& arguments) {
  if (!arguments[0].is(Kind::boolean)) return problem_result("not takes a boolean");
  return boolean_result(!arguments[0].truth);
}

ArmResult truth(const Arguments& /*arguments*/) {
  return boolean_result(true);
}
ArmResult falsehood(const Arguments& /*arguments*/) {
  return boolean_result(false);
}

Node object_of(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  Node node;
  node.kind = Kind::object;
  for (const auto& [key, value] : members) {
    node.members.push_back({std::string{key}, string_node(std::string{value}, 0)});
  }
  return node;
}

constexpr std::string_view subscription_path =
    "/subscriptions/00000000-0000-0000-0000-000000000000";

ArmResult resource_group(const Arguments& /*arguments*/) {
  return {object_of({{"id", std::string{subscription_path} + "/resourceGroups/local"},
                     {"name", "local"},
                     {"location", "local"},
                     {"type", "Microsoft.Resources/resourceGroups"}}),
          {}};
}

ArmResult subscription(const Arguments& /*arguments*/) {
  return {object_of({{"id", subscription_path},
                     {"subscriptionId", "00000000-0000-0000-0000-000000000000"},
                     {"tenantId", "00000000-0000-0000-0000-000000000000"},
                     {"displayName", "local"}}),
          {}};
}

/// The full id of a resource in the stand-in resource group: type segments and names interleaved.
ArmResult resource_id(const Arguments& arguments) {
  for (const Node& argument : arguments) {
    if (!argument.is(Kind::string)) return problem_result("resourceId takes texts");
  }
  std::string_view type = arguments[0].text;
  const std::size_t slash = type.find('/');
  if (slash == std::string_view::npos) {
    return problem_result("resourceId is supported with the resource's type first");
  }
  std::string id =
      fmt::format("{}/resourceGroups/local/providers/{}", subscription_path, type.substr(0, slash));
  type.remove_prefix(slash);
  for (std::size_t index = 1; index < arguments.size(); ++index) {
    const std::size_t end = std::min(type.find('/', 1), type.size());
    if (type.empty()) return problem_result("resourceId has more names than its type has segments");
    id.append(type.substr(0, end)).append("/").append(arguments[index].text);
    type.remove_prefix(end);
  }
  return type.empty() ? text_result(std::move(id))
                      : problem_result("resourceId has fewer names than its type has segments");
}

ArmResult unique_string(const Arguments& arguments) {
  std::uint64_t hash = 0xCBF29CE484222325U;  // FNV-1a.
  for (const Node& argument : arguments) {
    if (!argument.is(Kind::string)) return problem_result("uniqueString takes texts");
    for (const char letter : argument.text + '\0') {
      hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3U;
    }
  }
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text;
  for (int index = 0; index < 13; ++index, hash >>= 5U) text += letters[hash & 31U];
  return text_result(std::move(text));
}

struct ArmFunction {
  std::string_view name;
  std::size_t least;
  std::size_t most;
  ArmResult (*call)(const Arguments&);
};

constexpr std::size_t any_number = 1000;

constexpr std::array functions{
    ArmFunction{"add", 2, 2, calculate<'+'>},
    ArmFunction{"concat", 1, any_number, concat},
    ArmFunction{"createArray", 0, any_number, create_array},
    ArmFunction{"div", 2, 2, calculate<'/'>},
    ArmFunction{"equals", 2, 2, equals},
    ArmFunction{"false", 0, 0, falsehood},
    ArmFunction{"format", 1, any_number, format},
    ArmFunction{"if", 3, 3, choose},
    ArmFunction{"int", 1, 1, to_integer},
    ArmFunction{"length", 1, 1, length},
    ArmFunction{"mod", 2, 2, calculate<'%'>},
    ArmFunction{"mul", 2, 2, calculate<'*'>},
    ArmFunction{"not", 1, 1, negate},
    ArmFunction{"replace", 3, 3, replace},
    ArmFunction{"resourceGroup", 0, 0, resource_group},
    ArmFunction{"resourceId", 2, any_number, resource_id},
    ArmFunction{"string", 1, 1, to_string},
    ArmFunction{"sub", 2, 2, calculate<'-'>},
    ArmFunction{"subscription", 0, 0, subscription},
    ArmFunction{"toLower", 1, 1, change_case<std::tolower>},
    ArmFunction{"toUpper", 1, 1, change_case<std::toupper>},
    ArmFunction{"true", 0, 0, truth},
    ArmFunction{"uniqueString", 1, any_number, unique_string},
};

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  });
}

}  // namespace

std::optional<ArmResult> call_arm_function(std::string_view name, const Arguments& arguments) {
  for (const ArmFunction& function : functions) {
    if (!equal_ignoring_case(function.name, name)) continue;
    if (arguments.size() < function.least || arguments.size() > function.most) {
      return problem_result(fmt::format("{} takes {}{} argument{}, not {}", function.name,
                                        function.least,
                                        function.most == any_number ? " or more" : "",
                                        function.most == 1 ? "" : "s", arguments.size()));
    }
    ArmResult result = function.call(arguments);
    if (!result.value) result.problem = fmt::format("{}(): {}", function.name, result.problem);
    return result;
  }
  return std::nullopt;
}

std::vector<std::string> arm_function_names() {
  std::vector<std::string> names;
  for (const ArmFunction& function : functions) names.emplace_back(function.name);
  return names;
}

}  // namespace lab::model
