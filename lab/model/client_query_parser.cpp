#include "lab/model/client_query_parser.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "lab/base/nearest.hpp"
#include "lab/base/terminal.hpp"
#include "lab/model/client_query_scanner.hpp"

namespace lab::model {
namespace {

using Expression = ClientQuery::Expression;
using Kind = QueryToken::Kind;

constexpr std::size_t max_query_bytes = 65'536;
constexpr std::size_t max_depth = 64;
constexpr std::string_view attribute_prefix = "attributes.";
constexpr std::string_view authentication_name = "authenticationName";

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return out;
}

bool is_attribute_key(std::string_view key) {
  return !key.empty() && key.find_first_of(".-") == std::string_view::npos;
}

/// A word that other query languages have and this one has not; what to write instead.
std::optional<std::string> foreign_word_fix(std::string_view word) {
  const std::string small = lower(word);
  if (small == "not") return "there is no NOT: turn the comparison round, for example with '!='";
  if (small == "like" || small == "contains" || small == "startswith") {
    return fmt::format("there is no {}: compare whole values with '=' or IN ['…']", word);
  }
  if (small == "between") return "there is no BETWEEN: use '>=' and '<='";
  if (small == "is" || small == "null")
    return "there is no null: a missing attribute never matches";
  if (small == "eq") return "did you mean '='?";
  if (small == "ne") return "did you mean '!='?";
  if (small == "lt") return "did you mean '<'?";
  if (small == "gt") return "did you mean '>'?";
  if (small == "le") return "did you mean '<='?";
  if (small == "ge") return "did you mean '>='?";
  if (small == "true" || small == "false") {
    return fmt::format("attributes are text, integers or arrays of text: quote it, '{}'", word);
  }
  return std::nullopt;
}

std::string shown(const QueryToken& token) {
  if (token.kind == Kind::end) return "the end";
  return fmt::format("'{}'", printable(token.text, 64));
}

/// What a word that is no name was meant to be.
std::string name_fix(std::string_view word) {
  if (std::optional<std::string> fix = foreign_word_fix(word)) return *fix;
  const std::size_t dot = word.find('.');
  const std::string_view key = dot == std::string_view::npos ? word : word.substr(dot + 1);
  const std::array<std::string, 2> roots = {"attributes", std::string(authentication_name)};
  const std::optional<std::string> root = nearest_word(word.substr(0, dot), roots);
  if (root == authentication_name) return fmt::format("did you mean {}?", authentication_name);
  const bool of_client = word.starts_with("client.");
  if (of_client && key.starts_with(attribute_prefix)) return fmt::format("did you mean {}?", key);
  if (of_client && key == authentication_name) return fmt::format("did you mean {}?", key);
  const bool root_meant = root || dot == std::string_view::npos;
  if (root_meant && is_attribute_key(key) && key != "attributes") {
    return fmt::format("did you mean {}{}?", attribute_prefix, printable(key, 64));
  }
  return "write attributes.KEY (letters, digits and '_') or authenticationName";
}

/// Recursive descent with one token of look-ahead. Recursion happens only at `(`, and is bounded.
/// The first problem is kept in `problem_`; every function then returns without reading on.
class Parser {
 public:
  explicit Parser(std::string_view text) : scanner_(text) { advance(); }

  std::variant<Expression, SyntaxProblem> parse() {
    if (!problem_ && token_.kind == Kind::end) {
      refuse("the query is empty",
             "write a comparison; for every client, bind the built-in group $all");
    }
    Expression root = read_chain(Expression::Kind::any_of);
    if (!problem_ && token_.kind != Kind::end) refuse_what_follows();
    if (problem_) return std::move(*problem_);
    return root;
  }

 private:
  void advance() {
    if (problem_) return;
    std::variant<QueryToken, SyntaxProblem> next = scanner_.next();
    if (auto* problem = std::get_if<SyntaxProblem>(&next)) {
      problem_ = std::move(*problem);
    } else {
      token_ = std::get<QueryToken>(next);
    }
  }

  void refuse(std::string cause, std::string fix) {
    if (!problem_) problem_ = SyntaxProblem{token_.at, std::move(cause), std::move(fix)};
  }

  [[nodiscard]] bool at_keyword(std::string_view keyword) const {
    return !problem_ && token_.kind == Kind::name && lower(token_.text) == keyword;
  }

  /// `a or b or c` as one node, its operands being chains of `and`, whose operands are factors. One
  /// operand alone stands for itself.
  Expression read_chain(Expression::Kind kind) {
    const bool is_or = kind == Expression::Kind::any_of;
    Expression chain;
    chain.kind = kind;
    while (true) {
      chain.operands.push_back(is_or ? read_chain(Expression::Kind::all_of) : read_factor());
      if (!at_keyword(is_or ? "or" : "and")) break;
      advance();
    }
    if (chain.operands.size() > 1) return chain;
    Expression only = std::move(chain.operands.front());
    return only;
  }

  Expression read_factor() {
    if (problem_) return {};
    if (token_.kind != Kind::open_parenthesis) return read_comparison();
    if (depth_ == max_depth) {
      refuse(fmt::format("parentheses nest deeper than {}", max_depth), "remove some of them");
      return {};
    }
    const std::size_t opened_at = token_.at;
    ++depth_;
    advance();
    Expression inner = read_chain(Expression::Kind::any_of);
    --depth_;
    if (!problem_ && token_.kind == Kind::end) {
      problem_ = SyntaxProblem{opened_at, "the parenthesis is never closed", "close it with ')'"};
    } else if (!problem_ && token_.kind != Kind::close_parenthesis) {
      refuse_what_follows();
    }
    advance();
    return inner;
  }

  Expression read_comparison() {
    Expression comparison;
    comparison.kind = Expression::Kind::comparison;
    read_name(comparison);
    if (problem_) return comparison;
    if (at_keyword("in")) {
      comparison.comparator = Comparator::in;
      advance();
      read_set(comparison);
    } else if (token_.kind == Kind::comparator) {
      read_comparator(comparison);
      read_literal(comparison);
    } else {
      const std::optional<std::string> fix =
          token_.kind == Kind::name ? foreign_word_fix(token_.text) : std::nullopt;
      refuse(fmt::format("expected a comparison after the name, found {}", shown(token_)),
             fix.value_or("compare with =, !=, <, <=, >, >= or IN […]"));
    }
    return comparison;
  }

  void read_name(Expression& comparison) {
    if (token_.kind != Kind::name) {
      const bool literal = token_.kind == Kind::text || token_.kind == Kind::integer;
      refuse(fmt::format("expected a name, found {}", shown(token_)),
             literal ? "put the name on the left: attributes.KEY or authenticationName"
                     : "write attributes.KEY or authenticationName");
      return;
    }
    comparison.of_authentication_name = token_.text == authentication_name;
    if (!comparison.of_authentication_name) {
      const bool is_attribute = token_.text.starts_with(attribute_prefix) &&
                                is_attribute_key(token_.text.substr(attribute_prefix.size()));
      if (!is_attribute) {
        refuse(fmt::format("{} is not a name that a query can read", shown(token_)),
               name_fix(token_.text));
        return;
      }
      comparison.key = token_.text.substr(attribute_prefix.size());
    }
    advance();
  }

  void read_comparator(Expression& comparison) {
    constexpr std::array<std::pair<std::string_view, Comparator>, 7> comparators = {{
        {"=", Comparator::equal},
        {"!=", Comparator::not_equal},
        {"<>", Comparator::not_equal},
        {"<", Comparator::less},
        {"<=", Comparator::less_or_equal},
        {">", Comparator::greater},
        {">=", Comparator::greater_or_equal},
    }};
    for (const auto& [sign, comparator] : comparators) {
      if (token_.text == sign) comparison.comparator = comparator;
    }
    orders_ = comparison.comparator != Comparator::equal &&
              comparison.comparator != Comparator::not_equal;
    if (orders_ && comparison.of_authentication_name) {
      refuse("authenticationName is text, and text has no order", "use =, != or IN […]");
    }
    advance();
  }

  void read_set(Expression& comparison) {
    orders_ = false;
    if (problem_) return;
    if (token_.kind != Kind::open_bracket) {
      refuse(fmt::format("expected '[' after IN, found {}", shown(token_)),
             "write the set in square brackets: IN ['a', 'b']");
      return;
    }
    do {
      advance();
      read_literal(comparison);
    } while (!problem_ && token_.kind == Kind::comma);
    if (!problem_ && token_.kind != Kind::close_bracket) {
      refuse(fmt::format("expected ',' or ']' in the set, found {}", shown(token_)),
             "separate members with ',' and end the set with ']'");
    }
    advance();
  }

  void read_literal(Expression& comparison) {
    if (problem_) return;
    if (token_.kind == Kind::integer && comparison.of_authentication_name) {
      refuse("authenticationName is text, not a number",
             fmt::format("quote it: '{}'", token_.text));
    } else if (token_.kind == Kind::integer) {
      comparison.literals.emplace_back(token_.number);
    } else if (token_.kind == Kind::text && orders_) {
      refuse("text has no order: <, <=, > and >= compare integers",
             "compare with an integer (no quotes), or use =, != or IN […]");
    } else if (token_.kind == Kind::text) {
      comparison.literals.emplace_back(std::string(token_.text));
    } else {
      refuse_as_literal();
    }
    advance();
  }

  void refuse_as_literal() {
    std::string fix = "write an integer or a quoted text";
    if (token_.kind == Kind::name) {
      const std::string word = printable(token_.text, 64);
      fix = lower(token_.text) == "null" ? *foreign_word_fix(token_.text)
                                         : fmt::format("quote it: '{}'", word);
    } else if (token_.kind == Kind::open_bracket) {
      fix = "a set needs IN before it";
    }
    refuse(fmt::format("expected a value, found {}", shown(token_)), std::move(fix));
  }

  void refuse_what_follows() {
    std::string fix = "join comparisons with 'and' or 'or'";
    if (token_.kind == Kind::close_parenthesis) fix = "remove it, or open it with '('";
    if (token_.kind == Kind::name) fix = foreign_word_fix(token_.text).value_or(fix);
    refuse(fmt::format("expected 'and', 'or' or the end, found {}", shown(token_)), std::move(fix));
  }

  QueryScanner scanner_;
  QueryToken token_;
  std::optional<SyntaxProblem> problem_;
  std::size_t depth_ = 0;
  bool orders_ = false;  ///< The comparison being read is <, <=, > or >=.
};

}  // namespace

std::variant<Expression, SyntaxProblem> parse_client_query(std::string_view text) {
  if (text.size() > max_query_bytes) {
    return SyntaxProblem{
        max_query_bytes,
        fmt::format("the query has {} bytes, eglab reads at most {}", text.size(), max_query_bytes),
        "group by an attribute rather than by a long list"};
  }
  return Parser(text).parse();
}

}  // namespace lab::model
