#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/check/built_in_texts.hpp"
#include "lab/check/requirement.hpp"
#include "lab/check/requirement_reader.hpp"

namespace lab::check {
namespace {

using nlohmann::json;

/// JSON as a value; of two equal members of an object the reader would else drop one in silence.
json parse_json(std::string_view text, const std::string& file) {
  std::vector<std::vector<std::string>> objects;
  const auto look = [&](int, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start) objects.emplace_back();
    if (event == json::parse_event_t::object_end) objects.pop_back();
    if (event == json::parse_event_t::key) {
      auto& seen = objects.back();
      const auto& member = parsed.get_ref<const std::string&>();
      if (std::find(seen.begin(), seen.end(), member) != seen.end()) {
        throw Error(ErrorKind::definition, file,
                    fmt::format("an object has the member \"{}\" twice", member));
      }
      seen.push_back(member);
    }
    return true;
  };
  try {
    return json::parse(text, look);
  } catch (const json::parse_error& error) {
    throw Error(ErrorKind::definition, file, fmt::format("it is no JSON: {}", error.what()));
  }
}

}  // namespace

Catalogue Catalogue::parse(std::string_view text, const std::string& file) {
  const json entries = parse_json(text, file);
  if (!entries.is_array()) throw Error(ErrorKind::definition, file, "it is no array");
  Catalogue catalogue;
  for (std::size_t index = 0; index < entries.size(); ++index) {
    Requirement read = read_requirement(entries[index], index, file);
    if (!catalogue.all_.empty() && catalogue.all_.back().id >= read.id) {
      throw Error(ErrorKind::definition, fmt::format("{}, at /{}/id", file, index),
                  fmt::format("{} comes after {}", read.id, catalogue.all_.back().id),
                  "each id is given once, in ascending order");
    }
    catalogue.all_.push_back(std::move(read));
  }
  return catalogue;
}

const Catalogue& Catalogue::built_in() {
  static const Catalogue catalogue =
      parse(built_in_requirements().text, "fixtures/requirements.json");
  return catalogue;
}

const Requirement* Catalogue::find(std::string_view id) const {
  const auto found = std::lower_bound(all_.begin(), all_.end(), id,
                                      [](const Requirement& requirement, std::string_view wanted) {
                                        return requirement.id < wanted;
                                      });
  return found != all_.end() && found->id == id ? &*found : nullptr;
}

}  // namespace lab::check
