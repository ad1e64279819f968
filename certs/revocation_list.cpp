#include "certs/revocation_list.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>

namespace lab::certs {
namespace {

/// A list starts a little in the past: its readers' clocks may be behind ours.
constexpr std::chrono::minutes clock_difference{5};

void check_signed_by(const CertificateHandle& certificate, const Signer& signer) {
  if (X509_verify(certificate.get(), signer.key) == 1) return;
  ERR_clear_error();
  throw Error(ErrorKind::definition,
              fmt::format("cannot revoke the certificate with the thumbprint {}",
                          thumbprint(certificate.get())),
              "this authority did not sign it, so its list cannot name it",
              "ask the authority that signed it");
}

void add_revoked(X509_CRL* list, const CertificateHandle& certificate, const ASN1_TIME* when) {
  RevokedHandle entry{X509_REVOKED_new()};
  require(entry != nullptr &&
              X509_REVOKED_set_serialNumber(
                  entry.get(),
                  const_cast<ASN1_INTEGER*>(X509_get0_serialNumber(certificate.get()))) == 1 &&
              X509_REVOKED_set_revocationDate(entry.get(), const_cast<ASN1_TIME*>(when)) == 1 &&
              X509_CRL_add0_revoked(list, entry.get()) == 1,
          "cannot add to a revocation list");
  static_cast<void>(entry.release());
}

void add_extensions(X509_CRL* list, const Signer& signer) {
  // The number must grow from list to list (RFC 5280 §5.2.3), and nothing is kept between runs.
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const IntegerHandle number{ASN1_INTEGER_new()};
  require(number != nullptr &&
              ASN1_INTEGER_set_int64(
                  number.get(),
                  std::chrono::duration_cast<std::chrono::microseconds>(now).count()) == 1,
          "cannot number a revocation list");
  const AuthorityKeyIdHandle above =
      make_authority_key_id(subject_key_identifier(signer.certificate));
  require(X509_CRL_add1_ext_i2d(list, NID_authority_key_identifier, above.get(), 0,
                                X509V3_ADD_APPEND) == 1 &&
              X509_CRL_add1_ext_i2d(list, NID_crl_number, number.get(), 0, X509V3_ADD_APPEND) == 1,
          "cannot add an extension to a revocation list");
}

}  // namespace

std::string make_revocation_list(const std::vector<CertificateHandle>& revoked,
                                 const Signer& signer) {
  const RevocationListHandle list{X509_CRL_new()};
  const TimeHandle from = time_from_now(-clock_difference);
  const TimeHandle until = time_from_now(revocation_list_valid_for);
  require(
      list != nullptr && X509_CRL_set_version(list.get(), X509_CRL_VERSION_2) == 1 &&
          X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(signer.certificate)) == 1 &&
          X509_CRL_set1_lastUpdate(list.get(), from.get()) == 1 &&
          X509_CRL_set1_nextUpdate(list.get(), until.get()) == 1,
      "cannot make a revocation list");
  for (const CertificateHandle& certificate : revoked) {
    check_signed_by(certificate, signer);
    add_revoked(list.get(), certificate, from.get());
  }
  add_extensions(list.get(), signer);
  const BioHandle sink = make_text_sink();
  require(X509_CRL_sort(list.get()) == 1 &&
              X509_CRL_sign(list.get(), signer.key, EVP_sha256()) > 0 &&
              PEM_write_bio_X509_CRL(sink.get(), list.get()) == 1,
          "cannot sign a revocation list");
  return text_of(sink.get());
}

}  // namespace lab::certs
