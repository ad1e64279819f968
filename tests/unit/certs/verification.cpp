#include "tests/unit/certs/verification.hpp"

#include <array>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

namespace lab::certs {
namespace {

using StoreHandle = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using StoreContextHandle = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;

void add_revocation_lists(X509_STORE* store, const std::string& pem) {
  const BioHandle bio = make_text_source(pem);
  while (true) {
    const RevocationListHandle list{PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr)};
    if (list == nullptr) break;
    EXPECT_EQ(X509_STORE_add_crl(store, list.get()), 1);
  }
  ERR_clear_error();
  // The flag that Mosquitto sets for `crlfile`: leaves only.
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
}

}  // namespace

int verify(const Identity& identity, const VerifierSettings& settings) {
  const StoreHandle store{X509_STORE_new()};
  for (const CertificateHandle& trusted : parse_chain(settings.trusted_pem)) {
    EXPECT_EQ(X509_STORE_add_cert(store.get(), trusted.get()), 1);
  }
  if (!settings.revocation_lists_pem.empty()) {
    add_revocation_lists(store.get(), settings.revocation_lists_pem);
  }
  const std::vector<CertificateHandle> chain = parse_chain(identity.chain_pem);
  EXPECT_FALSE(chain.empty());
  STACK_OF(X509)* untrusted = sk_X509_new_null();
  for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(untrusted, chain[i].get());

  const StoreContextHandle context{X509_STORE_CTX_new()};
  EXPECT_EQ(X509_STORE_CTX_init(context.get(), store.get(), chain.front().get(), untrusted), 1);
  EXPECT_EQ(X509_STORE_CTX_set_default(context.get(), settings.purpose.c_str()), 1);
  X509_verify_cert(context.get());
  const int verdict = X509_STORE_CTX_get_error(context.get());
  sk_X509_free(untrusted);
  ERR_clear_error();
  return verdict;
}

std::vector<CertificateHandle> parse_chain(const std::string& pem) {
  std::vector<CertificateHandle> chain;
  const BioHandle bio = make_text_source(pem);
  while (true) {
    CertificateHandle certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)};
    if (certificate == nullptr) break;
    chain.push_back(std::move(certificate));
  }
  ERR_clear_error();
  return chain;
}

std::string der_of(X509* certificate) {
  std::string der(static_cast<std::size_t>(i2d_X509(certificate, nullptr)), '\0');
  auto* at = reinterpret_cast<unsigned char*>(der.data());
  EXPECT_GT(i2d_X509(certificate, &at), 0);
  return der;
}

std::string sha256_of(const std::string& bytes) {
  std::array<unsigned char, 32> hash{};
  EXPECT_EQ(EVP_Digest(bytes.data(), bytes.size(), hash.data(), nullptr, EVP_sha256(), nullptr), 1);
  std::string text;
  for (const unsigned char byte : hash) text += fmt::format("{:02X}", byte);
  return text;
}

std::string common_name_of(X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (index < 0) return "(none)";
  const ASN1_STRING* text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index));
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

LeafRequest client_request(const std::string& common_name) {
  LeafRequest request;
  request.common_name = common_name;
  return request;
}

}  // namespace lab::certs
