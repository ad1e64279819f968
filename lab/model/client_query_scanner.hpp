#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "lab/model/client_query.hpp"

namespace lab::model {

/// A word, sign or literal of a group query, and where it stands.
struct QueryToken {
  enum class Kind {
    name,     ///< `attributes.KEY`, `authenticationName`, a keyword, or an unquoted word.
    text,     ///< A quoted text; `text` is what stands between the quotes.
    integer,  ///< `number`.
    comparator,
    open_parenthesis,
    close_parenthesis,
    open_bracket,
    close_bracket,
    comma,
    end,
  };
  Kind kind = Kind::end;
  std::size_t at = 0;
  std::string_view text;  ///< As written, a view of the query.
  std::int64_t number = 0;
};

/// Cuts a group query into tokens, one at a time. A token that the language does not have is a
/// problem, with what was probably meant as its fix.
class QueryScanner {
 public:
  explicit QueryScanner(std::string_view text) : text_(text) {}

  /// The next token; `end` for ever after the last. After a problem, do not call it again.
  std::variant<QueryToken, SyntaxProblem> next();

 private:
  std::variant<QueryToken, SyntaxProblem> quoted();
  std::variant<QueryToken, SyntaxProblem> integer();
  std::variant<QueryToken, SyntaxProblem> word();
  std::variant<QueryToken, SyntaxProblem> sign();
  QueryToken take(QueryToken::Kind kind, std::size_t bytes);

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace lab::model
