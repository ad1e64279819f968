#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "lab/check/target.hpp"
#include "lab/model/namespace.hpp"

namespace lab::check {

/// A folder of certificates as `eglab certs` writes it (`certs::CredentialFolder`), looked at from
/// outside: `clients/<authentication name>.pem`/`.key`, and `extra/<identity>.pem`/`.key` if the
/// extra identities were written too.
class CredentialsFolder {
 public:
  /// Throws `Error` (definition) that names the path and the way out if it is no folder.
  CredentialsFolder(std::filesystem::path folder, const model::Namespace& definition);

  /// A client's certificate, by its ARM name. Throws `Error` (definition): the definition has no
  /// such client, or a file is missing.
  [[nodiscard]] Credentials client(std::string_view name) const;

  /// A certificate of `extra_identities`; nothing if the folder lacks it.
  [[nodiscard]] std::optional<Credentials> extra(std::string_view identity) const;

 private:
  std::filesystem::path folder_;
  const model::Namespace& definition_;
};

}  // namespace lab::check
