#include "lab/model/explain_patch.hpp"

#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/base/assert.hpp"

namespace lab::model {
namespace {

using Json = nlohmann::ordered_json;

/// A name as a segment of a JSON pointer (RFC 6901 §3).
std::string escaped(std::string_view name) {
  std::string out;
  for (const char letter : name) {
    if (letter == '~') {
      out += "~0";
    } else if (letter == '/') {
      out += "~1";
    } else {
      out += letter;
    }
  }
  return out;
}

Json json_of(const AttributeValue& value) {
  return std::visit([](const auto& held) { return Json(held); }, value);
}

Json json_of(const PermissionBinding& binding) {
  return {
      {"properties",
       {{"clientGroupName", binding.client_group_name},
        {"topicSpaceName", binding.topic_space_name},
        {"permission", binding.permission == Permission::publisher ? "Publisher" : "Subscriber"}}}};
}

Json json_of(const TopicSpace& space) {
  Json templates = Json::array();
  for (const TopicTemplate& one : space.topic_templates) templates.push_back(one.text());
  return {{"properties", {{"topicTemplates", std::move(templates)}}}};
}

/// Words one step as an `add`, on the definition as it is before the step.
class Patcher {
 public:
  explicit Patcher(const Namespace& definition) : definition_(definition) {}

  PatchOperation operator()(const EnableClient& step) const {
    return add(client_path(step.client) + "/state", "Enabled");
  }

  PatchOperation operator()(const SetAttribute& step) const {
    const Client* client = find_client(definition_, step.client);
    LAB_ASSERT(client != nullptr);
    const std::string path = client_path(step.client) + "/attributes";
    if (client->attributes.empty()) return add(path, {{step.key, json_of(step.value)}});
    const std::string of_key = path + "/" + escaped(step.key);
    const auto old = client->attributes.find(step.key);
    const auto* after = std::get_if<std::vector<std::string>>(&step.value);
    if (old != client->attributes.end() && after != nullptr) {
      const auto* before = std::get_if<std::vector<std::string>>(&old->second);
      if (before != nullptr && before->size() + 1 == after->size()) {
        return add(of_key + "/-", after->back());
      }
    }
    return add(of_key, json_of(step.value));
  }

  PatchOperation operator()(const AddBinding& step) const {
    return add_named("/permissionBindings", definition_.permission_bindings.empty(),
                     step.binding.name, json_of(step.binding));
  }

  PatchOperation operator()(const AddTemplate& step) const {
    return add(
        fmt::format("/topicSpaces/{}/properties/topicTemplates/-", escaped(step.topic_space)),
        step.topic_template.text());
  }

  PatchOperation operator()(const AddTopicSpace& step) const {
    return add_named("/topicSpaces", definition_.topic_spaces.empty(), step.space.name,
                     json_of(step.space));
  }

 private:
  static std::string client_path(std::string_view client) {
    return fmt::format("/clients/{}/properties", escaped(client));
  }

  static PatchOperation add(std::string path, const Json& value) {
    return {std::move(path), value.dump(2, ' ', false, Json::error_handler_t::replace)};
  }

  static PatchOperation add_named(const std::string& collection, bool is_empty,
                                  const std::string& name, Json value) {
    if (is_empty) return add(collection, {{name, std::move(value)}});
    return add(collection + "/" + escaped(name), value);
  }

  const Namespace& definition_;
};

}  // namespace

std::vector<PatchOperation> json_patch(const Namespace& definition, const Change& change) {
  std::vector<PatchOperation> patch;
  if (change.steps.empty()) return patch;
  Namespace current = definition;
  for (const ChangeStep& step : change.steps) {
    patch.push_back(std::visit(Patcher{current}, step));
    apply_step(current, step);
  }
  return patch;
}

}  // namespace lab::model
