#include "lab/model/import_shell_expansion.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "lab/model/import_shell_lexer.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

constexpr std::size_t deepest = 32;

/// The character for the letter behind a backslash in `$'…'`.
char escaped_letter(char letter) {
  switch (letter) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    default: return letter;
  }
}

}  // namespace

const std::string* ShellVariables::find(const std::string& name) const {
  if (const auto given = given_.find(name); given != given_.end()) return &given->second;
  const auto assigned = assigned_.find(name);
  return assigned == assigned_.end() ? nullptr : &assigned->second;
}

/// One word on its way to its fields.
class ShellExpansion::Walk {
 public:
  Walk(ShellExpansion& owner, std::size_t line, bool splits)
      : owner_(owner), line_(line), splits_(splits) {}

  void take(std::string_view word, ShellQuoting quoting) {
    for (std::size_t at = 0; at < word.size();) {
      const bool is_piece = word[at] == '\\' || word[at] == '$' || word[at] == '`' ||
                            word[at] == '"' || (word[at] == '\'' && quoting == ShellQuoting::none);
      std::size_t end = is_piece ? end_of_shell_piece(word, at, quoting) : at + 1;
      if (end == std::string_view::npos) end = word.size();
      if (is_piece) {
        at = take_piece(word, at, end, quoting);
      } else {
        // A default's own blanks part words like those of a value.
        if (is_default_) {
          put_value(word.substr(at, 1), quoting);
        } else {
          put(word.substr(at, 1));
        }
        at = end;
      }
    }
  }

  std::vector<std::string> fields() {
    if (has_field_) fields_.push_back(std::move(field_));
    return std::move(fields_);
  }

 private:
  void put(std::string_view text) {
    owner_.spent_bytes_ += text.size();
    has_field_ = true;
    if (owner_.spent_bytes_ <= most_bytes) field_ += text;
  }

  void put_unknown(std::string reason, std::string next) {
    put(owner_.unknown_.add({std::move(reason), std::move(next)}));
  }

  /// Puts a variable's value in: split at blanks unless it is quoted.
  void put_value(std::string_view value, ShellQuoting quoting) {
    if (quoting == ShellQuoting::in_double || !splits_) {
      put(value);
      return;
    }
    for (const char letter : value) {
      const bool is_blank = letter == ' ' || letter == '\t' || letter == '\n';
      if (!is_blank) {
        put({&letter, 1});
      } else if (has_field_) {
        fields_.push_back(std::exchange(field_, {}));
        has_field_ = false;
      }
    }
  }

  /// Takes the piece from `at` to `end`; gives where to go on.
  std::size_t take_piece(std::string_view word, std::size_t at, std::size_t end,
                         ShellQuoting quoting) {
    const std::string_view piece = word.substr(at, end - at);
    switch (piece.front()) {
      case '\\': take_backslash(piece, quoting); return end;
      case '\'': put(piece.substr(1, piece.size() - 2)); return end;
      case '"': take_double_quotes(piece); return end;
      case '`': take_command(piece, piece.substr(1, piece.size() - 2)); return end;
      default: return take_dollar(word, at, end, quoting);
    }
  }

  void take_backslash(std::string_view piece, ShellQuoting quoting) {
    const std::string_view letter = piece.substr(1);
    if (letter == "\n") return;
    // In double quotes, only these lose their backslash.
    const bool is_plain = quoting == ShellQuoting::in_double &&
                          std::string_view{"$`\"\\"}.find(letter) == std::string_view::npos;
    put(is_plain ? piece : letter);
  }

  void take_double_quotes(std::string_view piece) {
    has_field_ = true;
    piece.remove_prefix(1);
    if (piece.ends_with('"')) piece.remove_suffix(1);
    take(piece, ShellQuoting::in_double);
  }

  std::size_t take_dollar(std::string_view word, std::size_t at, std::size_t end,
                          ShellQuoting quoting) {
    const char next = at + 1 < word.size() ? word[at + 1] : '\0';
    const std::string_view piece = word.substr(at, end - at);
    if (next == '\'' && quoting == ShellQuoting::none) {
      take_ansi_quotes(piece.substr(2, piece.size() - 3));
      return end;
    }
    if (next == '(') {
      if (piece.starts_with("$((")) {
        put_unknown(fmt::format("{} is reckoned when the script runs", in_quotes(piece)), {});
      } else {
        take_command(piece, piece.substr(2, piece.size() - 3));
      }
      return end;
    }
    if (next == '{') {
      take_braces(piece, quoting);
      return end;
    }
    const std::size_t length = shell_name_length(word.substr(at + 1));
    if (length > 0) {
      take_variable(std::string{word.substr(at + 1, length)}, quoting);
      return at + 1 + length;
    }
    if (next != '\0' &&
        std::string_view{"0123456789@*#?$!-"}.find(next) != std::string_view::npos) {
      put_unknown(fmt::format("${} is set when the script runs", next), {});
      return at + 2;
    }
    put("$");
    return at + 1;
  }

  void take_ansi_quotes(std::string_view text) {
    has_field_ = true;
    for (std::size_t at = 0; at < text.size(); ++at) {
      char letter = text[at];
      if (letter == '\\' && at + 1 < text.size()) letter = escaped_letter(text[++at]);
      put({&letter, 1});
    }
  }

  void take_command(std::string_view piece, std::string_view script) {
    if (owner_.depth_ < deepest) {
      ++owner_.depth_;
      owner_.run_(script, line_);
      --owner_.depth_;
    }
    put_unknown(fmt::format("{} is computed when the script runs", in_quotes(piece, 60)),
                "assign it to a variable and give that with --set NAME=VALUE");
  }

  void put_unassigned(const std::string& name) {
    if (name == "all") {
      put_unknown("$all is a variable there, and never assigned",
                  "write '$all' in single quotes for the group of all clients");
      return;
    }
    put_unknown(fmt::format("${} is not assigned in the script", name),
                fmt::format("give it with --set {}=VALUE", name));
  }

  void take_variable(const std::string& name, ShellQuoting quoting) {
    const std::string* value = owner_.variables_.find(name);
    if (value == nullptr) {
      put_unassigned(name);
    } else {
      put_value(*value, quoting);
    }
  }

  /// `${name}`, and the forms with a word for when it is not set. Others stay unknown.
  void take_braces(std::string_view piece, ShellQuoting quoting) {
    std::string_view inner = piece.substr(2, piece.size() - 3);
    const std::size_t length = shell_name_length(inner);
    const std::string name{inner.substr(0, length)};
    inner.remove_prefix(length);
    if (!name.empty() && inner.empty()) {
      take_variable(name, quoting);
      return;
    }
    const bool counts_empty = inner.starts_with(':');
    if (counts_empty) inner.remove_prefix(1);
    const char form = inner.empty() ? '\0' : inner.front();
    if (name.empty() || std::string_view{"-=?+"}.find(form) == std::string_view::npos ||
        form == '\0' || owner_.depth_ >= deepest) {
      put_unknown(fmt::format("{} is more than eglab evaluates", in_quotes(piece, 60)),
                  "assign the value as it is, or write it in place");
      return;
    }
    const std::string* value = owner_.variables_.find(name);
    const bool is_set = value != nullptr && !(counts_empty && value->empty());
    if (form == '?' && !is_set) {
      put_unassigned(name);
    } else if (form == '+' ? is_set : !is_set) {
      take_default(name, form, inner.substr(1), quoting);
    } else if (form != '+') {
      put_value(*value, quoting);
    }
  }

  void take_default(const std::string& name, char form, std::string_view word,
                    ShellQuoting quoting) {
    ++owner_.depth_;
    if (form == '=') {
      std::string value = owner_.text(word, line_);
      put_value(value, quoting);
      owner_.variables_.assign(name, std::move(value));
    } else {
      const bool was_default = std::exchange(is_default_, true);
      take(word, quoting);
      is_default_ = was_default;
    }
    --owner_.depth_;
  }

  ShellExpansion& owner_;
  std::size_t line_;
  bool splits_;
  std::string field_;
  bool has_field_ = false;
  bool is_default_ = false;  ///< What is taken is the word of `${name:-word}`.
  std::vector<std::string> fields_;
};

std::vector<std::string> ShellExpansion::fields(std::string_view word, std::size_t line) {
  if ((word.starts_with("<(") || word.starts_with(">(")) && depth_ < deepest) {
    ++depth_;
    run_(word.substr(2, word.size() - 3), line);
    --depth_;
    return {unknown_.add({fmt::format("{} is a pipe", in_quotes(word, 60)), {}})};
  }
  Walk walk{*this, line, true};
  walk.take(word, ShellQuoting::none);
  std::vector<std::string> fields = walk.fields();
  // The shell itself would make several words of it, in ways that an author of JSON does not mean.
  const std::size_t open = word.find('{');
  const bool is_bare = word.find_first_of("'\"\\$`") == std::string_view::npos;
  const std::size_t close = word.rfind('}');
  if (is_bare && open != std::string_view::npos && close != std::string_view::npos &&
      word.substr(open, close - open).find(',') != std::string_view::npos) {
    return {unknown_.add(
        {fmt::format("the shell takes {} apart", in_quotes(word, 60)), "write it in quotes"})};
  }
  return fields;
}

std::string ShellExpansion::text(std::string_view word, std::size_t line) {
  Walk walk{*this, line, false};
  walk.take(word, ShellQuoting::none);
  std::vector<std::string> fields = walk.fields();
  return fields.empty() ? std::string{} : std::move(fields.front());
}

}  // namespace lab::model
