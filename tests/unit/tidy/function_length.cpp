#include <cstddef>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "tests/unit/tidy/rules.hpp"

namespace lab::tidy {
namespace {

/// Follows the braces of one file. A brace opens a *scope* (namespace, class) if such a word stands
/// before it and no parenthesis does, a *function* if a parenthesis stands before it outside of any
/// function, and else something that does not matter (a list of values, a block inside a function).
class BraceWalk {
 public:
  explicit BraceWalk(const SourceFile& file) : file_(file) {}

  Findings long_functions() {
    for (line_ = 1; line_ <= file_.code.size(); ++line_) {
      const std::string& code = file_.code[line_ - 1];
      if (code.starts_with('#')) continue;
      for (const char letter : code) take(letter);
      take(' ');
    }
    return std::move(findings_);
  }

 private:
  enum class Kind { scope, function, other };
  struct Brace {
    Kind kind;
    std::size_t first_line;
  };

  void take(char letter) {
    if (letter == '{') {
      open_.push_back({kind_of_head(), head_.empty() ? line_ : head_line_});
      head_.clear();
    } else if (letter == '}') {
      close();
      head_.clear();
    } else if (letter == ';') {
      head_.clear();
    } else if (letter != ' ' || !head_.empty()) {
      if (head_.empty()) head_line_ = line_;
      head_ += letter;
    }
  }

  [[nodiscard]] Kind kind_of_head() const {
    for (const Brace& brace : open_) {
      if (brace.kind != Kind::scope) return Kind::other;
    }
    static const std::regex scope(R"(\b(namespace|class|struct|union|enum|extern)\b)");
    const bool has_parenthesis = head_.find('(') != std::string::npos;
    if (has_parenthesis) return Kind::function;
    return std::regex_search(head_, scope) ? Kind::scope : Kind::other;
  }

  void close() {
    if (open_.empty()) return;
    const Brace brace = open_.back();
    open_.pop_back();
    const std::size_t lines = line_ - brace.first_line + 1;
    if (brace.kind == Kind::function && lines > longest_function) {
      findings_.push_back(
          finding(file_, brace.first_line, fmt::format("a function of {} lines", lines)));
    }
  }

  const SourceFile& file_;
  std::size_t line_ = 0;
  std::string head_;  ///< The text since the last `;`, `{` or `}`.
  std::size_t head_line_ = 0;
  std::vector<Brace> open_;
  Findings findings_;
};

}  // namespace

Findings long_functions(const SourceFile& file) {
  return BraceWalk(file).long_functions();
}

}  // namespace lab::tidy
