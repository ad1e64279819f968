#include "lab/apps/command.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lab/base/base64.hpp"
#include "lab/base/error.hpp"
#include "lab/base/nearest.hpp"

namespace lab::apps {
namespace {

using nlohmann::json;

const char* const pairs_form = R"(it is not [["name","value"],…] or {"name":"value",…})";

}  // namespace

Command::Command(const json& object) : object_(object) {
  const auto name = object_.find("command");
  if (name == object_.end() || !name->is_string()) {
    throw Error(ErrorKind::usage, "a command cannot be read",
                R"(it has no member "command" that is a string)",
                R"(write, for example, {"command":"stop"})");
  }
  name_ = name->get<std::string>();
  if (const auto id = object_.find("id"); id != object_.end()) id_ = *id;
  if (id_.is_structured()) refuse("id", "it is not a string or a number");
}

Command Command::without(const char* member) const {
  auto object = object_;
  object.erase(member);
  return Command{object};
}

void Command::refuse(const char* member, const std::string& cause) const {
  throw Error(ErrorKind::usage, fmt::format("command {}: member \"{}\"", name_, member), cause);
}

void Command::allow_only(std::initializer_list<const char*> members) const {
  std::vector<std::string> known{members.begin(), members.end()};
  for (const auto& [member, value] : object_.items()) {
    if (member == "command" || member == "id") continue;
    if (std::find(known.begin(), known.end(), member) != known.end()) continue;
    const auto nearest = nearest_word(member, known);
    refuse(member.c_str(), nearest ? fmt::format("it is unknown; did you mean \"{}\"?", *nearest)
                                   : std::string{"it is unknown"});
  }
}

std::string Command::text(const char* member) const {
  auto found = optional_text(member);
  if (!found) refuse(member, "it is missing");
  return *std::move(found);
}

std::optional<std::string> Command::optional_text(const char* member) const {
  const auto found = object_.find(member);
  if (found == object_.end()) return std::nullopt;
  if (!found->is_string()) refuse(member, "it is not a string");
  return found->get<std::string>();
}

std::optional<std::uint64_t> Command::whole_number(const char* member, std::uint64_t most) const {
  const auto found = object_.find(member);
  if (found == object_.end()) return std::nullopt;
  if (!found->is_number_unsigned() || found->get<std::uint64_t>() > most) {
    refuse(member, fmt::format("it is not a whole number from 0 to {}", most));
  }
  return found->get<std::uint64_t>();
}

bool Command::flag(const char* member) const {
  const auto found = object_.find(member);
  if (found == object_.end()) return false;
  if (!found->is_boolean()) refuse(member, "it is not true or false");
  return found->get<bool>();
}

std::string Command::payload() const {
  if (const auto base64 = optional_text("payload_base64")) {
    if (has("payload")) refuse("payload_base64", "there is a member \"payload\" too");
    auto bytes = base64_decode(*base64);
    if (!bytes) refuse("payload_base64", "it is not base64");
    return *std::move(bytes);
  }
  const auto found = object_.find("payload");
  if (found == object_.end()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}

std::optional<std::string> Command::correlation_data() const {
  auto text = optional_text("correlation_text");
  const auto base64 = optional_text("correlation_data");
  if (text && base64) refuse("correlation_text", "there is a member \"correlation_data\" too");
  if (!base64) return text;
  auto bytes = base64_decode(*base64);
  if (!bytes) refuse("correlation_data", "it is not base64");
  return bytes;
}

std::vector<std::pair<std::string, std::string>> Command::user_properties() const {
  std::vector<std::pair<std::string, std::string>> properties;
  const auto found = object_.find("user_properties");
  if (found == object_.end()) return properties;
  const auto add = [&](const json& name, const json& value) {
    if (!name.is_string() || !value.is_string()) refuse("user_properties", pairs_form);
    properties.emplace_back(name.get<std::string>(), value.get<std::string>());
  };
  if (found->is_object()) {
    for (const auto& [name, value] : found->items()) add(name, value);
    return properties;
  }
  if (!found->is_array()) refuse("user_properties", pairs_form);
  for (const auto& pair : *found) {
    if (!pair.is_array() || pair.size() != 2) refuse("user_properties", pairs_form);
    add(pair[0], pair[1]);
  }
  return properties;
}

}  // namespace lab::apps
