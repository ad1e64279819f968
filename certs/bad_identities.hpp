#pragma once

#include <string>

#include "certs/client_files.hpp"

namespace lab::certs {

/// The certificates with which somebody might try to pass as one client, each bad in exactly one
/// way (threats T6; CA-016, CA-019, CA-023 … CA-026). All but `wrong_name` name the client as its
/// validation scheme asks, and all but `self_signed` come with their chain.
struct BadIdentities {
  Identity expired;        ///< Ended yesterday.
  Identity not_yet_valid;  ///< Starts tomorrow.
  Identity unknown_ca;     ///< By a root that nobody trusts.
  /// By a forger whose root and intermediate have the names and key identifiers of the real ones.
  Identity same_name_fake_ca;
  Identity wrong_name;       ///< Good, but for a name that is not the client's.
  Identity server_only_eku;  ///< For a server, not a client (extended key usage).
  Identity revoked;          ///< On `revocation_list_pem`.
  Identity self_signed;
  /// The intermediate's list with `revoked` on it, then the root's empty one. Mosquitto checks the
  /// leaf only, against its issuer's list, and refuses every leaf whose issuer has none in the
  /// file: so this serves good clients too.
  std::string revocation_list_pem;
};

/// Makes the bad set for one client of a lab. Throws `Error` as `Authority::issue` does.
BadIdentities make_bad_identities(const LabAuthorities& authorities, const model::Client& client,
                                  KeyKind key_kind = KeyKind::ec_p256);

}  // namespace lab::certs
