#include "lab/model/import_shell_lexer.hpp"

#include <algorithm>
#include <array>

namespace lab::model {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t deepest = 32;

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t';
}

bool ends_word(char letter) {
  return is_blank(letter) || letter == '\n' || letter == ';' || letter == '&' || letter == '|' ||
         letter == '(' || letter == ')' || letter == '<' || letter == '>';
}

bool starts_piece(char letter) {
  return letter == '\'' || letter == '"' || letter == '`' || letter == '\\' || letter == '$';
}

/// The end of what a parenthesis at `at` encloses, quotes, comments and further ones respected.
std::size_t end_of_parentheses(std::string_view text, std::size_t at, std::size_t depth) {
  std::size_t open = 0;
  while (at < text.size()) {
    const char letter = text[at];
    if (starts_piece(letter)) {
      at = end_of_shell_piece(text, at, ShellQuoting::none, depth + 1);
      if (at == npos) return npos;
      continue;
    }
    if (letter == '#' && (is_blank(text[at - 1]) || text[at - 1] == '\n')) {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (letter == '(') ++open;
    if (letter == ')' && --open == 0) return at + 1;
    ++at;
  }
  return npos;
}

/// The end of a piece that lasts until `closing`, with pieces inside. In double quotes, a single
/// quote is a letter like any other.
std::size_t end_of_enclosed(std::string_view text, std::size_t at, char closing,
                            ShellQuoting quoting, std::size_t depth) {
  while (at < text.size()) {
    if (text[at] == closing) return at + 1;
    if (starts_piece(text[at]) && !(quoting == ShellQuoting::in_double && text[at] == '\'')) {
      at = end_of_shell_piece(text, at, quoting, depth + 1);
      if (at == npos) return npos;
    } else {
      ++at;
    }
  }
  return npos;
}

/// The end of a piece without pieces inside, in which a backslash keeps the next letter.
std::size_t end_of_escaped(std::string_view text, std::size_t at, char closing) {
  for (; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == closing) {
      return at + 1;
    }
  }
  return npos;
}

std::size_t end_of_dollar(std::string_view text, std::size_t at, ShellQuoting quoting,
                          std::size_t depth) {
  const char next = at + 1 < text.size() ? text[at + 1] : '\0';
  if (next == '\'' && quoting == ShellQuoting::none) return end_of_escaped(text, at + 2, '\'');
  if (next == '(') return end_of_parentheses(text, at + 1, depth);
  if (next == '{') return end_of_enclosed(text, at + 2, '}', quoting, depth);
  return at + 1;
}

/// Walks over a script and cuts off one token after the other.
class Lexer {
 public:
  Lexer(std::string_view script, std::size_t first_line) : text_(script), line_(first_line) {}

  ShellTokens run() {
    while (!result_.problem && skip_to_token()) take_token();
    return std::move(result_);
  }

 private:
  [[nodiscard]] char letter(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  /// Skips blanks, comments and continued lines. False at the end.
  bool skip_to_token() {
    while (at_ < text_.size()) {
      if (is_blank(letter())) {
        ++at_;
      } else if (letter() == '\\' && letter(1) == '\n') {
        at_ += 2;
        ++line_;
      } else if (letter() == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else {
        return true;
      }
    }
    return false;
  }

  void take_token() {
    const char first = letter();
    if (first == '\n') {
      add(ShellToken::Kind::separator, 1);
      ++line_;
      skip_here_documents();
    } else if ((first == '<' || first == '>') && letter(1) == '(') {
      take_word();
    } else if (ends_word(first)) {
      take_operator();
    } else {
      take_word();
    }
  }

  void add(ShellToken::Kind kind, std::size_t length) {
    result_.tokens.push_back({kind, line_, text_.substr(at_, length)});
    at_ += length;
  }

  void take_operator() {
    struct Operator {
      std::string_view text;
      ShellToken::Kind kind;
    };
    using Kind = ShellToken::Kind;
    // The longer ones first.
    static constexpr std::array operators{Operator{";;&", Kind::end_of_choice},
                                          Operator{";;", Kind::end_of_choice},
                                          Operator{";&", Kind::end_of_choice},
                                          Operator{"&>>", Kind::redirection},
                                          Operator{"&>", Kind::redirection},
                                          Operator{"&&", Kind::separator},
                                          Operator{"||", Kind::separator},
                                          Operator{"|&", Kind::pipe},
                                          Operator{"<<<", Kind::redirection},
                                          Operator{"<<-", Kind::redirection},
                                          Operator{"<<", Kind::redirection},
                                          Operator{">>", Kind::redirection},
                                          Operator{"<&", Kind::redirection},
                                          Operator{">&", Kind::redirection},
                                          Operator{"<>", Kind::redirection},
                                          Operator{">|", Kind::redirection},
                                          Operator{";", Kind::separator},
                                          Operator{"&", Kind::separator},
                                          Operator{"|", Kind::pipe},
                                          Operator{"(", Kind::open},
                                          Operator{")", Kind::close},
                                          Operator{"<", Kind::redirection},
                                          Operator{">", Kind::redirection}};
    const auto* found = std::find_if(operators.begin(), operators.end(), [&](const Operator& one) {
      return text_.substr(at_).starts_with(one.text);
    });
    add(found->kind, found->text.size());
    if (found->text == "<<" || found->text == "<<-") note_here_document(found->text == "<<-");
  }

  /// The word after `<<` names the line that ends the document.
  void note_here_document(bool strips_tabs) {
    if (!skip_to_token() || letter() == '\n' || ends_word(letter())) return;
    take_word();
    if (result_.problem) return;
    std::string end;
    for (const char one : result_.tokens.back().text) {
      if (one != '\'' && one != '"' && one != '\\') end += one;
    }
    here_documents_.push_back({std::move(end), strips_tabs});
  }

  void skip_here_documents() {
    for (const HereDocument& document : here_documents_) {
      const std::size_t start = at_;
      const std::size_t first_line = line_;
      while (at_ < text_.size()) {
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        std::string_view line = text_.substr(at_, end - at_);
        at_ = std::min(end + 1, text_.size());
        ++line_;
        while (document.strips_tabs && line.starts_with('\t')) line.remove_prefix(1);
        if (line == document.end) break;
      }
      result_.here_documents.push_back({first_line, text_.substr(start, at_ - start)});
    }
    here_documents_.clear();
  }

  void take_word() {
    const std::size_t start = at_;
    std::size_t end = at_;
    while (end < text_.size()) {
      const bool takes_parentheses =
          text_[end] == '(' && holds_parentheses(text_.substr(start, end - start));
      const bool is_process = (text_[end] == '<' || text_[end] == '>') && end == start &&
                              end + 1 < text_.size() && text_[end + 1] == '(';
      if (ends_word(text_[end]) && !takes_parentheses && !is_process) break;
      const std::size_t piece = end;
      if (takes_parentheses || is_process) {
        end = end_of_parentheses(text_, end + (is_process ? 1 : 0), 0);
      } else {
        end = starts_piece(text_[end]) ? end_of_shell_piece(text_, end) : end + 1;
      }
      if (end == npos) {
        fail(piece);
        return;
      }
    }
    const std::string_view word = text_.substr(start, end - start);
    const bool is_descriptor =
        end < text_.size() && (text_[end] == '<' || text_[end] == '>') &&
        std::all_of(word.begin(), word.end(), [](char one) { return one >= '0' && one <= '9'; });
    if (!is_descriptor) result_.tokens.push_back({ShellToken::Kind::word, line_, word});
    line_ += static_cast<std::size_t>(std::count(word.begin(), word.end(), '\n'));
    at_ = end;
  }

  /// Whether a parenthesis after this much of a word belongs to it: `name=(…)`.
  static bool holds_parentheses(std::string_view word) {
    if (!word.ends_with('=')) return false;
    word.remove_suffix(1);
    if (word.ends_with('+')) word.remove_suffix(1);
    return is_shell_name(word);
  }

  void fail(std::size_t piece) {
    const std::string_view before = text_.substr(at_, piece - at_);
    result_.problem = {
        line_ + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')),
        "a quote or parenthesis that opens here is not closed"};
    // The command that it stands in is not whole either.
    std::vector<ShellToken>& tokens = result_.tokens;
    while (!tokens.empty() && !tokens.back().is(ShellToken::Kind::separator)) tokens.pop_back();
  }

  struct HereDocument {
    std::string end;
    bool strips_tabs;
  };

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_;
  std::vector<HereDocument> here_documents_;
  ShellTokens result_;
};

}  // namespace

ShellTokens cut_shell(std::string_view script, std::size_t first_line) {
  return Lexer{script, first_line}.run();
}

std::size_t end_of_shell_piece(std::string_view text, std::size_t at, ShellQuoting quoting,
                               std::size_t depth) {
  if (depth > deepest) return npos;
  switch (text[at]) {
    case '\'': {
      const std::size_t end = text.find('\'', at + 1);
      return end == npos ? npos : end + 1;
    }
    case '"': return end_of_enclosed(text, at + 1, '"', ShellQuoting::in_double, depth);
    case '`': return end_of_escaped(text, at + 1, '`');
    case '\\': return std::min(at + 2, text.size());
    case '$': return end_of_dollar(text, at, quoting, depth);
    default: return at + 1;
  }
}

std::size_t shell_name_length(std::string_view text) {
  const auto is_letter = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
  };
  if (text.empty() || !is_letter(text.front())) return 0;
  const auto* end = std::find_if(text.begin(), text.end(), [&](char letter) {
    return !is_letter(letter) && !(letter >= '0' && letter <= '9');
  });
  return static_cast<std::size_t>(end - text.begin());
}

bool is_shell_name(std::string_view text) {
  return !text.empty() && shell_name_length(text) == text.size();
}

}  // namespace lab::model
