#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "lab/check/target.hpp"
#include "lab/model/namespace.hpp"
#include "lab/probe/manners.hpp"

namespace lab::check {

/// A broker that somebody else runs, as far as a client can know it.
struct Elsewhere {
  std::string host;  ///< A name or an address; also the name that its certificate must have.
  std::uint16_t port = 8883;
  std::optional<std::uint16_t> websocket_port = {};  ///< Gives it the feature "websocket".
  /// As `eglab certs` writes it: the clients' certificates, which the broker was told to trust.
  std::filesystem::path credentials;
  /// What the server's certificate must lead to. Absent: the system's trusted roots. The folder's
  /// own `ca.pem` is never taken by itself: it signs clients' certificates, and a service elsewhere
  /// has its own from a public authority.
  std::optional<std::filesystem::path> server_ca = {};
  model::Namespace definition;  ///< What is deployed there.
  std::set<std::string, std::less<>> features = {};
  probe::Pace pace = {};
};

/// Connects to nothing. Throws `Error` (definition) that names the path and the way out if the
/// credentials folder or the server's authority is missing.
std::unique_ptr<Target> make_elsewhere_target(Elsewhere elsewhere);

}  // namespace lab::check
