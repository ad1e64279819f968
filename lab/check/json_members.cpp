#include "lab/check/json_members.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/base/terminal.hpp"

namespace lab::check {

JsonMembers::JsonMembers(const nlohmann::json& object, std::string_view what,
                         const std::vector<std::string>& members)
    : object_(object), what_(what) {
  if (!object.is_object()) {
    throw Error(ErrorKind::definition, fmt::format("{} cannot be read", what_), "it is no object");
  }
  for (const auto& [member, value] : object.items()) {
    if (std::ranges::find(members, member) == members.end()) refuse(member, "it is unknown");
  }
  for (const std::string& member : members) {
    if (!object.contains(member)) refuse(member, "it is missing");
  }
}

void JsonMembers::refuse(const std::string& member, std::string_view cause) const {
  throw Error(ErrorKind::definition,
              fmt::format("{} cannot be read, member \"{}\"", what_, printable(member, 60)), cause);
}

std::string JsonMembers::text(const char* member) const {
  const nlohmann::json& value = object_.at(member);
  if (!value.is_string()) refuse(member, "it is no text");
  return value.get<std::string>();
}

bool JsonMembers::flag(const char* member) const {
  const nlohmann::json& value = object_.at(member);
  if (!value.is_boolean()) refuse(member, "it is neither true nor false");
  return value.get<bool>();
}

double JsonMembers::amount(const char* member) const {
  const nlohmann::json& value = object_.at(member);
  if (!value.is_number() || value.get<double>() < 0) refuse(member, "it is no number from 0 on");
  return value.get<double>();
}

const nlohmann::json& JsonMembers::list(const char* member) const {
  const nlohmann::json& value = object_.at(member);
  if (!value.is_array()) refuse(member, "it is no array");
  return value;
}

}  // namespace lab::check
