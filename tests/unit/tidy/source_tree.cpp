#include "tests/unit/tidy/source_tree.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "lab/base/file.hpp"

namespace lab::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view source_folders[] = {"lab",   "certs", "tests", "fixtures", "docs",
                                               "cmake", "setup", "bench", "deploy",   ".ci"};

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// Walks a C++ text and blanks what is no code; newlines stay, so that line numbers hold.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text) {}

  std::string code() {
    while (at_ < text_.size()) {
      if (starts("//")) {
        blank_to(text_.find('\n', at_));
      } else if (starts("/*")) {
        blank_to(after(text_.find("*/", at_ + 2), 2));
      } else if (starts("R\"")) {
        blank_raw_string();
      } else if (text_[at_] == '"' || (text_[at_] == '\'' && !is_digit_separator())) {
        blank_literal(text_[at_]);
      } else {
        code_ += text_[at_++];
      }
    }
    return std::move(code_);
  }

 private:
  [[nodiscard]] bool starts(std::string_view what) const {
    return text_.substr(at_).starts_with(what);
  }
  [[nodiscard]] std::size_t after(std::size_t found, std::size_t size) const {
    return found == std::string_view::npos ? text_.size() : found + size;
  }
  /// `1'000`: between two letters or digits.
  [[nodiscard]] bool is_digit_separator() const {
    const auto is_word = [&](std::size_t place) {
      return place < text_.size() && std::isxdigit(static_cast<unsigned char>(text_[place])) != 0;
    };
    return at_ > 0 && is_word(at_ - 1) && is_word(at_ + 1);
  }
  void blank_to(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_) {
      code_ += text_[at_] == '\n' ? '\n' : ' ';
    }
  }
  void blank_raw_string() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string_view::npos) return blank_to(text_.size());
    const std::string close = fmt::format("){}\"", text_.substr(at_ + 2, open - at_ - 2));
    blank_to(after(text_.find(close, open), close.size()));
  }
  void blank_literal(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2 : 1;
    }
    code_ += quote;
    ++at_;
    blank_to(end);
    if (at_ < text_.size() && text_[at_] == quote) {
      code_ += quote;
      ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string code_;
};

}  // namespace

SourceFile make_source_file(std::string path, std::string text) {
  SourceFile file;
  file.path = std::move(path);
  file.text = std::move(text);
  file.lines = split_lines(file.text);
  if (file.is_cpp()) file.code = split_lines(Blanker(file.text).code());
  return file;
}

std::vector<SourceFile> read_source_tree(const fs::path& root) {
  std::vector<SourceFile> files;
  for (const std::string_view folder : source_folders) {
    if (!fs::is_directory(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (!entry.is_regular_file()) continue;
      files.push_back(make_source_file(entry.path().lexically_relative(root).generic_string(),
                                       read_file(entry.path())));
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& one, const SourceFile& other) { return one.path < other.path; });
  return files;
}

std::string finding(const SourceFile& file, std::size_t line, std::string_view what) {
  return fmt::format("{}:{}: {}", file.path, line, what);
}

}  // namespace lab::tidy
