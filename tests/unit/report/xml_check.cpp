#include "tests/unit/report/xml_check.hpp"

#include <cctype>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "lab/base/utf8.hpp"

namespace lab::report {
namespace {

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
}

bool is_name_part(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' || letter == '_';
}

/// XML 1.0 §2.2, Char.
void check_characters(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<CodePoint> next = first_code_point(text.substr(at));
    if (!next) throw std::runtime_error(fmt::format("no UTF-8 at byte {}", at));
    const char32_t value = next->value;
    const bool is_legal = value == 0x9 || value == 0xA || value == 0xD ||
                          (value >= 0x20 && value != 0xFFFE && value != 0xFFFF);
    if (!is_legal) throw std::runtime_error(fmt::format("no XML character at byte {}", at));
    at += next->bytes;
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) { check_characters(text); }

  XmlElement read() {
    if (starts("<?xml ")) at_ = end_of("?>");
    skip_blanks();
    XmlElement root = element();
    skip_blanks();
    if (at_ != text_.size()) fail("something after the root");
    return root;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(fmt::format("{} at byte {}", what, at_));
  }
  [[nodiscard]] bool starts(std::string_view word) const {
    return text_.substr(at_).starts_with(word);
  }
  [[nodiscard]] char peek() const {
    if (at_ >= text_.size()) fail("the end");
    return text_[at_];
  }
  void take(char letter) {
    if (peek() != letter) fail(fmt::format("no '{}'", letter));
    ++at_;
  }
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  std::size_t end_of(std::string_view word) {
    const std::size_t found = text_.find(word, at_);
    if (found == std::string_view::npos) fail(fmt::format("no {}", word));
    return found + word.size();
  }
  std::string name() {
    const std::size_t begin = at_;
    while (is_name_part(peek())) ++at_;
    if (at_ == begin) fail("no name");
    return std::string{text_.substr(begin, at_ - begin)};
  }

  std::string reference() {
    const std::size_t begin = ++at_;
    at_ = end_of(";");
    const std::string_view inner = text_.substr(begin, at_ - begin - 1);
    if (inner == "amp") return "&";
    if (inner == "lt") return "<";
    if (inner == "gt") return ">";
    if (inner == "quot") return "\"";
    if (inner == "apos" || inner == "#39") return "'";
    fail(fmt::format("unknown reference {}", inner));
  }

  std::string characters(std::string_view ends) {
    std::string value;
    while (ends.find(peek()) == std::string_view::npos) {
      if (starts("]]>") || peek() == '<') fail("markup that is not escaped");
      if (peek() == '&') {
        value += reference();
      } else {
        value += text_[at_++];
      }
    }
    return value;
  }

  XmlElement element() {
    take('<');
    XmlElement element;
    element.name = name();
    while (is_blank(peek())) {
      skip_blanks();
      if (!is_name_part(peek())) break;
      const std::string attribute = name();
      take('=');
      take('"');
      if (!element.attributes.emplace(attribute, characters("\"")).second) {
        fail("an attribute given twice");
      }
      take('"');
    }
    if (starts("/>")) {
      at_ += 2;
      return element;
    }
    take('>');
    read_content(element);
    return element;
  }

  void read_content(XmlElement& element) {
    while (true) {
      element.text += characters("<");
      if (!starts("</")) {
        element.children.push_back(this->element());
        continue;
      }
      at_ += 2;
      if (name() != element.name) fail("an end tag that does not match " + element.name);
      take('>');
      return;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

XmlElement read_xml(std::string_view text) {
  return Reader{text}.read();
}

std::vector<const XmlElement*> elements(const XmlElement& root, std::string_view name) {
  std::vector<const XmlElement*> found;
  if (root.name == name) found.push_back(&root);
  for (const XmlElement& child : root.children) {
    const auto below = elements(child, name);
    found.insert(found.end(), below.begin(), below.end());
  }
  return found;
}

}  // namespace lab::report
