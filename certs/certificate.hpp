#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "certs/authority.hpp"
#include "certs/handle.hpp"

namespace lab::certs {

/// Who signs a certificate. Both are borrowed.
struct Signer {
  X509* certificate = nullptr;  ///< Null: the new certificate signs itself.
  EVP_PKEY* key = nullptr;
};

/// What a certificate authority's certificate says.
struct AuthorityContent {
  std::string common_name;
  int path_length = 0;  ///< How many authorities may stand between this one and a leaf.
  /// Taken over from the authority that this one impersonates; from the key if absent.
  std::optional<std::string> subject_key_identifier;
};

/// How long an authority is valid; it starts a day ago, so that a clock that is behind trusts it.
inline constexpr std::chrono::hours authority_valid_for{24 * 366};

/// A signed authority certificate for the key: X.509 v3, SHA-256, random positive 128-bit serial.
CertificateHandle make_authority_certificate(const AuthorityContent& content, EVP_PKEY* key,
                                             const Signer& signer);

/// A signed leaf certificate for the key. Throws `Error` (definition) that names the value if a
/// name does not fit its field: common name not UTF-8 or with a zero byte, an IP address that is
/// none, another alternative name that is not printable ASCII, or no name at all.
CertificateHandle make_leaf_certificate(const LeafRequest& request, EVP_PKEY* key,
                                        const Signer& signer);

/// The certificate as PEM text.
std::string certificate_pem(X509* certificate);

/// SHA-256 of the certificate's DER, 64 upper-case hex digits.
std::string thumbprint(const X509* certificate);

/// The first certificate of a PEM text, CR LF and a byte order mark allowed. Throws `Error`
/// (definition) if there is none or it is not whole; `source` names the text in the message.
CertificateHandle read_certificate(std::string_view pem, std::string_view source);

/// The certificate's subject key identifier, as bytes; empty if it has none.
std::string subject_key_identifier(X509* certificate);

/// The extension that names the signer's key, as certificates and revocation lists carry it.
AuthorityKeyIdHandle make_authority_key_id(const std::string& key_identifier);

/// Now, moved by this much. Throws `Error` (definition) outside the years that X.509 can write.
TimeHandle time_from_now(std::chrono::seconds offset);

}  // namespace lab::certs
