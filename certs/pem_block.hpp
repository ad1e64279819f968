#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "certs/handle.hpp"

namespace lab::certs {

/// One `-----BEGIN …-----` block of a PEM text, decoded from base64. May hold a private key, so its
/// bytes are wiped when it ends.
class PemBlock {
 public:
  PemBlock(std::string label, std::string header, std::string bytes)
      : label_(std::move(label)), header_(std::move(header)), bytes_(std::move(bytes)) {}
  PemBlock(PemBlock&& other) noexcept;
  PemBlock& operator=(PemBlock&&) = delete;
  ~PemBlock();

  [[nodiscard]] const std::string& label() const { return label_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] bool holds_certificate() const;
  [[nodiscard]] bool holds_private_key() const;
  /// Whether a password is needed to read it.
  [[nodiscard]] bool is_encrypted() const;

 private:
  std::string label_;
  std::string header_;
  std::string bytes_;
};

/// All blocks of a text, in order; CR LF, a byte order mark and text between blocks are allowed.
/// Throws `Error` (definition) that names `source` if the text is empty, is not PEM but DER, PKCS
/// #12 or UTF-16, or if a block is cut off or damaged.
std::vector<PemBlock> read_pem_blocks(std::string_view text, std::string_view source);

/// The block's certificate. Throws `Error` (definition) that names `source` if it is none.
CertificateHandle parse_certificate(const PemBlock& block, std::string_view source);

/// The block's private key. Throws `Error` (definition) that names `source` if it is encrypted or
/// cannot be read.
KeyHandle parse_private_key(const PemBlock& block, std::string_view source);

/// Tells that a text holds no certificate, and what it holds instead.
[[noreturn]] void throw_no_certificate(const std::vector<PemBlock>& blocks,
                                       std::string_view source);

/// Tells that a text holds no private key, and what it holds instead.
[[noreturn]] void throw_no_private_key(const std::vector<PemBlock>& blocks,
                                       std::string_view source);

}  // namespace lab::certs
