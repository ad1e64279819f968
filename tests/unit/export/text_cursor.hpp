#pragma once

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lab::test {

/// Walks over a text that a test reads by a small grammar; whatever does not fit is thrown with the
/// place.
class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }
  [[nodiscard]] bool starts(std::string_view start) const {
    return text_.substr(at_).starts_with(start);
  }
  char take() {
    if (at_end()) fail("the text ends too early");
    return text_[at_++];
  }
  bool take_if(std::string_view wanted) {
    if (!starts(wanted)) return false;
    at_ += wanted.size();
    return true;
  }
  void expect(std::string_view wanted) {
    if (!take_if(wanted)) fail("wanted " + std::string{wanted});
  }
  void skip_blanks() {
    while (peek() == ' ') ++at_;
  }
  void skip_blank_lines_and_comments(std::string_view comment) {
    while (!at_end()) {
      if (peek() == ' ' || peek() == '\n') {
        ++at_;
      } else if (starts(comment)) {
        while (!at_end() && peek() != '\n') ++at_;
      } else {
        return;
      }
    }
  }
  /// Letters, digits, `_`, `-` and `.`: an identifier or a reference.
  std::string word() {
    std::string word;
    while (std::isalnum(static_cast<unsigned char>(peek())) != 0 || peek() == '_' ||
           peek() == '-' || peek() == '.') {
      word += take();
    }
    if (word.empty()) fail("wanted a word");
    return word;
  }
  /// A code point of this many hex digits, or up to `}`, in UTF-8.
  std::string code_point(std::size_t digits) {
    std::uint32_t value = 0;
    for (std::size_t count = 0; count < digits && peek() != '}'; ++count) {
      const char digit = take();
      if (std::isxdigit(static_cast<unsigned char>(digit)) == 0) fail("wanted a hex digit");
      value = value * 16 + static_cast<std::uint32_t>(std::stoul(std::string{digit}, nullptr, 16));
    }
    if (value >= 0x80) fail("only ASCII is escaped");
    return {static_cast<char>(value)};
  }
  [[noreturn]] void fail(const std::string& why) const {
    throw std::runtime_error(why + " at: " + std::string{text_.substr(at_, 60)});
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace lab::test
