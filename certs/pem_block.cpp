#include "certs/pem_block.hpp"

#include <utility>

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

namespace lab::certs {
namespace {

using Pkcs12Handle = std::unique_ptr<PKCS12, Freed<PKCS12_free>>;

/// Memory that OpenSSL allotted for us; wiped, since it may hold a key.
class OpensslMemory {
 public:
  OpensslMemory() = default;
  OpensslMemory(const OpensslMemory&) = delete;
  OpensslMemory& operator=(const OpensslMemory&) = delete;
  ~OpensslMemory() { OPENSSL_clear_free(start_, static_cast<std::size_t>(size_)); }

  unsigned char* start_ = nullptr;
  long size_ = 0;
};

/// A text that OpenSSL allotted for us.
struct OpensslText {
  OpensslText() = default;
  OpensslText(const OpensslText&) = delete;
  OpensslText& operator=(const OpensslText&) = delete;
  ~OpensslText() { OPENSSL_free(text); }

  char* text = nullptr;
};

void wipe(std::string& text) {
  OPENSSL_cleanse(text.data(), text.size());
}

/// Refuses what is often saved in place of PEM, with the command that turns it into PEM.
void check_is_text(std::string_view text, std::string_view source) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    throw Error(ErrorKind::definition, fmt::format("cannot use {}", source), "it is empty",
                "make it again (eglab certs), or name another file");
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw Error(ErrorKind::definition, fmt::format("cannot use {}", source), "it is UTF-16 text",
                "save it as UTF-8 or ASCII");
  }
  if (text.front() != '\x30') return;  // DER starts with a SEQUENCE
  const auto* start = reinterpret_cast<const unsigned char*>(text.data());
  const auto size = static_cast<long>(text.size());
  const unsigned char* at = start;
  if (CertificateHandle{d2i_X509(nullptr, &at, size)} != nullptr) {
    throw Error(ErrorKind::definition, fmt::format("cannot use {}", source),
                "it is a certificate in DER form, not PEM",
                fmt::format("openssl x509 -inform der -in {0} -out {0}.pem", source));
  }
  at = start;
  if (Pkcs12Handle{d2i_PKCS12(nullptr, &at, size)} != nullptr) {
    throw Error(ErrorKind::definition, fmt::format("cannot use {}", source),
                "it is a PKCS #12 (.pfx) bundle, not PEM",
                fmt::format("openssl pkcs12 -in {0} -nodes -out {0}.pem", source));
  }
  at = start;
  if (KeyHandle{d2i_AutoPrivateKey(nullptr, &at, size)} != nullptr) {
    throw Error(ErrorKind::definition, fmt::format("cannot use {}", source),
                "it is a private key in DER form, not PEM",
                fmt::format("openssl pkey -inform der -in {0} -out {0}.pem", source));
  }
  ERR_clear_error();
}

std::string labels_of(const std::vector<PemBlock>& blocks) {
  std::string labels;
  for (const PemBlock& block : blocks) {
    labels += fmt::format("{}{}", labels.empty() ? "" : ", ", block.label());
  }
  return labels.empty() ? "no PEM block (-----BEGIN …-----) at all" : "only " + labels;
}

}  // namespace

PemBlock::PemBlock(PemBlock&& other) noexcept
    : label_(std::move(other.label_)),
      header_(std::move(other.header_)),
      bytes_(std::move(other.bytes_)) {
  wipe(other.bytes_);  // a short text is copied by a move, not taken
}

PemBlock::~PemBlock() {
  wipe(bytes_);
}

bool PemBlock::holds_certificate() const {
  return label_ == PEM_STRING_X509 || label_ == PEM_STRING_X509_OLD ||
         label_ == PEM_STRING_X509_TRUSTED;
}

bool PemBlock::holds_private_key() const {
  return label_.ends_with("PRIVATE KEY");
}

bool PemBlock::is_encrypted() const {
  return label_ == PEM_STRING_PKCS8 || header_.find("ENCRYPTED") != std::string::npos;
}

std::vector<PemBlock> read_pem_blocks(std::string_view text, std::string_view source) {
  check_is_text(text, source);
  std::vector<PemBlock> blocks;
  const BioHandle bio = make_text_source(text);
  ERR_clear_error();
  while (true) {
    OpensslText label;
    OpensslText header;
    OpensslMemory bytes;
    if (PEM_read_bio(bio.get(), &label.text, &header.text, &bytes.start_, &bytes.size_) == 1) {
      blocks.emplace_back(label.text, header.text,
                          std::string{reinterpret_cast<const char*>(bytes.start_),
                                      static_cast<std::size_t>(bytes.size_)});
      continue;
    }
    if (ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE) {
      ERR_clear_error();
      return blocks;
    }
    throw_openssl(
        ErrorKind::definition,
        fmt::format("cannot use {}: PEM block {} is cut off or damaged", source, blocks.size() + 1),
        "copy the whole file again, from -----BEGIN to -----END");
  }
}

CertificateHandle parse_certificate(const PemBlock& block, std::string_view source) {
  const auto* start = reinterpret_cast<const unsigned char*>(block.bytes().data());
  const unsigned char* at = start;
  const auto size = static_cast<long>(block.bytes().size());
  // A trusted certificate is a certificate with OpenSSL's own notes behind it.
  CertificateHandle certificate{block.label() == PEM_STRING_X509_TRUSTED
                                    ? d2i_X509_AUX(nullptr, &at, size)
                                    : d2i_X509(nullptr, &at, size)};
  if (certificate == nullptr) {
    throw_openssl(ErrorKind::definition,
                  fmt::format("cannot use {}: its certificate is damaged", source),
                  "copy the whole file again, from -----BEGIN to -----END");
  }
  if (at != start + size) {
    throw Error(ErrorKind::definition, fmt::format("cannot use {}", source),
                fmt::format("{} bytes follow the certificate inside its block", start + size - at),
                "copy the whole file again, from -----BEGIN to -----END");
  }
  return certificate;
}

KeyHandle parse_private_key(const PemBlock& block, std::string_view source) {
  if (block.is_encrypted()) {
    throw Error(ErrorKind::definition, fmt::format("cannot use {}", source),
                "its private key is encrypted, and nobody is there to type the password",
                fmt::format("decrypt it: openssl pkey -in {0} -out {0}.plain", source));
  }
  const auto* at = reinterpret_cast<const unsigned char*>(block.bytes().data());
  KeyHandle key{d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(block.bytes().size()))};
  if (key == nullptr) {
    throw_openssl(
        ErrorKind::definition,
        fmt::format("cannot use {}: its private key is damaged or of an unknown kind", source),
        "copy the whole file again, from -----BEGIN to -----END");
  }
  ERR_clear_error();  // the search for the right form leaves its failed tries there
  return key;
}

void throw_no_certificate(const std::vector<PemBlock>& blocks, std::string_view source) {
  throw Error(ErrorKind::definition, fmt::format("{} holds no certificate", source),
              fmt::format("it holds {}", labels_of(blocks)),
              "name the file with the client's certificate (-----BEGIN CERTIFICATE-----)");
}

void throw_no_private_key(const std::vector<PemBlock>& blocks, std::string_view source) {
  throw Error(ErrorKind::definition, fmt::format("{} holds no private key", source),
              fmt::format("it holds {}", labels_of(blocks)),
              "name the file with the client's private key (-----BEGIN PRIVATE KEY-----)");
}

}  // namespace lab::certs
