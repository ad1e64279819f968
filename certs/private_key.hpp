#pragma once

#include <string>

#include "certs/authority.hpp"
#include "certs/handle.hpp"

namespace lab::certs {

/// A new private key. Throws `Error` (environment) if the machine has no randomness.
KeyHandle make_private_key(KeyKind kind);

/// The key as PKCS #8 PEM, not encrypted: it goes into a file that only its owner may read.
std::string private_key_pem(const EVP_PKEY* key);

/// Puts the key's public half into a certificate that is only signed and written out, in a
/// fraction of the time that OpenSSL's own call takes for curve P-256 (it encodes and decodes the
/// key by way of its providers). The certificate must not be asked for its public key afterwards.
void set_public_key(X509* certificate, EVP_PKEY* key);

}  // namespace lab::certs
