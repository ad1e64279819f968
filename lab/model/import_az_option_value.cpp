#include "lab/model/import_az_option_value.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "lab/model/import_az_value.hpp"
#include "lab/model/import_letter_case.hpp"
#include "lab/model/import_unknown.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

/// `allowed-thumbprints` and `allowed_thumbprints` as `allowedThumbprints`.
std::string camel_case(std::string_view key) {
  if (key == "webHookAuthentication") return "webhookAuthentication";  // X16 of the facts.
  if (key.find_first_of("/ .") != std::string_view::npos) return std::string{key};
  std::string result;
  bool starts_word = false;
  for (const char letter : key) {
    if (letter == '-' || letter == '_') {
      starts_word = !result.empty();
    } else {
      result += starts_word ? static_cast<char>(std::toupper(static_cast<unsigned char>(letter)))
                            : letter;
      starts_word = false;
    }
  }
  return result;
}

// Values nest no deeper than their parser lets them.
void rename_keys(Node& node) {
  for (Node& item : node.items) rename_keys(item);
  for (Member& member : node.members) {
    member.key = camel_case(member.key);
    rename_keys(member.value);
  }
}

Node make_node(Node::Kind kind, PlaceId place) {
  Node node;
  node.kind = kind;
  node.place = place;
  return node;
}

/// Puts a value into an object by its path, `topic-spaces-configuration.state`.
bool put(Node& object, std::string_view path, Node value) {
  const std::size_t dot = path.find('.');
  const std::string key{path.substr(0, dot)};
  if (key.empty() || key.find('[') != std::string::npos || !object.is(Node::Kind::object)) {
    return false;
  }
  if (dot == std::string_view::npos) {
    if (object.find(key) != nullptr) return false;
    object.members.push_back({key, std::move(value)});
    return true;
  }
  auto found = std::find_if(object.members.begin(), object.members.end(),
                            [&](const Member& member) { return member.key == key; });
  if (found == object.members.end()) {
    object.members.push_back({key, make_node(Node::Kind::object, value.place)});
    found = object.members.end() - 1;
  }
  return put(found->value, path.substr(dot + 1), std::move(value));
}

/// Reads one call's options into a resource.
class OptionReader {
 public:
  OptionReader(PlaceId place, ImportLog& log) : place_(place), log_(log) {}

  /// The value, or nothing with a line in the log.
  std::optional<Node> read(const AzCommandLine::Option& option, AzForm form) {
    if (option.values.empty()) return fail(option, "it has no value");
    if (form == AzForm::text || form == AzForm::boolean) return read_plain(option, form);
    const std::string& first = option.values.front();
    if (option.values.size() == 1 && (first.starts_with('{') || first.starts_with('['))) {
      return finish(option, form, read_az_value(first, place_));
    }
    if (form == AzForm::list) return read_list(option);
    return read_pairs(option, form);
  }

 private:
  std::nullopt_t fail(const AzCommandLine::Option& option, std::string reason) {
    log_.add_not_read(place_, fmt::format("the option {}", option.name), std::move(reason));
    return std::nullopt;
  }

  std::optional<Node> read_plain(const AzCommandLine::Option& option, AzForm form) {
    std::string text;
    for (const std::string& value : option.values) text += (text.empty() ? "" : " ") + value;
    auto read = read_az_value(text, place_);
    Node node = text.starts_with('\'') && std::holds_alternative<Node>(read)
                    ? std::get<Node>(std::move(read))
                    : string_node(text, place_);
    if (form == AzForm::text) return node;
    text = lower_case(text);
    const bool is_true =
        text == "true" || text == "t" || text == "yes" || text == "y" || text == "1";
    const bool is_false =
        text == "false" || text == "f" || text == "no" || text == "n" || text == "0";
    if (!is_true && !is_false) return fail(option, "its value is neither true nor false");
    Node truth = make_node(Node::Kind::boolean, place_);
    truth.truth = is_true;
    return truth;
  }

  std::optional<Node> finish(const AzCommandLine::Option& option, AzForm form,
                             std::variant<Node, std::string> read) {
    if (auto* problem = std::get_if<std::string>(&read)) return fail(option, std::move(*problem));
    Node node = std::get<Node>(std::move(read));
    if (form != AzForm::map) rename_keys(node);
    return node;
  }

  std::optional<Node> read_list(const AzCommandLine::Option& option) {
    Node array = make_node(Node::Kind::array, place_);
    for (const std::string& value : option.values) {
      // Among several values, each is an item; one in brackets is then a text like any other.
      auto item = value.starts_with('[')
                      ? string_node(value, place_)
                      : finish(option, AzForm::list, read_az_value(value, place_));
      if (!item) return std::nullopt;
      array.items.push_back(std::move(*item));
    }
    return array;
  }

  std::optional<Node> read_pairs(const AzCommandLine::Option& option, AzForm form) {
    Node object = make_node(Node::Kind::object, place_);
    for (const std::string& value : option.values) {
      const std::size_t equals = value.find('=');
      if (equals == std::string::npos) {
        return fail(option, fmt::format("{} is neither an object nor key=value",
                                        in_quotes(UnknownTexts::shown(value), 40)));
      }
      // In an array, a bare number is one: so the CLI reads what stands behind the sign.
      const std::string text = value.substr(equals + 1);
      const bool is_structure = text.starts_with('{') || text.starts_with('[');
      auto read = read_az_value(is_structure ? text : "[" + text + "]", place_);
      if (std::holds_alternative<std::string>(read)) read = string_node(text, place_);
      auto item = finish(option, form, std::move(read));
      if (!is_structure && item->is(Node::Kind::array)) {
        item = item->items.size() == 1 ? item->items.front() : string_node(text, place_);
      }
      const std::string key = value.substr(0, equals);
      if (!put(object, form == AzForm::map ? key : camel_case_path(key), std::move(*item))) {
        return fail(option, fmt::format("{} is a path that eglab does not follow",
                                        in_quotes(UnknownTexts::shown(key), 40)));
      }
    }
    return object;
  }

  static std::string camel_case_path(std::string_view path) {
    const std::size_t dot = path.find('.');
    std::string key = camel_case(path.substr(0, dot));
    if (dot == std::string_view::npos) return key;
    return key + "." + camel_case_path(path.substr(dot + 1));
  }

  PlaceId place_;
  ImportLog& log_;
};

}  // namespace

std::optional<Node> read_az_option(const AzCommandLine::Option& option, AzForm form, PlaceId place,
                                   ImportLog& log) {
  return OptionReader{place, log}.read(option, form);
}

}  // namespace lab::model
