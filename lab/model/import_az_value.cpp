#include "lab/model/import_az_value.hpp"

#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/model/limits.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

class Parser {
 public:
  Parser(std::string_view text, PlaceId place) : text_(text), place_(place) {}

  std::variant<Node, std::string> run() {
    skip_blanks();
    if (letter() != '{' && letter() != '[') return plain();
    auto value = parse_value();
    skip_blanks();
    if (value && at_ < text_.size()) value = fail(fmt::format("{} is left over", rest()));
    if (!value) return problem_;
    return std::move(*value);
  }

 private:
  [[nodiscard]] char letter() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] std::string rest() const { return in_quotes(text_.substr(at_), 40); }

  std::nullopt_t fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
    return std::nullopt;
  }

  void skip_blanks() {
    while (at_ < text_.size() &&
           std::string_view{" \t\r\n"}.find(text_[at_]) != std::string::npos) {
      ++at_;
    }
  }

  bool take(char wanted) {
    skip_blanks();
    if (letter() != wanted) return false;
    ++at_;
    return true;
  }

  /// A text that is no object and no array; it may stand in single quotes.
  std::variant<Node, std::string> plain() {
    at_ = 0;
    if (letter() == '\'') {
      auto text = parse_single_quotes();
      if (text && at_ == text_.size()) return string_node(std::move(*text), place_);
    }
    return string_node(std::string{text_}, place_);
  }

  std::optional<Node> parse_value() {
    if (depth_ >= limits::nesting_depth) return fail("it nests too deep");
    skip_blanks();
    ++depth_;
    std::optional<Node> value;
    if (letter() == '{') {
      value = parse_object();
    } else if (letter() == '[') {
      value = parse_array();
    } else {
      value = parse_scalar();
    }
    --depth_;
    return value;
  }

  std::optional<Node> parse_object() {
    Node node;
    node.kind = Node::Kind::object;
    node.place = place_;
    ++at_;
    while (!take('}')) {
      auto key = parse_scalar();
      if (!key) return std::nullopt;
      std::string name = key->is(Node::Kind::string) ? std::move(key->text) : scalar_text_;
      if (node.find(name) != nullptr) {
        return fail(fmt::format("the key {} is given twice", in_quotes(name, 40)));
      }
      if (!take(':')) return fail(fmt::format("a : is missing before {}", rest()));
      auto value = parse_value();
      if (!value) return std::nullopt;
      node.members.push_back({std::move(name), std::move(*value)});
      if (!take(',') && (skip_blanks(), letter() != '}')) {
        return fail(fmt::format("a , or }} is missing before {}", rest()));
      }
    }
    return node;
  }

  std::optional<Node> parse_array() {
    Node node;
    node.kind = Node::Kind::array;
    node.place = place_;
    ++at_;
    while (!take(']')) {
      auto value = parse_value();
      if (!value) return std::nullopt;
      node.items.push_back(std::move(*value));
      if (!take(',') && (skip_blanks(), letter() != ']')) {
        return fail(fmt::format("a , or ] is missing before {}", rest()));
      }
    }
    return node;
  }

  std::optional<Node> parse_scalar() {
    skip_blanks();
    if (letter() == '\'') {
      auto text = parse_single_quotes();
      if (!text) return std::nullopt;
      return string_node(std::move(*text), place_);
    }
    if (letter() == '"') return parse_double_quotes();
    const std::size_t start = at_;
    while (at_ < text_.size() &&
           std::string_view{",:]}\"' \t\r\n"}.find(letter()) == std::string_view::npos) {
      ++at_;
    }
    if (at_ == start) return fail(fmt::format("a value is missing before {}", rest()));
    scalar_text_ = std::string{text_.substr(start, at_ - start)};
    return bare(scalar_text_);
  }

  std::optional<std::string> parse_single_quotes() {
    std::string text;
    for (++at_; at_ < text_.size(); ++at_) {
      if (letter() != '\'') {
        text += letter();
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '/') {
        text += '\'';
        ++at_;
      } else {
        ++at_;
        return text;
      }
    }
    return fail("a single quote is not closed");
  }

  std::optional<Node> parse_double_quotes() {
    const std::size_t start = at_;
    for (++at_; at_ < text_.size() && letter() != '"'; ++at_) {
      if (letter() == '\\') ++at_;
    }
    if (at_ >= text_.size()) return fail("a double quote is not closed");
    ++at_;
    const auto decoded = nlohmann::json::parse(text_.substr(start, at_ - start), nullptr,
                                               /*allow_exceptions=*/false);
    if (!decoded.is_string()) return fail("a text in double quotes is not as JSON has it");
    return string_node(decoded.get<std::string>(), place_);
  }

  [[nodiscard]] Node bare(const std::string& text) const {
    const auto value = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    Node node;
    node.place = place_;
    if (value.is_null()) {
      node.kind = Node::Kind::null;
    } else if (value.is_boolean()) {
      node.kind = Node::Kind::boolean;
      node.truth = value.get<bool>();
    } else if (value.is_number()) {
      const auto [end, failure] =
          std::from_chars(text.data(), text.data() + text.size(), node.integer);
      const bool is_integer = failure == std::errc{} && end == text.data() + text.size();
      node.kind = is_integer ? Node::Kind::integer : Node::Kind::decimal;
      if (!is_integer) node.text = text;
    } else {
      node = string_node(text, place_);
    }
    return node;
  }

  std::string_view text_;
  PlaceId place_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::string scalar_text_;  ///< Of the last bare scalar, as written: `5` can be a key.
  std::string problem_;
};

}  // namespace

std::variant<Node, std::string> read_az_value(std::string_view text, PlaceId place) {
  return Parser{text, place}.run();
}

}  // namespace lab::model
