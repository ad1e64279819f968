#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "certs/handle.hpp"
#include "certs/lab_authorities.hpp"

namespace lab::certs {

/// How a verifier looks at a certificate: as a broker (default) or as a client does.
struct VerifierSettings {
  std::string trusted_pem;
  std::string purpose = "ssl_client";
  std::string revocation_lists_pem;  ///< Leaves are checked against them if given.
};

/// What OpenSSL's own verifier (the one in Mosquitto and libmosquitto) says about a chain:
/// `X509_V_OK` or the code of the first thing that is wrong.
int verify(const Identity& identity, const VerifierSettings& settings);

/// Each certificate of a PEM text, read by OpenSSL and by none of our code.
std::vector<CertificateHandle> parse_chain(const std::string& pem);

/// The certificate's DER.
std::string der_of(X509* certificate);

/// SHA-256 in upper-case hex, of any bytes.
std::string sha256_of(const std::string& bytes);

/// The subject's common name, as bytes; "(none)" without one.
std::string common_name_of(X509* certificate);

/// A request for a client with this common name.
LeafRequest client_request(const std::string& common_name);

}  // namespace lab::certs
