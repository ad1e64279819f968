#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/model/problem_list.hpp"

namespace lab::model {

/// What the expressions of one ARM template can see, and their evaluation.
///
/// An expression is a string of the form `[…]`; `[[…` stands for a text that starts with `[`. In
/// it: function calls, texts in single quotes, integers, `.member` and `[index]`. Parameters and
/// variables are evaluated when first read; a circle among them is a problem, and so is more output
/// than `limits::expression_bytes`.
class ArmExpressions {
 public:
  explicit ArmExpressions(ProblemList& problems) : problems_(problems) {}

  /// Declares a parameter. A default value may be an expression itself, a given value may not.
  void define_parameter(std::string name, Node value, bool may_hold_expressions);
  void define_variable(std::string name, Node value);

  /// Enters and leaves one turn of a copy loop; `copyIndex()` reads the innermost.
  void enter_copy(std::string name, std::int64_t index) { copies_.push_back({name, index}); }
  void leave_copy() { copies_.pop_back(); }

  /// The value with every expression in it replaced. What cannot be evaluated becomes `unresolved`
  /// and is reported at its place. Results stand at the place of their expression.
  [[nodiscard]] Node evaluate(const Node& node);

  /// Counts a value against the bound on what a template may give. False if that is exceeded.
  [[nodiscard]] bool spend(const Node& node);

  /// Whether a text is an expression.
  static bool is_expression(std::string_view text);

 private:
  friend class ArmExpressionParser;

  struct Definition {
    Node value;
    bool may_hold_expressions = true;
    bool is_evaluated = false;
    bool is_being_evaluated = false;
  };
  struct CopyTurn {
    std::string name;
    std::int64_t index;
  };
  using Definitions = std::map<std::string, Definition, std::less<>>;  ///< By lower-case name.

  Node evaluate_text(const Node& node);

  ProblemList& problems_;
  Definitions parameters_;
  Definitions variables_;
  std::vector<CopyTurn> copies_;
  std::size_t spent_bytes_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace lab::model
