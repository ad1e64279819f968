#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lab::model {

/// One token of a shell script.
struct ShellToken {
  enum class Kind {
    word,           ///< As written, quotes and all.
    separator,      ///< `;`, `&`, `&&`, `||` or a line's end.
    pipe,           ///< `|`, `|&`.
    open,           ///< `(`.
    close,          ///< `)`.
    end_of_choice,  ///< `;;`, `;&`, `;;&` of a `case`.
    redirection,    ///< `<`, `>>`, `2>&` … The next word is its target.
  };
  Kind kind = Kind::word;
  std::size_t line = 1;
  std::string_view text;
  [[nodiscard]] bool is(Kind other) const { return kind == other; }
};

/// Why a script ends to be readable, and on which line.
struct ShellProblem {
  std::size_t line = 1;
  std::string reason;
};

/// The body of a here-document, from the line it begins on.
struct ShellHereDocument {
  std::size_t line = 1;
  std::string_view text;
};

/// A script cut into tokens; with a problem, up to the command in which it is.
struct ShellTokens {
  std::vector<ShellToken> tokens;
  std::vector<ShellHereDocument> here_documents{};
  std::optional<ShellProblem> problem{};
};

/// Cuts a script (POSIX shell §2.3, with bash's `&>`, `<<<` and `<(…)`) into tokens. Comments are
/// left out, and so are line continuations between words; the bodies of here-documents stand apart.
/// Lines are counted from `first_line`. The tokens point into `script`.
ShellTokens cut_shell(std::string_view script, std::size_t first_line = 1);

/// Whether a piece of a script stands inside of double quotes, where single quotes mean nothing.
enum class ShellQuoting { none, in_double };

/// The end of the quoted or `$…` piece that begins at `at` (a quote, a backquote, a backslash or a
/// `$`), or `npos` if it is not closed, or nests deeper than 32.
std::size_t end_of_shell_piece(std::string_view text, std::size_t at,
                               ShellQuoting quoting = ShellQuoting::none, std::size_t depth = 0);

/// How much of a text, from its beginning, is a variable's name; 0 if it begins with none.
std::size_t shell_name_length(std::string_view text);

/// Whether a text is a variable's name.
bool is_shell_name(std::string_view text);

}  // namespace lab::model
