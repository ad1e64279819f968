#include "lab/check/requirement_reader.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/base/nearest.hpp"

namespace lab::check {
namespace {

using nlohmann::json;

const std::vector<std::string> members{
    "id",       "area",      "versions",    "severity", "given",      "when", "then",   "sources",
    "features", "namespace", "differences", "takes",    "disruptive", "slow", "unbound"};

const std::vector<std::string> areas{"Transport",
                                     "Authentication",
                                     "Sessions",
                                     "CONNACK properties",
                                     "Authorization",
                                     "Request-response",
                                     "QoS, flow, retain, will",
                                     "Shared subscriptions, identifiers, limits",
                                     "Side channels"};

const std::vector<std::string> versions{"3.1", "3.1.1", "5"};

/// Those whose differences a catalogue can know; what a service elsewhere does is found out.
const std::vector<std::string> targets{"direct", "frontdoor"};

constexpr std::array severities{Severity::must, Severity::should, Severity::info};

/// A member's place as a piece of a JSON pointer.
std::string pointer_to(const std::string& member) {
  return (json::json_pointer{} / member).to_string();
}

class EntryReader {
 public:
  EntryReader(const json& entry, std::size_t index, const std::string& file)
      : entry_(entry), pointer_(fmt::format("/{}", index)), file_(file) {
    if (!entry.is_object()) fail("", "it is no object");
    for (const auto& [member, value] : entry.items()) known(members, member, pointer_to(member));
  }

  [[noreturn]] void fail(const std::string& below, const std::string& cause,
                         const std::string& next = {}) const {
    throw Error(ErrorKind::definition, fmt::format("{}, at {}{}", file_, pointer_, below), cause,
                next);
  }

  /// One of `all`.
  const std::string& known(std::span<const std::string> all, const std::string& word,
                           const std::string& below) const {
    if (std::find(all.begin(), all.end(), word) != all.end()) return word;
    const auto nearest = nearest_word(word, all);
    fail(below, fmt::format("\"{}\" is not known", word),
         nearest ? fmt::format("did you mean \"{}\"?", *nearest)
                 : fmt::format("it is one of {}", fmt::join(all, ", ")));
  }

  [[nodiscard]] const json* find(const std::string& member) const {
    const auto found = entry_.find(member);
    return found == entry_.end() ? nullptr : &*found;
  }

  std::string text(const std::string& member) const {
    const json* value = find(member);
    if (value == nullptr) fail("/" + member, "it is missing");
    return text_of(*value, "/" + member);
  }

  std::string text_or(const std::string& member, std::string otherwise) const {
    return find(member) == nullptr ? std::move(otherwise) : text(member);
  }

  std::vector<std::string> texts(const std::string& member) const {
    const json& list = entry_.at(member);
    if (!list.is_array()) fail("/" + member, "it is no array");
    std::vector<std::string> all;
    for (std::size_t index = 0; index < list.size(); ++index) {
      all.push_back(text_of(list[index], fmt::format("/{}/{}", member, index)));
    }
    return all;
  }

  std::vector<std::string> required_texts(const std::string& member) const {
    if (find(member) == nullptr) fail("/" + member, "it is missing");
    return texts(member);
  }

  bool flag(const std::string& member) const {
    const json* value = find(member);
    if (value == nullptr) return false;
    if (!value->is_boolean()) fail("/" + member, "it is neither true nor false");
    return value->get<bool>();
  }

  std::string text_of(const json& value, const std::string& below) const {
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
      fail(below, "it is no text, or an empty one");
    }
    return value.get<std::string>();
  }

 private:
  const json& entry_;
  std::string pointer_;
  const std::string& file_;
};

std::string read_id(const EntryReader& reader) {
  std::string id = reader.text("id");
  constexpr std::string_view form = "CA-000";
  const bool is_id = id.size() == form.size() && id.starts_with("CA-") &&
                     id.find_first_not_of("0123456789", 3) == std::string::npos;
  if (!is_id) reader.fail("/id", fmt::format("\"{}\" is no id", id), "write CA- and three digits");
  return id;
}

Severity read_severity(const EntryReader& reader) {
  const std::string text = reader.text("severity");
  for (const Severity severity : severities) {
    if (to_text(severity) == text) return severity;
  }
  reader.fail("/severity", fmt::format("\"{}\" is not known", text),
              "it is one of MUST, SHOULD, INFO");
}

std::vector<std::string> read_versions(const EntryReader& reader) {
  std::vector<std::string> all = reader.required_texts("versions");
  for (std::size_t index = 0; index < all.size(); ++index) {
    reader.known(versions, all[index], fmt::format("/versions/{}", index));
  }
  return all;
}

std::vector<std::string> read_features(const EntryReader& reader) {
  if (reader.find("features") == nullptr) return {};
  std::vector<std::string> all = reader.texts("features");
  for (std::size_t index = 0; index < all.size(); ++index) {
    if (!feature_text(all[index])) {
      reader.fail(fmt::format("/features/{}", index),
                  fmt::format("\"{}\" is no feature of a target", all[index]));
    }
  }
  return all;
}

std::map<std::string, std::string, std::less<>> read_differences(const EntryReader& reader) {
  std::map<std::string, std::string, std::less<>> differences;
  const json* object = reader.find("differences");
  if (object == nullptr) return differences;
  if (!object->is_object()) reader.fail("/differences", "it is no object");
  for (const auto& [target, row] : object->items()) {
    const std::string below = "/differences" + pointer_to(target);
    differences.emplace(reader.known(targets, target, below), reader.text_of(row, below));
  }
  return differences;
}

std::chrono::seconds read_takes(const EntryReader& reader) {
  const json* value = reader.find("takes");
  if (value == nullptr) return {};
  if (!value->is_number_unsigned()) reader.fail("/takes", "it is no whole number of seconds");
  constexpr std::uint64_t a_day = 86'400;
  const auto seconds = value->get<std::uint64_t>();
  if (seconds > a_day) reader.fail("/takes", "it is more than a day");
  return std::chrono::seconds{static_cast<std::int64_t>(seconds)};
}

}  // namespace

Requirement read_requirement(const json& entry, std::size_t index, const std::string& file) {
  const EntryReader reader{entry, index, file};
  Requirement read;
  read.id = read_id(reader);
  read.area = reader.known(areas, reader.text("area"), "/area");
  read.versions = read_versions(reader);
  read.severity = read_severity(reader);
  read.given = reader.text("given");
  read.when = reader.text_or("when", {});
  read.then = reader.text("then");
  read.sources = reader.required_texts("sources");
  if (read.sources.empty()) reader.fail("/sources", "it is empty", "write \"undocumented\"");
  read.features = read_features(reader);
  read.name_space = reader.text_or("namespace", read.name_space);
  read.differences = read_differences(reader);
  read.takes = read_takes(reader);
  read.disruptive = reader.flag("disruptive");
  read.slow = reader.flag("slow");
  read.unbound = reader.text_or("unbound", {});
  return read;
}

}  // namespace lab::check
