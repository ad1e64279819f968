#include "lab/model/client_query_scanner.hpp"

#include <array>
#include <charconv>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "lab/base/terminal.hpp"

namespace lab::model {
namespace {

using Kind = QueryToken::Kind;

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

/// A letter of a name. `.` is in it, so that `attributes.type` is one token; `-`, so that the
/// unquoted text of a person who forgot the quotes is one token in the complaint.
bool is_word_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || is_digit(letter) ||
         letter == '_' || letter == '.' || letter == '-';
}

/// Signs of other languages, longest first, and what stands for them here.
struct ForeignSign {
  std::string_view sign;
  std::string_view fix;
};

constexpr std::array<ForeignSign, 10> foreign_signs = {{
    {"===", "did you mean '='?"},
    {"==", "did you mean '='?"},
    {"&&", "did you mean 'and'?"},
    {"||", "did you mean 'or'?"},
    {"=<", "did you mean '<='?"},
    {"=>", "did you mean '>='?"},
    {"&", "did you mean 'and'?"},
    {"|", "did you mean 'or'?"},
    {"!", "there is no NOT: turn the comparison round, for example with '!='"},
    {"$", "'$all' is the name of a built-in group, not a query: name it in the permission binding"},
}};

}  // namespace

std::variant<QueryToken, SyntaxProblem> QueryScanner::next() {
  at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
  if (at_ == text_.size()) return QueryToken{Kind::end, at_, {}, 0};
  const char letter = text_[at_];
  if (letter == '\'' || letter == '"') return quoted();
  const bool negative = letter == '-' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]);
  if (is_digit(letter) || negative) return integer();
  if (is_word_letter(letter)) return word();
  return sign();
}

QueryToken QueryScanner::take(Kind kind, std::size_t bytes) {
  const QueryToken token{kind, at_, text_.substr(at_, bytes), 0};
  at_ += bytes;
  return token;
}

std::variant<QueryToken, SyntaxProblem> QueryScanner::quoted() {
  const char quote = text_[at_];
  const std::size_t end = text_.find(quote, at_ + 1);
  if (end == std::string_view::npos) {
    return SyntaxProblem{at_, fmt::format("the quote {} is never closed", quote),
                         fmt::format("end the text with {}", quote)};
  }
  QueryToken token = take(Kind::text, end + 1 - at_);
  token.text = token.text.substr(1, token.text.size() - 2);
  const bool touches_quote = at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"');
  if (touches_quote) {
    return SyntaxProblem{
        at_, "two texts stand side by side",
        "a quote inside a text is not escaped: put the other kind around the text"};
  }
  return token;
}

std::variant<QueryToken, SyntaxProblem> QueryScanner::integer() {
  std::size_t end = at_ + 1;
  while (end < text_.size() && is_word_letter(text_[end])) ++end;
  QueryToken token = take(Kind::integer, end - at_);
  const char* const last = token.text.data() + token.text.size();
  const auto [rest, error] = std::from_chars(token.text.data(), last, token.number);
  const std::string shown = printable(token.text, 64);
  if (error == std::errc::result_out_of_range) {
    return SyntaxProblem{token.at, fmt::format("{} does not fit in 64 bits", shown),
                         "use a smaller number, or quote it to compare text"};
  }
  if (rest == last) return token;
  const bool decimal = *rest == '.' && rest + 1 != last && is_digit(rest[1]);
  if (decimal) {
    return SyntaxProblem{token.at, fmt::format("{} is not an integer", shown),
                         "attributes are integers or text: use a whole number, or quote it"};
  }
  return SyntaxProblem{token.at, fmt::format("{} is neither a number nor a name", shown),
                       fmt::format("quote it: '{}'", shown)};
}

std::variant<QueryToken, SyntaxProblem> QueryScanner::word() {
  std::size_t end = at_ + 1;
  while (end < text_.size() && is_word_letter(text_[end])) ++end;
  return take(Kind::name, end - at_);
}

std::variant<QueryToken, SyntaxProblem> QueryScanner::sign() {
  const std::string_view rest = text_.substr(at_);
  constexpr std::array<std::string_view, 7> comparators = {"!=", "<>", "<=", ">=", "=", "<", ">"};
  // `!=` before `!`, but `==` before `=`.
  for (const ForeignSign& foreign : foreign_signs) {
    if (!rest.starts_with(foreign.sign) || rest.starts_with("!=")) continue;
    return SyntaxProblem{at_, fmt::format("'{}' is not part of the language", foreign.sign),
                         std::string(foreign.fix)};
  }
  for (const std::string_view comparator : comparators) {
    if (rest.starts_with(comparator)) return take(Kind::comparator, comparator.size());
  }
  constexpr std::array<std::pair<char, Kind>, 5> punctuation = {{
      {'(', Kind::open_parenthesis},
      {')', Kind::close_parenthesis},
      {'[', Kind::open_bracket},
      {']', Kind::close_bracket},
      {',', Kind::comma},
  }};
  for (const auto& [letter, kind] : punctuation) {
    if (rest.front() == letter) return take(kind, 1);
  }
  return SyntaxProblem{
      at_, fmt::format("'{}' is not part of the language", printable(rest.substr(0, 1))),
      "quote text, and write names as attributes.KEY or authenticationName"};
}

}  // namespace lab::model
