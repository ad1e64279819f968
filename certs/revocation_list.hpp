#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "certs/certificate.hpp"

namespace lab::certs {

/// How long a revocation list is valid.
inline constexpr std::chrono::hours revocation_list_valid_for{24 * 30};

/// A signed X.509 v2 revocation list of the signer with these certificates on it, revoked now. PEM.
/// Throws `Error` (definition) if the signer did not sign one of them.
std::string make_revocation_list(const std::vector<CertificateHandle>& revoked,
                                 const Signer& signer);

}  // namespace lab::certs
