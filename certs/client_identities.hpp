#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "certs/authority.hpp"
#include "certs/lab_authorities.hpp"
#include "lab/model/namespace.hpp"

namespace lab::certs {

/// The certificates of one client.
struct ClientIdentity {
  const model::Client* client = nullptr;
  Identity first;
  /// Of a client that lists two thumbprints (CA-023).
  std::optional<Identity> second;
};

/// Makes them, in the clients' order: each is signed by the lab's intermediate, but those of
/// thumbprint clients are self-signed, one for each thumbprint that is listed. Whoever lists the
/// same thumbprint gets the same certificate (CA-025). Throws `Error` (definition) that names the
/// client whose authentication name its scheme's certificate field cannot hold.
std::vector<ClientIdentity> make_client_identities(const std::vector<const model::Client*>& clients,
                                                   const LabAuthorities& authorities,
                                                   KeyKind key_kind);

/// Calls `work(i)` for every i below the count, on two threads if there are many. The first
/// exception ends it and is thrown here.
void for_each_index(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace lab::certs
