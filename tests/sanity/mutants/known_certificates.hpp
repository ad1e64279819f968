#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace lab::mutants {

/// A certificate of a credentials folder, with its key.
struct KnownCertificate {
  std::string stem;  ///< Its file's name without ending: the client's authentication name.
  std::filesystem::path certificate_file;
  std::filesystem::path key_file;
};

/// The client certificates of a credentials folder (`clients` and `extra`), by the bytes of their
/// leaf (DER). Throws `Error` (definition) if the folder has none.
std::map<std::string, KnownCertificate> known_certificates(const std::filesystem::path& folder);

/// The bytes of a peer's certificate in a TLS connection (`SSL*`); empty if it showed none.
std::string peer_certificate_der(void* tls_connection);

}  // namespace lab::mutants
