#include "lab/state/device_state.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/state/strict_json.hpp"

namespace lab::state {
namespace {

using nlohmann::json;

/// The text after a merge patch (RFC 7396). Depth is bounded, since both were read strictly.
std::string merged(const std::string& properties, const json& patch) {
  auto value = json::parse(properties);
  value.merge_patch(patch);
  return value.dump();
}

PatchResult refused(std::string_view cause) {
  return {.applied = false,
          .reported = {},
          .why_not = fmt::format("the payload cannot be used: {}", cause)};
}

}  // namespace

DeviceState::DeviceState(std::string_view reported) {
  json properties;
  auto why_not = read_strict_json(reported, properties, {.most_bytes = most_bytes});
  if (why_not.empty() && !properties.is_object()) why_not = "it is not a JSON object";
  if (!why_not.empty()) {
    throw Error(ErrorKind::usage, "the properties that a device starts with cannot be used",
                why_not, "give a JSON object, for example {\"temperature\": 20}");
  }
  reported_ = properties.dump();
}

PatchResult DeviceState::apply(std::string_view patch) {
  json wanted;
  auto why_not = read_strict_json(patch, wanted, {.most_bytes = most_bytes});
  if (why_not.empty() && !wanted.is_object()) why_not = "it is not a JSON object";
  if (!why_not.empty()) return refused(why_not);

  auto desired = merged(desired_, wanted);
  auto reported = merged(reported_, wanted);
  if (desired.size() > most_bytes || reported.size() > most_bytes) {
    return refused(fmt::format("the properties would grow over {} bytes", most_bytes));
  }
  desired_ = std::move(desired);
  reported_ = std::move(reported);
  return {.applied = true, .reported = reported_, .why_not = {}};
}

}  // namespace lab::state
