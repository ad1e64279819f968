#include "lab/model/import_shell_script.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "lab/model/import_shell_blocks.hpp"
#include "lab/model/import_shell_lexer.hpp"

namespace lab::model {
namespace {

using Kind = ShellToken::Kind;

constexpr std::size_t most_sources = 8;
constexpr std::size_t most_commands = 1'000'000;

constexpr std::array<std::string_view, 7> words_between{"then", "else", "elif",  "do",
                                                        "!",    "time", "coproc"};
/// Programs that run the rest of their words as a command.
constexpr std::array<std::string_view, 4> runners{"sudo", "command", "exec", "nohup"};
/// Builtins whose words are assignments.
constexpr std::array<std::string_view, 5> declarers{"export", "readonly", "declare", "typeset",
                                                    "local"};

template <typename Words>
bool is_one_of(std::string_view word, const Words& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// `name=` or `name+=` at the start of a word.
struct Assignment {
  std::string name;
  bool appends = false;
  std::string_view value;
};

std::optional<Assignment> assignment_of(std::string_view word) {
  const std::size_t length = shell_name_length(word);
  std::string_view rest = word.substr(length);
  if (length == 0 || !(rest.starts_with('=') || rest.starts_with("+="))) return std::nullopt;
  const bool appends = rest.front() == '+';
  return Assignment{std::string{word.substr(0, length)}, appends, rest.substr(appends ? 2 : 1)};
}

class ScriptReader {
 public:
  ScriptReader(std::string file, const std::map<std::string, std::string>& given,
               const ScriptFiles& files, UnknownTexts& unknown, ImportLog& log)
      : file_(std::move(file)),
        files_(files),
        unknown_(unknown),
        log_(log),
        variables_(given),
        expansion_(variables_, unknown,
                   [this](std::string_view script, std::size_t line) { run(script, line); }) {}

  // A script runs another by `source` and by command substitution; both are bounded.
  void run(std::string_view script, std::size_t first_line) {
    const ShellTokens cut = cut_shell(script, first_line);
    // A substitution begins with no block of its own open, but under the conditions outside.
    const std::size_t outside = blocks_.enter();
    tokens_.push_back({cut.tokens, 0});
    while (has_token() && !is_stopped()) run_one();
    tokens_.pop_back();
    blocks_.leave(outside);
    for (const ShellHereDocument& document : cut.here_documents) look_into(document);
    if (cut.problem) tell(cut.problem->line, "the rest of the script", cut.problem->reason);
  }

  std::vector<ShellCommand> take() { return std::move(commands_); }

 private:
  struct Tokens {
    const std::vector<ShellToken>& all;
    std::size_t at;
  };

  [[nodiscard]] bool has_token() const { return tokens_.back().at < tokens_.back().all.size(); }
  [[nodiscard]] const ShellToken& token() const { return tokens_.back().all[tokens_.back().at]; }
  void skip() { ++tokens_.back().at; }

  void tell(std::size_t line, std::string what, std::string reason) {
    log_.add_not_read(log_.add_line(file_, line), std::move(what), std::move(reason));
  }

  bool is_stopped() {
    if (is_stopped_) return true;
    is_stopped_ = expansion_.is_exhausted() || commands_.size() >= most_commands;
    if (is_stopped_) {
      tell(token().line, "the rest of the script", "its commands or their values grow without end");
    }
    return is_stopped_;
  }

  /// A here-document is somebody's input; that it could be a script is told and no more.
  void look_into(const ShellHereDocument& document) {
    for (const std::string_view call : {"az eventgrid namespace", "az resource create"}) {
      if (document.text.find(call) == std::string_view::npos) continue;
      tell(document.line, "the here-document",
           "it holds az calls, and eglab does not look into it");
      return;
    }
  }

  /// Follows the command substitutions of words whose text does not matter.
  void follow(const ShellToken& word) {
    static_cast<void>(expansion_.fields(word.text, word.line));
  }

  /// Skips words, following their substitutions, until `end` or something else than a word.
  void follow_words(std::string_view end) {
    while (has_token() && token().is(Kind::word) && token().text != end) {
      follow(token());
      skip();
    }
  }

  /// Runs what begins here: a token between commands, a keyword, or a simple command.
  void run_one() {
    const ShellToken first = token();
    if (blocks_.expects_choice() && !first.is(Kind::separator)) {
      skip_choice();
      return;
    }
    if (first.is(Kind::word)) {
      if (!run_keyword(first)) run_simple();
      return;
    }
    skip();
    if (first.is(Kind::open)) {
      open(")", std::exchange(function_, {}), first.line);
    } else if (first.is(Kind::close)) {
      blocks_.close(")");
    } else if (first.is(Kind::end_of_choice)) {
      blocks_.expect_choice(true);
    } else if (first.is(Kind::redirection)) {
      take_target();
    }
  }

  /// What a redirection goes to or comes from.
  void take_target() {
    if (!has_token() || !token().is(Kind::word)) return;
    follow(token());
    skip();
  }

  void skip_choice() {
    if (token().text == "esac") {
      skip();
      blocks_.close("esac");
      return;
    }
    while (has_token() && !token().is(Kind::close)) skip();
    if (has_token()) skip();
    blocks_.expect_choice(false);
  }

  void open(std::string_view closer, std::string condition, std::size_t line) {
    if (blocks_.open(closer, std::move(condition))) return;
    tell(line, "the rest of the script", "its blocks nest too deep");
    is_stopped_ = true;
  }

  bool run_keyword(const ShellToken& first) {
    if (is_one_of(first.text, words_between)) {
      skip();
      return true;
    }
    if (first.text == "[[") {
      while (has_token() && token().text != "]]") {
        if (token().is(Kind::word)) follow(token());
        skip();
      }
      if (has_token()) skip();
      return true;
    }
    if (is_shell_closer(first.text)) {
      skip();
      blocks_.close(first.text);
      return true;
    }
    if (is_function_head(first)) return true;
    const ShellOpener* opener = find_shell_opener(first.text);
    if (opener == nullptr) return false;
    skip();
    std::string condition = std::exchange(function_, {});
    if (opener->decides) condition = fmt::format("the {} of line {}", first.text, first.line);
    open(opener->closer, std::move(condition), first.line);
    if (first.text == "for" || first.text == "select") take_loop_variable(first);
    if (first.text == "case") skip_case_head();
    return true;
  }

  /// `name ()` or `function name`: the group that follows is its body.
  bool is_function_head(const ShellToken& first) {
    const Tokens& tokens = tokens_.back();
    const auto is_at = [&](std::size_t ahead, Kind kind) {
      return tokens.at + ahead < tokens.all.size() && tokens.all[tokens.at + ahead].is(kind);
    };
    const bool has_word = first.text == "function" && is_at(1, Kind::word);
    const std::size_t name = has_word ? 1 : 0;
    const bool has_parentheses = is_at(name + 1, Kind::open) && is_at(name + 2, Kind::close);
    if (!has_word && !has_parentheses) return false;
    function_ =
        fmt::format("the function {} of line {}", tokens.all[tokens.at + name].text, first.line);
    for (std::size_t count = name + (has_parentheses ? 3 : 1); count > 0; --count) skip();
    while (has_token() && token().is(Kind::separator)) skip();
    return true;
  }

  void take_loop_variable(const ShellToken& loop) {
    if (!has_token() || !token().is(Kind::word) || !is_shell_name(token().text)) return;
    const std::string name{token().text};
    variables_.assign(
        name,
        unknown_.add(
            {fmt::format("${} is the variable of the loop of line {}", name, loop.line), {}}));
    follow_words("");
  }

  void skip_case_head() {
    follow_words("in");
    while (has_token() && (token().text == "in" || token().is(Kind::separator))) skip();
    blocks_.expect_choice(true);
  }

  /// The words of a simple command, redirections left out.
  std::vector<ShellToken> take_words() {
    std::vector<ShellToken> words;
    while (has_token()) {
      if (token().is(Kind::redirection)) {
        skip();
        take_target();
      } else if (token().is(Kind::word)) {
        words.push_back(token());
        skip();
      } else {
        break;
      }
    }
    return words;
  }

  void run_simple() {
    function_.clear();
    const std::vector<ShellToken> words = take_words();
    std::size_t first = 0;
    while (first < words.size()) {
      const auto assignment = assignment_of(words[first].text);
      if (!assignment) break;
      assign(*assignment, words[first].line);
      ++first;
    }
    while (first < words.size() && is_one_of(words[first].text, runners)) ++first;
    if (first == words.size()) return;
    const std::string_view name = words[first].text;
    if (is_one_of(name, declarers)) {
      declare(words, first + 1);
    } else if (name == "unset" || name == "read") {
      forget(words, first + 1);
    } else {
      run_command(words, first);
    }
  }

  void assign(const Assignment& assignment, std::size_t line) {
    const std::string way_out = fmt::format("give it with --set {}=VALUE", assignment.name);
    std::string value = assignment.value.starts_with('(') ? array_of(assignment, line)
                                                          : expansion_.text(assignment.value, line);
    if (const std::string where = blocks_.condition(); !where.empty()) {
      value = unknown_.add({fmt::format("${} is assigned in {}", assignment.name, where), way_out});
    } else if (UnknownTexts::is_all_of(value)) {
      value = unknown_.add({unknown_.first_of(value).reason, way_out});
    }
    const std::string* before = assignment.appends ? variables_.find(assignment.name) : nullptr;
    variables_.assign(assignment.name, before == nullptr ? std::move(value) : *before + value);
  }

  /// An array stays unknown; the substitutions in it are followed.
  std::string array_of(const Assignment& assignment, std::size_t line) {
    const std::string_view inner = assignment.value.substr(1, assignment.value.size() - 2);
    for (const ShellToken& item : cut_shell(inner, line).tokens) {
      if (item.is(Kind::word)) follow(item);
    }
    return unknown_.add({fmt::format("${} is an array", assignment.name), {}});
  }

  void declare(const std::vector<ShellToken>& words, std::size_t first) {
    for (std::size_t i = first; i < words.size(); ++i) {
      if (const auto assignment = assignment_of(words[i].text)) assign(*assignment, words[i].line);
    }
  }

  void forget(const std::vector<ShellToken>& words, std::size_t first) {
    for (std::size_t i = first; i < words.size(); ++i) {
      const std::string name{words[i].text};
      if (!is_shell_name(name)) continue;
      variables_.assign(name,
                        unknown_.add({fmt::format("${} gets its value when the script runs", name),
                                      fmt::format("give it with --set {}=VALUE", name)}));
    }
  }

  void run_command(const std::vector<ShellToken>& words, std::size_t first) {
    ShellCommand command{file_, words[first].line, {}, blocks_.condition()};
    for (std::size_t i = first; i < words.size(); ++i) {
      for (std::string& field : expansion_.fields(words[i].text, words[i].line)) {
        command.words.push_back(std::move(field));
      }
    }
    if (command.words.empty()) return;
    if ((command.words[0] == "source" || command.words[0] == ".") && command.words.size() > 1 &&
        command.condition.empty() && run_source(command.words[1])) {
      return;
    }
    commands_.push_back(std::move(command));
  }

  /// Runs another file in place. False if it cannot be read.
  bool run_source(const std::string& name) {
    if (sources_ >= most_sources || UnknownTexts::is_in(name)) return false;
    std::optional<std::string> script = files_(name);
    if (!script || UnknownTexts::is_in(*script)) return false;
    ++sources_;
    const std::string file = std::exchange(file_, name);
    run(*script, 1);
    file_ = file;
    return true;
  }

  std::string file_;
  const ScriptFiles& files_;
  UnknownTexts& unknown_;
  ImportLog& log_;
  ShellVariables variables_;
  ShellExpansion expansion_;
  std::vector<Tokens> tokens_;
  ShellBlocks blocks_;
  std::string function_;  ///< Set between a function's head and its body.
  std::size_t sources_ = 0;
  bool is_stopped_ = false;
  std::vector<ShellCommand> commands_;
};

/// With the line ends of Unix.
std::string without_carriage_returns(std::string_view script) {
  std::string result;
  result.reserve(script.size());
  for (std::size_t at = 0; at < script.size(); ++at) {
    if (script[at] == '\r' && at + 1 < script.size() && script[at + 1] == '\n') continue;
    result += script[at];
  }
  return result;
}

}  // namespace

std::vector<ShellCommand> read_shell_script(std::string_view script, const std::string& file,
                                            const std::map<std::string, std::string>& given,
                                            const ScriptFiles& files, UnknownTexts& unknown,
                                            ImportLog& log) {
  if (UnknownTexts::is_in(script)) {
    log.add_not_read(log.add_line(file, 1), "the script", "it holds U+FFFF, which is no character",
                     "take it out");
    return {};
  }
  const std::string text = without_carriage_returns(script);
  ScriptReader reader{file, given, files, unknown, log};
  reader.run(text, 1);
  return reader.take();
}

}  // namespace lab::model
