#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "certs/lab_authorities.hpp"
#include "lab/model/namespace.hpp"

namespace lab::check {

/// A certificate that the suite needs beside those of the namespace's clients.
struct ExtraIdentity {
  std::string_view name;     ///< Its file's stem, in the folder `extra` of a credentials folder.
  std::string_view purpose;  ///< "device1, expired yesterday".
};

/// All of them, by name. `device1-*` name device1: expired, leaf-only (without the intermediate),
/// not-yet-valid, same-name-fake-ca, self-signed, server-only-eku, unknown-ca. `unregistered`: by
/// the lab's authority, for a name that no client has. `dns-in-subject`: the name of the DNS
/// scheme's first client in the common name only. `thumbprint-other`: by the lab's authority, for
/// the thumbprint scheme's first client, not on its list. `thumbprint-second`: the second on its
/// list.
const std::vector<ExtraIdentity>& extra_identities();

/// Writes those that the definition's clients allow into `folder`/extra; `folder` is the one that
/// `certs::make_credentials` made, by the same authorities. Throws as that does.
void write_extra_identities(const certs::LabAuthorities& authorities,
                            const model::Namespace& definition,
                            const std::filesystem::path& folder);

}  // namespace lab::check
