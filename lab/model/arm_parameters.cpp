#include "lab/model/arm_parameters.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/base/nearest.hpp"
#include "lab/model/property_reader.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

/// A parameter's type by its lower-case name in a template, and the JSON kind of its values.
struct ParameterType {
  std::string_view name;
  Node::Kind kind;
};
constexpr std::array parameter_types{
    ParameterType{"string", Node::Kind::string},
    ParameterType{"int", Node::Kind::integer},
    ParameterType{"bool", Node::Kind::boolean},
    ParameterType{"array", Node::Kind::array},
    ParameterType{"object", Node::Kind::object},
    ParameterType{"secureobject", Node::Kind::object},
    ParameterType{"securestring", Node::Kind::string},
};

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  });
  return text;
}

/// A member of the parameters file's or the template's `parameters`, by name ignoring case.
const Node* find_parameter(const Node* parameters, std::string_view name) {
  if (parameters == nullptr) return nullptr;
  const std::string wanted = lower_case(std::string{name});
  for (const Member& member : parameters->members) {
    if (lower_case(member.key) == wanted) return &member.value;
  }
  return nullptr;
}

void check_type(const std::string& name, const Node& declaration, const Node& value,
                ProblemList& problems) {
  const Node* type = declaration.find("type");
  if (type == nullptr) return;
  const auto known = std::find_if(
      parameter_types.begin(), parameter_types.end(),
      [&](const ParameterType& candidate) { return candidate.name == lower_case(type->text); });
  if (known == parameter_types.end() || value.is(known->kind)) return;
  problems.add(value.place, Rule::arm_parameter_type,
               fmt::format("the parameter {} is {}; the template declares {}", in_quotes(name),
                           kind_text(value.kind), in_quotes(type->text)),
               fmt::format("give {}", kind_text(known->kind)));
}

/// The value of one parameter in a parameters file, or null with a problem told or without any.
const Node* given_value(const Node* values, const std::string& name, ProblemList& problems) {
  const Node* given = find_parameter(values, name);
  if (given == nullptr) return nullptr;
  const Node* value = given->find("value");
  if (value != nullptr) return value;
  problems.add(given->place, Rule::arm_parameter_missing,
               fmt::format("the parameter {} has no value", in_quotes(name)),
               given->find("reference") != nullptr
                   ? "a key vault cannot be asked here: write {\"value\": …}"
                   : "write {\"value\": …}");
  return nullptr;
}

void report_unknown(const Node& values, const Node* declarations, ProblemList& problems) {
  std::vector<std::string> names;
  if (declarations != nullptr) {
    for (const Member& member : declarations->members) names.push_back(member.key);
  }
  for (const Member& member : values.members) {
    if (find_parameter(declarations, member.key) != nullptr) continue;
    const auto nearest = nearest_word(member.key, names);
    problems.add(member.value.place, Rule::arm_parameter_unknown,
                 fmt::format("the template declares no parameter {}", in_quotes(member.key)),
                 nearest ? fmt::format("did you mean {}?", in_quotes(*nearest))
                         : fmt::format("it declares: {}", fmt::join(names, ", ")));
  }
}

void define(const Member& declaration, const Node* values, ArmExpressions& expressions,
            ProblemList& problems) {
  const std::string& name = declaration.key;
  const bool is_given = find_parameter(values, name) != nullptr;
  if (const Node* value = given_value(values, name, problems)) {
    check_type(name, declaration.value, *value, problems);
    expressions.define_parameter(name, *value, false);
    return;
  }
  if (const Node* value = declaration.value.find("defaultValue"); value != nullptr && !is_given) {
    const bool is_expression =
        value->is(Node::Kind::string) && ArmExpressions::is_expression(value->text);
    if (!is_expression) check_type(name, declaration.value, *value, problems);
    expressions.define_parameter(name, *value, true);
    return;
  }
  Node unresolved;
  unresolved.kind = Node::Kind::unresolved;
  unresolved.place = declaration.value.place;
  expressions.define_parameter(name, std::move(unresolved), false);
  if (is_given) return;
  problems.add(declaration.value.place, Rule::arm_parameter_missing,
               fmt::format("the parameter {} has no value", in_quotes(name)),
               "give a parameters file with --parameters, or a defaultValue");
}

}  // namespace

void define_arm_parameters(const Node& document, const Node* parameters_file,
                           ArmExpressions& expressions, ProblemList& problems) {
  const Node* declarations = document.find("parameters");
  if (declarations != nullptr &&
      !check_kind(*declarations, Node::Kind::object, "parameters", problems)) {
    declarations = nullptr;
  }
  const Node* values = nullptr;
  if (parameters_file != nullptr &&
      check_kind(*parameters_file, Node::Kind::object, "a parameters file", problems)) {
    // The bare form, without the envelope, is what `az deployment` takes on its command line.
    const Node* inner = parameters_file->find("parameters");
    values = inner != nullptr ? inner : parameters_file;
    if (!check_kind(*values, Node::Kind::object, "parameters", problems)) values = nullptr;
  }
  if (values != nullptr) report_unknown(*values, declarations, problems);
  if (declarations == nullptr) return;
  for (const Member& member : declarations->members) {
    define(member, values, expressions, problems);
  }
}

}  // namespace lab::model
