#include "certs/identity_check.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "certs/pem_block.hpp"
#include "lab/base/file.hpp"

namespace lab::certs {
namespace {

/// Far more than the longest chain; anything larger is another kind of file.
constexpr std::size_t largest_file = 1U << 20U;

/// A text with a key in it, wiped when it ends.
struct SecretText {
  explicit SecretText(std::string given) : text(std::move(given)) {}
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  ~SecretText() { OPENSSL_cleanse(text.data(), text.size()); }

  std::string text;
};

bool belong_together(X509* certificate, const EVP_PKEY* key) {
  const bool same = X509_check_private_key(certificate, key) == 1;
  ERR_clear_error();
  return same;
}

/// The number of the certificate that the key belongs to, from 1; 0 if to none.
std::size_t certificate_of_key(const std::vector<CertificateHandle>& certificates,
                               const EVP_PKEY* key) {
  const auto found = std::find_if(certificates.begin(), certificates.end(),
                                  [&](const CertificateHandle& certificate) {
                                    return belong_together(certificate.get(), key);
                                  });
  if (found == certificates.end()) return 0;
  return static_cast<std::size_t>(found - certificates.begin()) + 1;
}

}  // namespace

void check_identity(std::string_view certificate_text, std::string_view certificate_source,
                    std::string_view key_text, std::string_view key_source) {
  const std::vector<PemBlock> certificate_blocks =
      read_pem_blocks(certificate_text, certificate_source);
  std::vector<CertificateHandle> certificates;
  for (const PemBlock& block : certificate_blocks) {
    if (!block.holds_certificate()) continue;
    certificates.push_back(parse_certificate(block, certificate_source));
  }
  if (certificates.empty()) throw_no_certificate(certificate_blocks, certificate_source);

  const std::vector<PemBlock> key_blocks = read_pem_blocks(key_text, key_source);
  const auto key_block =
      std::find_if(key_blocks.begin(), key_blocks.end(),
                   [](const PemBlock& block) { return block.holds_private_key(); });
  if (key_block == key_blocks.end()) throw_no_private_key(key_blocks, key_source);
  const KeyHandle key = parse_private_key(*key_block, key_source);

  const std::size_t number = certificate_of_key(certificates, key.get());
  if (number == 1) return;
  if (number == 0) {
    throw Error(ErrorKind::definition,
                fmt::format("{} and {} do not belong together", certificate_source, key_source),
                "the private key is not the certificate's",
                "name the key that was made with this certificate");
  }
  throw Error(ErrorKind::definition,
              fmt::format("{} has its certificates in the wrong order", certificate_source),
              fmt::format("the private key of {} belongs to certificate {}", key_source, number),
              "put the client's own certificate first, then its issuer, then that one's issuer");
}

void check_identity_files(const std::filesystem::path& certificate_file,
                          const std::filesystem::path& key_file) {
  // The certificate's file often holds the key as well.
  const SecretText certificate{read_file(certificate_file, largest_file)};
  const SecretText key{read_file(key_file, largest_file)};
  check_identity(certificate.text, certificate_file.string(), key.text, key_file.string());
}

}  // namespace lab::certs
