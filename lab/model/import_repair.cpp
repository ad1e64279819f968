#include "lab/model/import_repair.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "lab/base/assert.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

using Json = nlohmann::ordered_json;

/// The steps of a JSON pointer, unescaped (RFC 6901).
std::vector<std::string> steps_of(std::string_view pointer) {
  std::vector<std::string> steps;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view raw = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(raw.size());
    std::string step;
    for (std::size_t at = 0; at < raw.size(); ++at) {
      const bool is_escape = raw[at] == '~' && at + 1 < raw.size();
      step += is_escape ? (raw[++at] == '1' ? '/' : '~') : raw[at];
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

/// The member or item that a step leads to, or null.
Json* member_of(Json& json, const std::string& step) {
  if (json.is_object()) {
    const auto found = json.find(step);
    return found == json.end() ? nullptr : &*found;
  }
  std::size_t index = 0;
  const auto [end, failure] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (!json.is_array() || failure != std::errc{} || end != step.data() + step.size()) {
    return nullptr;
  }
  return index < json.size() ? &json[index] : nullptr;
}

/// Takes out what the steps lead to; with `and_later`, its later neighbours too. False if there is
/// nothing of that.
bool erase(Json& document, const std::vector<std::string>& steps, bool and_later) {
  Json* parent = &document;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    parent = member_of(*parent, steps[i]);
    if (parent == nullptr) return false;
  }
  Json* last = member_of(*parent, steps.back());
  if (last == nullptr) return false;
  const auto place =
      std::find_if(parent->begin(), parent->end(), [&](const Json& one) { return &one == last; });
  parent->erase(place, and_later ? parent->end() : std::next(place));
  return true;
}

class Repair {
 public:
  Repair(Json& document, const Collected& collected, ImportLog& log)
      : document_(document), collected_(collected), log_(log) {}

  ReadResult run() {
    while (true) {
      ReadResult read = read_namespace_text(document_.dump(), "definition");
      if (read.definition) return read;
      bool has_changed = false;
      // From the end, so that the places of the others stay right.
      for (auto problem = read.problems.rbegin(); problem != read.problems.rend(); ++problem) {
        if (problem->severity == Problem::Severity::error) {
          has_changed = mend(*problem) || has_changed;
        }
      }
      LAB_ASSERT(has_changed);  // Each error stands at something that can be left out.
      for (auto told = told_.rbegin(); told != told_.rend(); ++told) log_.add_not_read(*told);
      told_.clear();
    }
  }

 private:
  bool mend(const Problem& problem) {
    std::vector<std::string> steps = steps_of(problem.pointer);
    if (problem.rule == "mqtt-disabled") return switch_on(problem);
    LAB_ASSERT(!steps.empty());
    const bool is_quota = problem.rule.starts_with("quota-");
    if (steps[0] == "namespace") return take_setting_out(problem, steps, is_quota);
    LAB_ASSERT(steps.size() >= 2);
    const ResourceKind* kind = find_resource_kind(steps[0]);
    LAB_ASSERT(kind != nullptr);
    const std::string name = steps[1];
    const bool is_attribute = steps.size() >= 5 && steps[3] == "attributes";
    const std::string attribute = is_attribute ? steps[4] : std::string{};
    steps.resize(is_attribute ? 5 : 2);
    std::vector<std::string> also_gone;
    if (is_quota) also_gone = names_from(steps[0], name);
    if (!erase(document_, steps, is_quota)) return false;
    std::reverse(also_gone.begin(), also_gone.end());
    for (const std::string& other : also_gone) tell(*kind, other, {}, problem);
    tell(*kind, name, attribute, problem);
    return true;
  }

  /// The names behind one of a kind, in the order of the document.
  std::vector<std::string> names_from(const std::string& segment, const std::string& name) {
    std::vector<std::string> names;
    bool is_behind = false;
    for (const auto& [key, value] : document_[segment].items()) {
      if (is_behind) names.push_back(key);
      is_behind = is_behind || key == name;
    }
    return names;
  }

  void tell(const ResourceKind& kind, const std::string& name, const std::string& attribute,
            const Problem& problem) {
    std::string what = resource_words(kind, name);
    if (!attribute.empty()) {
      what = fmt::format("the attribute {} of {}", in_quotes(attribute, 60), what);
    }
    note(collected_.origin(kind.segment, name), std::move(what), problem.cause, problem.fix);
  }

  bool take_setting_out(const Problem& problem, const std::vector<std::string>& steps,
                        bool is_quota) {
    const std::string what = fmt::format("the namespace's {}", in_quotes(steps.back(), 60));
    if (!erase(document_, steps, is_quota)) return false;
    note(collected_.namespace_origin(), what, problem.cause, problem.fix);
    return true;
  }

  bool switch_on(const Problem& problem) {
    Json& properties = document_["namespace"]["properties"];
    if (!properties.is_object()) properties = Json::object();
    Json& configuration = properties["topicSpacesConfiguration"];
    if (!configuration.is_object()) configuration = Json::object();
    configuration["state"] = "Enabled";
    note(collected_.namespace_origin(), "the state of the namespace's topicSpacesConfiguration",
         problem.cause, "it is written as Enabled, so that it can be served");
    return true;
  }

  void note(PlaceId place, std::string what, std::string reason, std::string next) {
    NotRead told = log_.place_of(place);
    told.what = std::move(what);
    told.reason = std::move(reason);
    told.next = std::move(next);
    told_.push_back(std::move(told));
  }

  Json& document_;
  const Collected& collected_;
  ImportLog& log_;
  std::vector<NotRead> told_;  ///< Of one round, the last first.
};

}  // namespace

ReadResult repair(Json& document, const Collected& collected, ImportLog& log) {
  return Repair{document, collected, log}.run();
}

}  // namespace lab::model
