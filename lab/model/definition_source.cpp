#include "lab/model/definition_source.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/model/limits.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

/// The line, column (both from 1, the column in bytes) and text of the line at a byte offset.
struct TextPosition {
  std::size_t line = 1;
  std::size_t column = 1;
  std::string_view line_text;
};

TextPosition position_of(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const std::size_t newline = before.rfind('\n');
  const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
  const std::size_t end = std::min(text.find('\n', offset), text.size());
  TextPosition position;
  position.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  position.column = offset - start + 1;
  // An excerpt around the place, since the whole file may be one line.
  constexpr std::size_t around = 30;
  const std::size_t from = std::max(start, offset > around ? offset - around : 0);
  position.line_text = text.substr(from, std::min(end, offset + around) - from);
  return position;
}

std::string printable_utf8(std::string_view text) {
  // The excerpt may be cut inside a character or be no UTF-8 at all.
  std::string result{text};
  std::replace_if(
      result.begin(), result.end(),
      [](char letter) { return static_cast<unsigned char>(letter) >= 0x80; }, '?');
  return in_quotes(result);
}

std::string fix_of_syntax(std::string_view text, std::size_t offset) {
  const auto at = [&](std::size_t index) { return index < text.size() ? text[index] : '\0'; };
  if (at(offset) == '/' || at(offset) == '#') return "JSON has no comments: take them out";
  if (at(offset) == '\'') return "JSON strings stand in double quotes";
  if (offset >= text.size()) return "the text ends too early: close every { [ and \"";
  if (at(offset) == '}' || at(offset) == ']') {
    const std::size_t previous = text.substr(0, offset).find_last_not_of(" \t\r\n");
    if (previous != std::string_view::npos && text[previous] == ',') {
      return "take out the comma before the closing bracket";
    }
  }
  return "correct the JSON there; nothing else was checked";
}

/// The parser's own words, without its prefix ("[json…] parse error at line 1, column 2: ").
std::string reason_of(const std::string& what) {
  const std::size_t column = what.find("column ");
  const std::size_t colon = column == std::string::npos ? column : what.find(": ", column);
  std::string reason = colon == std::string::npos ? what : what.substr(colon + 2);
  for (char& letter : reason) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x20 || byte >= 0x7F) letter = '?';
  }
  constexpr std::size_t longest_reason = 200;
  return reason.size() > longest_reason ? reason.substr(0, longest_reason) + "…" : reason;
}

/// Builds the tree from the parser's events, so that equal keys are seen and depth is bounded.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(std::string_view text, PlaceId file, ProblemList& problems)
      : text_(text), file_(file), problems_(problems) {}

  bool null() override { return put(Node{}); }
  bool boolean(bool value) override {
    Node node;
    node.kind = Node::Kind::boolean;
    node.truth = value;
    return put(std::move(node));
  }
  bool number_integer(number_integer_t value) override {
    Node node;
    node.kind = Node::Kind::integer;
    node.integer = value;
    return put(std::move(node));
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (std::in_range<std::int64_t>(value)) return number_integer(static_cast<std::int64_t>(value));
    return number_float(0, std::to_string(value));
  }
  bool number_float(number_float_t /*value*/, const string_t& text) override {
    Node node;
    node.kind = Node::Kind::decimal;
    node.text = text;
    return put(std::move(node));
  }
  bool string(string_t& value) override {
    Node node;
    node.kind = Node::Kind::string;
    node.text = std::move(value);
    return put(std::move(node));
  }
  bool binary(binary_t& /*value*/) override { return false; }  // JSON text has none.
  bool start_object(std::size_t /*size*/) override { return open(Node::Kind::object); }
  bool start_array(std::size_t /*size*/) override { return open(Node::Kind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& value) override {
    Open& top = open_.back();
    top.next_place = problems_.places.add_member(top.node.place, value);
    top.next_is_duplicate = !is_new_key(top, value);
    if (top.next_is_duplicate) {
      problems_.add(top.next_place, Rule::duplicate_key,
                    fmt::format("the key {} stands twice in one object", in_quotes(value)),
                    "keep one of the two");
    }
    top.next_key = std::move(value);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*last_token*/,
                   const nlohmann::detail::exception& error) override {
    // The parser counts the bytes it has taken, the offending one included.
    const std::size_t offset = position > 0 ? position - 1 : 0;
    const TextPosition place = position_of(text_, offset);
    problems_.add(file_, Rule::json_syntax,
                  fmt::format("line {}, column {}, near {}: {}", place.line, place.column,
                              printable_utf8(place.line_text), reason_of(error.what())),
                  fix_of_syntax(text_, offset));
    return false;
  }

  std::optional<Node> take() { return std::move(root_); }

 private:
  /// An object or array whose end has not come yet.
  struct Open {
    Node node;
    std::string next_key;
    PlaceId next_place = 0;
    bool next_is_duplicate = false;
    std::set<std::string, std::less<>> keys;  ///< Filled only when there are many.
  };

  static bool is_new_key(Open& top, const std::string& key) {
    constexpr std::size_t few = 16;
    if (top.node.members.size() < few) return top.node.find(key) == nullptr;
    if (top.keys.empty()) {
      for (const Member& member : top.node.members) top.keys.insert(member.key);
    }
    return top.keys.insert(key).second;
  }

  [[nodiscard]] PlaceId place_of_next() {
    if (open_.empty()) return file_;
    Open& top = open_.back();
    if (top.node.is(Node::Kind::object)) return top.next_place;
    return problems_.places.add_item(top.node.place, top.node.items.size());
  }

  void attach(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (Open& top = open_.back(); top.node.is(Node::Kind::array)) {
      top.node.items.push_back(std::move(node));
    } else if (!top.next_is_duplicate) {
      top.node.members.push_back({std::move(top.next_key), std::move(node)});
    }
  }

  bool put(Node node) {
    node.place = place_of_next();
    attach(std::move(node));
    return true;
  }

  bool open(Node::Kind kind) {
    const PlaceId place = place_of_next();
    if (open_.size() >= limits::nesting_depth) {
      problems_.add(place, Rule::nesting_depth,
                    fmt::format("objects and arrays nest deeper than {}", limits::nesting_depth),
                    "flatten it; nothing after this was checked");
      return false;
    }
    open_.emplace_back();
    open_.back().node.kind = kind;
    open_.back().node.place = place;
    return true;
  }

  bool close() {
    Node node = std::move(open_.back().node);
    open_.pop_back();
    attach(std::move(node));
    return true;
  }

  std::string_view text_;
  PlaceId file_;
  ProblemList& problems_;
  std::vector<Open> open_;
  std::optional<Node> root_;
};

}  // namespace

std::optional<Node> read_json(std::string_view text, PlaceId file, ProblemList& problems) {
  TreeBuilder builder{text, file, problems};
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
  return builder.take();
}

}  // namespace lab::model
