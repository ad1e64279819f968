#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/model/namespace.hpp"
#include "lab/probe/link.hpp"
#include "lab/probe/manners.hpp"

namespace lab::check {

/// A certificate with its key, as a client shows it.
struct Credentials {
  std::filesystem::path certificate_file;
  std::filesystem::path key_file;
};

/// A broker that is judged, by what a client can see of it: an endpoint, credentials, and the
/// definition that is deployed on it.
class Target {
 public:
  Target() = default;
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;
  virtual ~Target() = default;

  /// "direct", "frontdoor" or "elsewhere".
  [[nodiscard]] virtual std::string_view kind() const = 0;
  /// The definition that it serves.
  [[nodiscard]] virtual const model::Namespace& definition() const = 0;
  /// Whether it has a feature of the catalogue.
  [[nodiscard]] virtual bool has(std::string_view feature) const = 0;

  /// How to reach it over TLS, WebSocket, or without TLS (then on the TLS port); without a
  /// certificate. WebSocket only with the feature "websocket".
  [[nodiscard]] virtual probe::Link link(probe::Transport transport) const = 0;

  /// The certificate of a client, by its ARM name. Throws `Error` (definition) that says where it
  /// was looked for if there is none.
  [[nodiscard]] virtual Credentials credentials(std::string_view client) const = 0;

  /// A certificate that is bad, or good in an unusual way, by name (`extra_identities.hpp`).
  /// Nothing if the target's credentials folder lacks it.
  [[nodiscard]] virtual std::optional<Credentials> extra(std::string_view identity) const = 0;

  /// How fast it may be asked.
  [[nodiscard]] virtual probe::Pace pace() const = 0;
};

}  // namespace lab::check
