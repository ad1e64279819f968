#include "lab/probe/link_facts.hpp"

#include <memory>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "lab/base/terminal.hpp"

namespace lab::probe {
namespace {

/// A name as RFC 2253 writes it: "CN=localhost,O=Contoso".
std::string text_of(const X509_NAME* name) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory{BIO_new(BIO_s_mem()), &BIO_free};
  if (!memory || !name) return "";
  X509_NAME_print_ex(memory.get(), name, 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return size > 0 ? printable({text, static_cast<std::size_t>(size)}) : std::string{};
}

/// A curve as NIST calls it, where it does.
std::string curve_name(std::string_view openssl_name) {
  if (openssl_name == "prime256v1") return "P-256";
  if (openssl_name == "secp384r1") return "P-384";
  if (openssl_name == "secp521r1") return "P-521";
  return std::string{openssl_name};
}

std::string key_text(const EVP_PKEY* key) {
  if (!key) return "";
  const char* const type = EVP_PKEY_get0_type_name(key);
  std::string name = type ? type : "unknown";
  if (name == "EC") {
    char group[80] = "";
    std::size_t size = 0;
    if (EVP_PKEY_get_group_name(key, group, sizeof group, &size) != 1) return name;
    return fmt::format("EC {}", curve_name({group, size}));
  }
  if (name.starts_with("RSA")) return fmt::format("{} {}", name, EVP_PKEY_get_bits(key));
  return name;
}

}  // namespace

LinkFacts facts_of(const SSL* tls) {
  LinkFacts facts;
  facts.tls_version = SSL_get_version(tls);
  facts.cipher = SSL_get_cipher_name(tls);
  const X509* const certificate = SSL_get0_peer_certificate(tls);
  if (!certificate) return facts;
  facts.server_certificate_subject = text_of(X509_get_subject_name(certificate));
  facts.server_certificate_issuer = text_of(X509_get_issuer_name(certificate));
  facts.server_key = key_text(X509_get0_pubkey(certificate));
  return facts;
}

std::string in_words(const LinkFacts& facts) {
  if (facts.tls_version.empty()) return "TCP";
  std::string text = fmt::format("{} {}", facts.tls_version, facts.cipher);
  if (!facts.websocket_protocol.empty()) {
    text += fmt::format(", WebSocket {}", facts.websocket_protocol);
  }
  return text;
}

}  // namespace lab::probe
