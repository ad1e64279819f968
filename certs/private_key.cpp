#include "certs/private_key.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace lab::certs {

KeyHandle make_private_key(KeyKind kind) {
  KeyHandle key{kind == KeyKind::rsa_2048 ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256")};
  require(key != nullptr, "cannot make a private key");
  return key;
}

std::string private_key_pem(const EVP_PKEY* key) {
  const BioHandle sink = make_text_sink();
  require(
      PEM_write_bio_PKCS8PrivateKey(sink.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
      "cannot write a private key");
  return text_of(sink.get());
}

void set_public_key(X509* certificate, EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "EC") != 1) {
    require(X509_set_pubkey(certificate, key) == 1, "cannot set a public key");
    return;
  }
  unsigned char* point = nullptr;
  const std::size_t size = EVP_PKEY_get1_encoded_public_key(key, &point);
  require(size > 0, "cannot read a public key");
  // RFC 5480: id-ecPublicKey, the curve as its parameter, the point as the key. On success the
  // certificate owns the point.
  const int set = X509_PUBKEY_set0_param(
      X509_get_X509_PUBKEY(certificate), OBJ_nid2obj(NID_X9_62_id_ecPublicKey), V_ASN1_OBJECT,
      OBJ_nid2obj(NID_X9_62_prime256v1), point, static_cast<int>(size));
  if (set != 1) OPENSSL_free(point);
  require(set == 1, "cannot set a public key");
}

}  // namespace lab::certs
