#include "tests/unit/export/bicep_reader.hpp"

#include "tests/unit/export/text_cursor.hpp"

namespace lab::test {
namespace {

using Json = nlohmann::ordered_json;

class Reader {
 public:
  explicit Reader(const std::string& text) : cursor_(text) {}

  BicepFile run() {
    BicepFile file;
    while (cursor_.skip_blank_lines_and_comments("//"), !cursor_.at_end()) {
      if (cursor_.take_if("@description(")) {
        string();
        cursor_.expect(")\n");
      } else if (cursor_.take_if("param ")) {
        const std::string name = cursor_.word();
        cursor_.expect(" string = ");
        file.parameters[name] = value();
        cursor_.expect("\n");
      } else if (cursor_.take_if("output ")) {
        file.outputs.push_back(cursor_.word());
        cursor_.expect(" string = ");
        value();
        cursor_.expect("\n");
      } else {
        cursor_.expect("resource ");
        BicepResource resource;
        resource.symbol = cursor_.word();
        cursor_.expect(" ");
        resource.type = string();
        cursor_.expect(" = ");
        resource.body = value();
        cursor_.expect("\n");
        file.resources.push_back(std::move(resource));
      }
    }
    return file;
  }

 private:
  std::string string() {
    cursor_.expect("'");
    std::string text;
    while (!cursor_.take_if("'")) {
      if (cursor_.starts("${")) cursor_.fail("an interpolation");
      const char letter = cursor_.take();
      if (static_cast<unsigned char>(letter) < 0x20) cursor_.fail("a control character");
      text += letter == '\\' ? escape() : std::string{letter};
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
      case '\'':
      case '$': return {letter};
      case 'u': {
        cursor_.expect("{");
        std::string text = cursor_.code_point(6);
        cursor_.expect("}");
        return text;
      }
      default: cursor_.fail("an unknown escape");
    }
  }

  Json value() {
    if (cursor_.take_if("[]")) return Json::array();
    if (cursor_.take_if("{}")) return Json::object();
    if (cursor_.peek() == '\'') return string();
    if (cursor_.take_if("{\n")) return object();
    if (cursor_.take_if("[\n")) return array();
    if (cursor_.take_if("json(")) {
      Json number = Json::parse(string());
      cursor_.expect(")");
      return number;
    }
    const std::string word = cursor_.word();
    if (cursor_.take_if("()")) return {{"$call", word + cursor_.word()}};
    const Json literal = Json::parse(word, nullptr, false);
    return literal.is_discarded() ? Json{{"$ref", word}} : literal;
  }

  Json object() {
    Json object = Json::object();
    while (cursor_.skip_blanks(), !cursor_.take_if("}")) {
      const std::string key = cursor_.peek() == '\'' ? string() : cursor_.word();
      cursor_.expect(": ");
      if (object.contains(key)) cursor_.fail("a key twice");
      object[key] = value();
      cursor_.expect("\n");
    }
    return object;
  }

  Json array() {
    Json array = Json::array();
    while (cursor_.skip_blanks(), !cursor_.take_if("]")) {
      array.push_back(value());
      cursor_.expect("\n");
    }
    return array;
  }

  TextCursor cursor_;
};

}  // namespace

BicepFile read_bicep(const std::string& text) {
  return Reader{text}.run();
}

}  // namespace lab::test
