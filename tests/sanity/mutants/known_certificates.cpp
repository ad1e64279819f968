#include "tests/sanity/mutants/known_certificates.hpp"

#include <cstdio>
#include <memory>

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "lab/base/error.hpp"

namespace lab::mutants {
namespace {

struct FreeCertificate {
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using CertificatePtr = std::unique_ptr<X509, FreeCertificate>;

std::string der_of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  if (size <= 0) return {};
  std::string der{reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
  OPENSSL_free(bytes);
  return der;
}

/// The first certificate of a PEM file: the leaf.
CertificatePtr leaf_of(const std::filesystem::path& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream{std::fopen(file.c_str(), "r"),
                                                               std::fclose};
  if (!stream) return nullptr;
  return CertificatePtr{PEM_read_X509(stream.get(), nullptr, nullptr, nullptr)};
}

}  // namespace

std::map<std::string, KnownCertificate> known_certificates(const std::filesystem::path& folder) {
  std::map<std::string, KnownCertificate> known;
  for (const char* part : {"clients", "extra"}) {
    if (!std::filesystem::is_directory(folder / part)) continue;
    for (const auto& entry : std::filesystem::directory_iterator{folder / part}) {
      if (entry.path().extension() != ".pem") continue;
      const CertificatePtr leaf = leaf_of(entry.path());
      if (!leaf) continue;
      auto key_file = entry.path();
      key_file.replace_extension(".key");
      known.try_emplace(der_of(leaf.get()),
                        KnownCertificate{entry.path().stem(), entry.path(), key_file});
    }
  }
  if (known.empty()) {
    throw Error(ErrorKind::definition, folder.string() + " holds no client certificates", {},
                "make them with eglab certs");
  }
  return known;
}

std::string peer_certificate_der(void* tls_connection) {
  const CertificatePtr certificate{SSL_get1_peer_certificate(static_cast<SSL*>(tls_connection))};
  return certificate ? der_of(certificate.get()) : std::string{};
}

}  // namespace lab::mutants
