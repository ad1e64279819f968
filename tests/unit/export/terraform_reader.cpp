#include "tests/unit/export/terraform_reader.hpp"

#include "tests/unit/export/text_cursor.hpp"

namespace lab::test {
namespace {

using Json = nlohmann::ordered_json;

class Reader {
 public:
  explicit Reader(const std::string& text) : cursor_(text) {}

  std::vector<TerraformBlock> run() {
    std::vector<TerraformBlock> blocks;
    while (cursor_.skip_blank_lines_and_comments("#"), !cursor_.at_end()) {
      TerraformBlock block;
      block.type = cursor_.word();
      while (cursor_.skip_blanks(), cursor_.peek() == '"') block.labels.push_back(string());
      cursor_.expect("{\n");
      block.body = members(true);
      cursor_.expect("\n");
      blocks.push_back(std::move(block));
    }
    return blocks;
  }

 private:
  /// What stands for a `$` or `%` that is doubled before a brace: HCL takes one of the run away.
  std::string string() {
    cursor_.expect("\"");
    std::string text;
    while (!cursor_.take_if("\"")) {
      const char letter = cursor_.take();
      if (static_cast<unsigned char>(letter) < 0x20) cursor_.fail("a control character");
      if (letter == '\\') {
        text += escape();
      } else if ((letter == '$' || letter == '%') && cursor_.peek() == '{') {
        cursor_.fail("an interpolation");
      } else if ((letter == '$' || letter == '%') && cursor_.starts(std::string{letter} + "{")) {
        cursor_.take();
        text += letter;
      } else {
        text += letter;
      }
    }
    return text;
  }

  std::string escape() {
    const char letter = cursor_.take();
    switch (letter) {
      case 'n': return "\n";
      case 'r': return "\r";
      case 't': return "\t";
      case '\\':
      case '"': return {letter};
      case 'u': return cursor_.code_point(4);
      default: cursor_.fail("an unknown escape");
    }
  }

  Json value() {
    if (cursor_.take_if("{}")) return Json::object();
    if (cursor_.peek() == '"') return string();
    if (cursor_.take_if("{\n")) return members(false);
    if (cursor_.take_if("[")) return array();
    const std::string word = cursor_.word();
    const Json literal = Json::parse(word, nullptr, false);
    return literal.is_discarded() ? Json{{"$ref", word}} : literal;
  }

  Json array() {
    Json array = Json::array();
    cursor_.take_if("\n");
    while (cursor_.skip_blanks(), !cursor_.take_if("]")) {
      array.push_back(value());
      const bool has_comma = cursor_.take_if(",");
      if (!cursor_.take_if("\n") && !has_comma && cursor_.peek() != ']') cursor_.fail("no comma");
    }
    return array;
  }

  Json members(bool may_hold_blocks) {
    Json object = Json::object();
    while (cursor_.skip_blank_lines_and_comments("#"), !cursor_.take_if("}")) {
      const std::string key = cursor_.peek() == '"' ? string() : cursor_.word();
      if (object.contains(key)) cursor_.fail("a key twice");
      cursor_.skip_blanks();
      if (may_hold_blocks && cursor_.take_if("{\n")) {
        object[key] = members(true);
      } else {
        cursor_.expect("= ");
        object[key] = value();
      }
      cursor_.expect("\n");
    }
    return object;
  }

  TextCursor cursor_;
};

}  // namespace

std::vector<TerraformBlock> read_terraform(const std::string& text) {
  return Reader{text}.run();
}

}  // namespace lab::test
