#include <algorithm>
#include <array>
#include <utility>

#include "lab/check/requirement.hpp"

namespace lab::check {
namespace {

// Each reads on after "not run: needs ".
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> features{{
    {"websocket", "MQTT over WebSocket"},
    {"live-change", "a namespace that can be changed while it is served"},
    {"extra-identities", "certificates beside those of the namespace's clients"},
    {"entra-token", "an Entra token for Event Grid"},
    {"custom-jwt", "an issuer of JSON web tokens"},
    {"webhook", "a webhook that says who a client is"},
    {"event-sink", "a place where the namespace's events can be read"},
    {"http-publish", "an endpoint to publish to over HTTP"},
}};

}  // namespace

std::optional<std::string_view> feature_text(std::string_view feature) {
  const auto* found = std::find_if(features.begin(), features.end(),
                                   [&](const auto& known) { return known.first == feature; });
  if (found == features.end()) return std::nullopt;
  return found->second;
}

}  // namespace lab::check
