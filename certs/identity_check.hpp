#pragma once

#include <filesystem>
#include <string_view>

namespace lab::certs {

/// Checks that two files are a certificate and its private key, as a TLS library will want them, so
/// that a mix-up is told in plain words before anything connects. The first certificate counts;
/// more may follow (the chain). Validity, issuer and names are the peer's to judge and are not
/// looked at.
///
/// Throws `Error` (definition) that names the file, what is wrong and the way out: missing, empty,
/// cut off, DER, PKCS #12 or UTF-16 in place of PEM, no certificate or key in it, swapped files, an
/// encrypted key, a key of another certificate, a chain in the wrong order. CR LF, a byte order
/// mark and text around the blocks are fine. Nothing of a key ever stands in a message.
void check_identity_files(const std::filesystem::path& certificate_file,
                          const std::filesystem::path& key_file);

/// The same for texts that have been read; the sources name them in messages.
void check_identity(std::string_view certificate_text, std::string_view certificate_source,
                    std::string_view key_text, std::string_view key_source);

}  // namespace lab::certs
