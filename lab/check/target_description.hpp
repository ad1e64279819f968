#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace lab::check {

/// A target as a command line names it, before anything is started or connected.
struct TargetDescription {
  std::string kind = "direct";  ///< "direct" or "elsewhere".

  // The rest is for a target elsewhere.
  std::string host = {};
  std::uint16_t port = 8883;
  std::optional<std::uint16_t> websocket_port = {};
  std::filesystem::path credentials = {};               ///< A folder as `eglab certs` makes one.
  std::optional<std::filesystem::path> server_ca = {};  ///< Absent: the system's trusted roots.
  std::string name_space = "conformance";               ///< Which definition is deployed there.
  std::set<std::string, std::less<>> features = {};

  [[nodiscard]] bool is_elsewhere() const { return kind == "elsewhere"; }
  /// Whether it has a feature of the catalogue.
  [[nodiscard]] bool has(std::string_view feature) const { return features.contains(feature); }
  /// "HOST:PORT", an IPv6 address in brackets; empty for a local one.
  [[nodiscard]] std::string endpoint() const;
};

/// What `--target` names: `direct`, or HOST[:PORT] (an IPv6 address in brackets) of a broker
/// elsewhere. Throws `Error` (usage) that says what there is.
TargetDescription parse_target(std::string_view text);

}  // namespace lab::check
