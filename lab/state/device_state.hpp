#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lab::state {

/// What became of a request for desired properties.
struct PatchResult {
  bool applied = false;
  std::string reported;  ///< If applied: the reported properties, the response. JSON.
  std::string why_not;   ///< If not: why the payload cannot be used, for a 400 answer.
};

/// The desired and reported properties of one device (the how-to's scenario). A request's payload
/// is a JSON merge patch (RFC 7396) of the desired properties; the device does what is desired, and
/// its reported properties after that are the response. Kept as JSON text, since one process holds
/// ten thousand devices and most of them are idle.
class DeviceState {
 public:
  /// Neither the patch nor the properties may be longer, as JSON text: half of what one PUBLISH may
  /// carry (facts §6), so that an answer always fits, inside an envelope too.
  static constexpr std::size_t most_bytes = std::size_t{256} * 1024;

  /// `reported` is a JSON object: what the device reports before anything was asked of it. Throws
  /// `Error` (usage) if it is none.
  explicit DeviceState(std::string_view reported = "{}");

  /// Applies a patch. A payload that is not a JSON object, or that `read_strict_json` refuses, or
  /// that would grow the properties over `most_bytes`, is not applied and changes nothing.
  PatchResult apply(std::string_view patch);

  /// JSON objects.
  [[nodiscard]] const std::string& desired() const { return desired_; }
  [[nodiscard]] const std::string& reported() const { return reported_; }

 private:
  std::string desired_ = "{}";
  std::string reported_;
};

}  // namespace lab::state
