#include "lab/model/arm_expression.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/base/nearest.hpp"
#include "lab/model/arm_functions.hpp"
#include "lab/model/limits.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower{text};
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char letter) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  });
  return lower;
}

bool is_word_letter(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

/// The memory a value takes; more than any budget if it nests too deeply.
std::size_t bytes_of(const Node& node, std::size_t depth = 0) {
  if (depth > limits::nesting_depth) return limits::expression_bytes + 1;
  std::size_t bytes = sizeof(Node) + node.text.size();
  for (const Node& item : node.items) bytes += bytes_of(item, depth + 1);
  for (const Member& member : node.members) {
    bytes += member.key.size() + bytes_of(member.value, depth + 1);
  }
  return bytes;
}

void move_to(Node& node, PlaceId place) {
  node.place = place;
  for (Node& item : node.items) move_to(item, place);
  for (Member& member : node.members) move_to(member.value, place);
}

}  // namespace

/// Reads one expression and evaluates it on the way. The first problem ends it.
class ArmExpressionParser {
 public:
  ArmExpressionParser(ArmExpressions& scope, std::string_view text, PlaceId place)
      : scope_(scope), text_(text), place_(place) {}

  std::optional<Node> run() {
    auto value = parse_value();
    skip_spaces();
    if (value && at_ < text_.size()) {
      return fail(fmt::format("{} is left over", in_quotes(text_.substr(at_))), "take it out");
    }
    return value;
  }

  [[nodiscard]] bool has_problem() const { return !cause_.empty(); }
  [[nodiscard]] const std::string& cause() const { return cause_; }
  [[nodiscard]] const std::string& fix() const { return fix_; }
  /// Whether the problem is told already, at another place.
  [[nodiscard]] bool is_told() const { return is_told_; }

 private:
  std::nullopt_t fail(std::string cause, std::string fix) {
    if (cause_.empty()) {
      cause_ = std::move(cause);
      fix_ = std::move(fix);
    }
    return std::nullopt;
  }

  std::nullopt_t fail_told() {
    is_told_ = true;
    return fail("told elsewhere", {});
  }

  void skip_spaces() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }

  bool take(char letter) {
    skip_spaces();
    if (at_ >= text_.size() || text_[at_] != letter) return false;
    ++at_;
    return true;
  }

  std::string_view take_word() {
    skip_spaces();
    const std::size_t start = at_;
    while (at_ < text_.size() && is_word_letter(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }

  std::optional<Node> parse_value() {
    if (depth_ >= limits::nesting_depth) {
      return fail(fmt::format("calls nest deeper than {}", limits::nesting_depth), "flatten it");
    }
    ++depth_;
    auto value = parse_primary();
    while (value) {
      if (take('.')) {
        value = member_of(std::move(*value), take_word());
      } else if (take('[')) {
        auto index = parse_value();
        if (!index) return std::nullopt;
        if (!take(']')) return fail("a ] is missing", "close every [ with a ]");
        value = index->is(Node::Kind::string) ? member_of(std::move(*value), index->text)
                                              : item_of(std::move(*value), *index);
      } else {
        break;
      }
    }
    --depth_;
    return value;
  }

  std::optional<Node> parse_primary() {
    skip_spaces();
    if (at_ >= text_.size()) return fail("the expression ends too early", "complete it");
    const char letter = text_[at_];
    if (letter == '\'') return parse_text();
    if (letter == '-' || std::isdigit(static_cast<unsigned char>(letter)) != 0) {
      return parse_integer();
    }
    const std::string_view name = take_word();
    if (name.empty()) {
      return fail(fmt::format("{} starts no value", in_quotes(text_.substr(at_))),
                  "write a function call, a text in single quotes or an integer");
    }
    return parse_call(name);
  }

  std::optional<Node> parse_text() {
    std::string text;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != '\'') {
        text += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '\'') {
        text += text_[at_++];
      } else {
        ++at_;
        return string_node(std::move(text), place_);
      }
    }
    return fail("a text has no closing quote", "close it; write '' for a quote in it");
  }

  std::optional<Node> parse_integer() {
    Node node;
    node.kind = Node::Kind::integer;
    const char* first = text_.data() + at_;
    const auto [end, failure] = std::from_chars(first, text_.data() + text_.size(), node.integer);
    if (failure != std::errc{}) return fail("a number is no 64-bit integer", "write an integer");
    at_ += static_cast<std::size_t>(end - first);
    return node;
  }

  std::optional<Node> parse_call(std::string_view name) {
    if (!take('(')) {
      return fail(fmt::format("{} is no function call", in_quotes(name)),
                  "write its arguments in parentheses");
    }
    std::vector<Node> arguments;
    while (!take(')')) {
      if (!arguments.empty() && !take(',')) {
        return fail(fmt::format("the arguments of {} do not end", name),
                    "part them by commas and close the parenthesis");
      }
      auto argument = parse_value();
      if (!argument) return std::nullopt;
      arguments.push_back(std::move(*argument));
    }
    auto value = call(name, arguments);
    if (value && !scope_.spend(*value)) {
      return fail(fmt::format("the template's expressions give more than {} MiB, or nest deeper "
                              "than {}",
                              limits::expression_bytes >> 20U, limits::nesting_depth),
                  "make them smaller");
    }
    return value;
  }

  std::optional<Node> call(std::string_view name, const std::vector<Node>& arguments) {
    const std::string lower = lower_case(name);
    if (lower == "parameters") return lookup(scope_.parameters_, "parameter", arguments);
    if (lower == "variables") return lookup(scope_.variables_, "variable", arguments);
    if (lower == "copyindex") return copy_index(arguments);
    auto result = call_arm_function(name, arguments);
    if (!result) {
      return fail(fmt::format("the function {} is not supported", in_quotes(name)),
                  fmt::format("write its value, or use one of parameters, variables, copyIndex, {}",
                              fmt::join(arm_function_names(), ", ")));
    }
    if (!result->value) return fail(result->problem, "correct the call");
    return std::move(result->value);
  }

  std::optional<Node> lookup(ArmExpressions::Definitions& definitions, std::string_view kind,
                             const std::vector<Node>& arguments) {
    if (arguments.size() != 1 || !arguments[0].is(Node::Kind::string)) {
      return fail(fmt::format("{}s() takes the name of one {}", kind, kind), "correct the call");
    }
    const std::string& name = arguments[0].text;
    const auto found = definitions.find(lower_case(name));
    if (found == definitions.end()) {
      std::vector<std::string> names;
      for (const auto& [known, definition] : definitions) names.push_back(known);
      const auto nearest = nearest_word(name, names);
      return fail(fmt::format("the template declares no {} {}", kind, in_quotes(name)),
                  nearest ? fmt::format("did you mean {}?", in_quotes(*nearest)) : "declare it");
    }
    ArmExpressions::Definition& definition = found->second;
    if (definition.is_being_evaluated) {
      return fail(fmt::format("the {} {} is defined by itself", kind, in_quotes(name)),
                  "break the circle");
    }
    if (!definition.is_evaluated) {
      definition.is_being_evaluated = true;
      if (definition.may_hold_expressions) definition.value = scope_.evaluate(definition.value);
      definition.is_being_evaluated = false;
      definition.is_evaluated = true;
    }
    if (definition.value.is(Node::Kind::unresolved)) return fail_told();
    return definition.value;
  }

  std::optional<Node> copy_index(const std::vector<Node>& arguments) {
    if (scope_.copies_.empty()) {
      return fail("copyIndex() stands outside of a copy loop", "write it in a resource with copy");
    }
    const bool is_named = !arguments.empty() && arguments[0].is(Node::Kind::string);
    auto turn = scope_.copies_.back();
    if (is_named) {
      const auto found =
          std::find_if(scope_.copies_.begin(), scope_.copies_.end(),
                       [&](const auto& copy) { return copy.name == arguments[0].text; });
      if (found == scope_.copies_.end()) {
        return fail(fmt::format("there is no copy loop {}", in_quotes(arguments[0].text)),
                    "name the loop's own name");
      }
      turn = *found;
    }
    Node node;
    node.kind = Node::Kind::integer;
    node.integer = turn.index;
    const std::size_t offset = is_named ? 1 : 0;
    if (arguments.size() > offset + 1) return fail("copyIndex() has too many arguments", "");
    if (arguments.size() == offset) return node;
    if (!arguments[offset].is(Node::Kind::integer) ||
        __builtin_add_overflow(turn.index, arguments[offset].integer, &node.integer)) {
      return fail("copyIndex() takes an integer to start from", "correct the call");
    }
    return node;
  }

  std::optional<Node> member_of(Node object, std::string_view key) {
    if (object.is(Node::Kind::object)) {
      for (Member& member : object.members) {
        if (lower_case(member.key) == lower_case(key)) return std::move(member.value);
      }
    }
    return fail(fmt::format("{} has no member {}", kind_text(object.kind), in_quotes(key)),
                "correct the name");
  }

  std::optional<Node> item_of(Node array, const Node& index) {
    if (!array.is(Node::Kind::array) || !index.is(Node::Kind::integer) || index.integer < 0 ||
        static_cast<std::size_t>(index.integer) >= array.items.size()) {
      return fail(fmt::format("{} has no item [{}]", kind_text(array.kind), index.integer),
                  "correct the index; it counts from 0");
    }
    return std::move(array.items[static_cast<std::size_t>(index.integer)]);
  }

  ArmExpressions& scope_;
  std::string_view text_;
  PlaceId place_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::string cause_;
  std::string fix_;
  bool is_told_ = false;
};

void ArmExpressions::define_parameter(std::string name, Node value, bool may_hold_expressions) {
  parameters_[lower_case(name)] = {std::move(value), may_hold_expressions};
}

void ArmExpressions::define_variable(std::string name, Node value) {
  variables_[lower_case(name)] = {std::move(value), true};
}

bool ArmExpressions::is_expression(std::string_view text) {
  return text.size() >= 2 && text.front() == '[' && text.back() == ']' && text[1] != '[';
}

bool ArmExpressions::spend(const Node& node) {
  if (spent_bytes_ <= limits::expression_bytes) spent_bytes_ += bytes_of(node);
  return spent_bytes_ <= limits::expression_bytes;
}

Node ArmExpressions::evaluate(const Node& node) {
  if (node.is(Node::Kind::string)) return evaluate_text(node);
  Node result = node;
  for (Node& item : result.items) item = evaluate(item);
  for (Member& member : result.members) member.value = evaluate(member.value);
  return result;
}

Node ArmExpressions::evaluate_text(const Node& node) {
  if (!is_expression(node.text)) {
    Node result = node;
    if (node.text.substr(0, 2) == "[[") result.text.erase(0, 1);
    return result;
  }
  Node unresolved;
  unresolved.kind = Node::Kind::unresolved;
  unresolved.place = node.place;
  // Variables may name one another in a long chain: as deep as expressions may nest.
  if (depth_ >= limits::nesting_depth) {
    problems_.add(node.place, Rule::arm_expression,
                  fmt::format("parameters and variables name one another {} deep", depth_),
                  "shorten the chain");
    return unresolved;
  }
  ++depth_;
  ArmExpressionParser parser{*this, std::string_view{node.text}.substr(1, node.text.size() - 2),
                             node.place};
  auto value = parser.run();
  --depth_;
  if (!value) {
    if (!parser.is_told()) {
      problems_.add(node.place, Rule::arm_expression,
                    fmt::format("in {}: {}", in_quotes(node.text), parser.cause()), parser.fix());
    }
    return unresolved;
  }
  move_to(*value, node.place);
  return std::move(*value);
}

}  // namespace lab::model
