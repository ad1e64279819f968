#include "lab/model/topic_template.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "lab/base/nearest.hpp"
#include "lab/base/terminal.hpp"
#include "lab/model/utf8.hpp"

// The service documents a template as an MQTT filter with `${client.authenticationName}` and
// `${client.attributes.KEY}`, and one part-of-segment form, `${…|suffix}` (facts §3). Decided here,
// where it is silent:
//
// * Literal text may stand before and after a variable in its segment, and several variables may
//   share one: their values are joined in the order written. (Two clients whose values join to the
//   same text then share a topic; whoever writes such a template must tell them apart.)
// * A suffix is not empty and holds no `/ + # $ { |`: it must not add a segment, a wildcard or a
//   second variable. Nothing can be escaped. A `$`, `|` or `}` outside of `${…}` is a plain letter.
// * Variables' names are exact, case included; so are attribute keys, which are `[A-Za-z0-9_]+`.
// * The 256 bytes and 15 segments of a topic hold for the template as written too.
// * An integer is substituted in decimal. A missing attribute, an array and an empty text give the
//   client no filter, even when a literal stands beside the variable.
// * A value that holds `/`, `+`, `#` or what no topic can hold, and one that would make the filter
//   start with the reserved `$`, gives the client no filter. It is never escaped, never widened.

namespace lab::model {
namespace {

constexpr std::string_view authentication_name_variable = "client.authenticationName";
constexpr std::string_view attribute_prefix = "client.attributes.";
constexpr std::string_view known_variables =
    "use ${client.authenticationName} or ${client.attributes.KEY}";

bool is_attribute_key(std::string_view key) {
  const auto is_allowed = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_';
  };
  return !key.empty() && std::all_of(key.begin(), key.end(), is_allowed);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// The supported variable that an unknown one most likely means: the spellings of the private
/// preview (`${client.name}`, `${principal.*}`), and near misses.
std::optional<std::string> modern_spelling(std::string_view name) {
  const std::string_view variable = trimmed(name);
  constexpr std::array<std::string_view, 5> attribute_spellings = {
      "client.attributes.", "principal.attributes.", "client.attribute.", "attributes.",
      "attribute."};
  for (const std::string_view prefix : attribute_spellings) {
    if (variable.starts_with(prefix) && is_attribute_key(variable.substr(prefix.size()))) {
      return fmt::format("{}{}", attribute_prefix, variable.substr(prefix.size()));
    }
  }
  const bool historical = variable == "client.name" || variable.starts_with("principal.");
  if (historical) return std::string(authentication_name_variable);
  const std::array<std::string, 2> names = {std::string(authentication_name_variable),
                                            "authenticationName"};
  if (nearest_word(variable, names)) return std::string(authentication_name_variable);
  const std::size_t last_dot = variable.rfind('.');
  if (last_dot == std::string_view::npos) return std::nullopt;
  const std::array<std::string, 1> prefixes = {std::string(attribute_prefix)};
  if (nearest_word(variable.substr(0, last_dot + 1), prefixes) &&
      is_attribute_key(variable.substr(last_dot + 1))) {
    return fmt::format("{}{}", attribute_prefix, variable.substr(last_dot + 1));
  }
  return std::nullopt;
}

SyntaxProblem unknown_variable(std::size_t at, std::string_view name, std::string_view suffix) {
  std::string cause = fmt::format("unknown variable ${{{}}}", printable(name));
  const std::optional<std::string> meant = modern_spelling(name);
  if (!meant) return {at, std::move(cause), std::string(known_variables)};
  const std::string tail = suffix.empty() ? "" : fmt::format("|{}", printable(suffix));
  const bool historical = trimmed(name) == "client.name" || trimmed(name).starts_with("principal.");
  const char* question = historical ? "the preview's spelling is gone; write" : "did you mean";
  return {at, std::move(cause),
          fmt::format("{} ${{{}{}}}{}", question, *meant, tail, historical ? "" : "?")};
}

/// What is wrong with a value in a filter that so far reads `before`.
std::optional<TopicTemplate::NoFilter::Cause> value_problem(std::string_view value,
                                                            std::string_view before) {
  using Cause = TopicTemplate::NoFilter::Cause;
  if (value.empty()) return Cause::value_is_empty;
  if (value.find_first_of("/+#") != std::string_view::npos) return Cause::value_injects;
  if (mqtt_text_problem(value)) return Cause::value_injects;
  if (before.empty() && value.starts_with('$')) return Cause::value_injects;
  return std::nullopt;
}

}  // namespace

/// Reads one template from left to right, stopping at its first problem.
class TopicTemplate::Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::variant<TopicTemplate, SyntaxProblem> parse() {
    if (std::optional<SyntaxProblem> problem = problem_of_the_whole()) return *problem;
    while (at_ < text_.size()) {
      const bool variable = text_.substr(at_).starts_with("${");
      if (std::optional<SyntaxProblem> problem = variable ? read_variable() : read_letter()) {
        return *problem;
      }
    }
    if (const std::string over = topic_limit_problem(text_); !over.empty()) {
      return SyntaxProblem{0, over, "use fewer segments"};
    }
    return TopicTemplate(std::string(text_), std::move(parts_));
  }

 private:
  std::optional<SyntaxProblem> problem_of_the_whole() const {
    if (text_.empty()) {
      return SyntaxProblem{0, "the template is empty",
                           "write a topic filter, for example devices/#"};
    }
    if (text_.size() > max_topic_bytes) {
      return SyntaxProblem{max_topic_bytes, topic_limit_problem(text_), "write a shorter template"};
    }
    if (const std::optional<TextProblem> problem = mqtt_text_problem(text_)) {
      return SyntaxProblem{problem->at, problem->cause, "remove it"};
    }
    if (text_.starts_with('$') && !text_.starts_with("${")) {
      return SyntaxProblem{0, "topics that start with '$' are reserved for the service",
                           "begin with another character; a variable is written ${…}"};
    }
    return std::nullopt;
  }

  std::optional<SyntaxProblem> read_letter() {
    const char letter = text_[at_];
    if (letter == '+' || letter == '#') {
      const bool starts = at_ == 0 || text_[at_ - 1] == '/';
      const bool ends = at_ + 1 == text_.size() || text_[at_ + 1] == '/';
      if (!starts || !ends) {
        return SyntaxProblem{at_, fmt::format("the wildcard '{}' must be a whole segment", letter),
                             fmt::format("write '{}' alone between slashes", letter)};
      }
      if (letter == '#' && at_ + 1 != text_.size()) {
        return SyntaxProblem{at_, "the wildcard '#' must be the last segment",
                             "use '+' for exactly one segment"};
      }
    }
    if (parts_.empty() || parts_.back().kind != Part::Kind::literal) parts_.push_back({});
    parts_.back().text += letter;
    parts_.back().source += letter;
    ++at_;
    return std::nullopt;
  }

  std::optional<SyntaxProblem> read_variable() {
    const std::size_t begin = at_ + 2;
    const std::size_t end = text_.find_first_of("}/", begin);
    if (end == std::string_view::npos ||
        text_.substr(begin, end - begin).find("${") != std::string_view::npos) {
      return SyntaxProblem{at_, "'${' is never closed", "close the variable with '}'"};
    }
    if (text_[end] == '/') {
      const std::size_t close = text_.find('}', end);
      if (close == std::string_view::npos || close > text_.find("${", end)) {
        return SyntaxProblem{at_, "'${' is never closed", "close the variable with '}' before '/'"};
      }
      return SyntaxProblem{end, "a variable cannot hold '/': it stays inside one segment",
                           "put the '/' after the '}'"};
    }
    const std::string_view inside = text_.substr(begin, end - begin);
    const std::size_t bar = inside.find('|');
    const std::string_view name = inside.substr(0, bar);
    const bool has_suffix = bar != std::string_view::npos;
    const std::string_view suffix = has_suffix ? inside.substr(bar + 1) : std::string_view{};
    if (has_suffix) {
      if (std::optional<SyntaxProblem> problem = suffix_problem(begin + bar + 1, suffix)) {
        return problem;
      }
    }
    Part part{Part::Kind::authentication_name,
              {},
              std::string(suffix),
              std::string(text_.substr(at_, end + 1 - at_))};
    if (name.starts_with(attribute_prefix)) {
      part.kind = Part::Kind::attribute;
      part.text = name.substr(attribute_prefix.size());
      if (!is_attribute_key(part.text)) {
        return SyntaxProblem{begin + attribute_prefix.size(),
                             fmt::format("'{}' is not an attribute key", printable(part.text)),
                             "a key is letters, digits and '_'"};
      }
    } else if (name != authentication_name_variable) {
      return unknown_variable(at_, name, suffix);
    }
    parts_.push_back(std::move(part));
    at_ = end + 1;
    return std::nullopt;
  }

  /// A suffix is text of the template's author, but `+` or `#` in it would still stand inside a
  /// segment, where MQTT forbids them, and `${` would be a variable that nobody replaces.
  static std::optional<SyntaxProblem> suffix_problem(std::size_t at, std::string_view suffix) {
    if (suffix.empty()) {
      return SyntaxProblem{at, "the suffix after '|' is empty", "write one, or leave out the '|'"};
    }
    const std::size_t bad = suffix.find_first_of("+#${|");
    if (bad == std::string_view::npos) return std::nullopt;
    return SyntaxProblem{at + bad, fmt::format("a suffix cannot hold '{}'", suffix[bad]),
                         "leave it out: a suffix is plain text, and nothing can be escaped"};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Part> parts_;
};

TopicTemplate::TopicTemplate(std::string text, std::vector<Part> parts)
    : text_(std::move(text)), parts_(std::move(parts)) {}

std::variant<TopicTemplate, SyntaxProblem> TopicTemplate::parse(std::string_view text) {
  return Parser(text).parse();
}

std::vector<std::string> TopicTemplate::attribute_keys() const {
  std::vector<std::string> keys;
  for (const Part& part : parts_) {
    if (part.kind != Part::Kind::attribute) continue;
    if (std::find(keys.begin(), keys.end(), part.text) == keys.end()) keys.push_back(part.text);
  }
  return keys;
}

bool TopicTemplate::has_variables() const {
  return std::any_of(parts_.begin(), parts_.end(),
                     [](const Part& part) { return part.kind != Part::Kind::literal; });
}

std::variant<std::string, TopicTemplate::NoFilter> TopicTemplate::expand(
    const Client& client) const {
  std::string filter;
  NoFilter longest{NoFilter::Cause::too_long, {}, {}};
  for (const Part& part : parts_) {
    if (part.kind == Part::Kind::literal) {
      filter += part.text;
      continue;
    }
    std::string value = client.authentication_name;
    if (part.kind == Part::Kind::attribute) {
      const auto attribute = client.attributes.find(part.text);
      if (attribute == client.attributes.end()) {
        return NoFilter{NoFilter::Cause::attribute_missing, part.source, {}};
      }
      if (const auto* number = std::get_if<std::int64_t>(&attribute->second)) {
        value = fmt::format("{}", *number);
      } else if (const auto* text = std::get_if<std::string>(&attribute->second)) {
        value = *text;
      } else {
        return NoFilter{NoFilter::Cause::attribute_is_array, part.source, {}};
      }
    }
    if (const auto cause = value_problem(value, filter)) {
      return NoFilter{*cause, part.source, std::move(value)};
    }
    filter += value;
    filter += part.suffix;
    if (value.size() >= longest.value.size()) {
      longest.variable = part.source;
      longest.value = std::move(value);
    }
  }
  if (filter.size() > max_topic_bytes) return longest;
  return filter;
}

}  // namespace lab::model
