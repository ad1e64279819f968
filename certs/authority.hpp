#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lab::certs {

/// The key algorithm of a certificate.
enum class KeyKind { ec_p256, rsa_2048 };

/// A certificate with its private key, as text. Wiped from memory is the key's own business; on
/// disk it is written 0600 by `write_identity`.
struct Identity {
  std::string certificate_pem;  ///< The leaf alone.
  std::string chain_pem;        ///< The leaf, then the intermediates up to the root, without it.
  std::string private_key_pem;  ///< PKCS #8.
  std::string thumbprint;       ///< SHA-256 of the DER certificate, 64 upper-case hex digits.
};

/// What a leaf certificate is for (X.509 extended key usage).
enum class LeafUsage { client, server };

/// What a leaf certificate says.
struct LeafRequest {
  std::string common_name;
  LeafUsage usage = LeafUsage::client;
  std::vector<std::string> dns_names;        ///< SAN dNSName.
  std::vector<std::string> uris;             ///< SAN uniformResourceIdentifier.
  std::vector<std::string> ip_addresses;     ///< SAN iPAddress, v4 or v6 text.
  std::vector<std::string> email_addresses;  ///< SAN rfc822Name.
  KeyKind key_kind = KeyKind::ec_p256;
  std::chrono::seconds valid_from{-300};                        ///< From now; negative is the past.
  std::chrono::seconds valid_for{std::chrono::hours{24 * 30}};  ///< From `valid_from`.
};

/// A certificate authority: signs leaves and intermediates. Keys live in memory only.
class Authority {
 public:
  /// A self-signed root.
  static Authority create_root(const std::string& common_name, KeyKind key_kind = KeyKind::ec_p256);
  Authority(Authority&&) noexcept;
  Authority& operator=(Authority&&) noexcept;
  ~Authority();

  /// An authority below this one, whose leaves carry it in their chain. A root may have one level
  /// of them (path length 1): what an intermediate of an intermediate signs is refused by every
  /// verifier, which is how to get such a bad certificate.
  [[nodiscard]] Authority create_intermediate(const std::string& common_name,
                                              KeyKind key_kind = KeyKind::ec_p256) const;

  /// A forger of this authority: same name, same key identifier, another key. A root of its own, or
  /// signed by `issuer` if given.
  [[nodiscard]] Authority create_impostor(const Authority* issuer = nullptr) const;

  /// Signs a new leaf with a new key. A common name may be longer than the 64 characters of RFC
  /// 5280, since authentication names have up to 128. May be called from several threads. Throws
  /// `Error` (definition) if a name does not fit its field (an IP address that is none), or if
  /// there is no name.
  [[nodiscard]] Identity issue(const LeafRequest& request) const;

  /// A certificate revocation list with these certificates (PEM) on it, valid for 30 days. PEM. A
  /// broker that checks leaves needs the list of the leaf's own issuer. Throws `Error` (definition)
  /// if one is not whole, or was not signed by this authority.
  [[nodiscard]] std::string revocation_list(
      const std::vector<std::string>& revoked_certificates_pem) const;

  [[nodiscard]] const std::string& certificate_pem() const;

 private:
  struct State;
  static Authority create(const std::string& common_name, KeyKind key_kind, const State* issuer,
                          const State* impersonated);
  explicit Authority(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A self-signed leaf, for `ThumbprintMatch` (CA-023).
Identity self_signed(const LeafRequest& request);

/// SHA-256 thumbprint of a PEM text's first certificate, 64 upper-case hex digits (Event Grid's
/// quickstarts make it so; facts §3). Throws `Error` (definition) if the text is not a whole
/// certificate; `source` names it in the message.
std::string thumbprint_of(const std::string& certificate_pem, const std::string& source);

}  // namespace lab::certs
