#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "certs/authority.hpp"
#include "certs/lab_authorities.hpp"
#include "lab/model/namespace.hpp"

namespace lab::certs {

/// Where one identity's files are.
struct IdentityFiles {
  std::filesystem::path certificate_file;  ///< The chain: leaf, then intermediate.
  std::filesystem::path key_file;          ///< Mode 0600.
};

/// All certificates of one namespace on disk: `ca.pem` (root), `intermediate.pem`,
/// `server.pem`/`.key`, and `clients/<authentication name>.pem`/`.key` per client (file names
/// escaped, see `file_name_of`; in a folder of their own, so that a client named `ca` or `server`
/// overwrites nothing). The second certificate of a client that lists two thumbprints stands beside
/// its first one (`second_file_name_of`).
struct CredentialFolder {
  std::filesystem::path folder;
  std::filesystem::path ca_file;  ///< What a client trusts, and what Mosquitto trusts.
  IdentityFiles server;
  std::map<std::string, IdentityFiles, std::less<>> clients;  ///< By ARM client name.
  std::filesystem::path intermediate_file{};
  /// The second certificates, of those that have one; by ARM client name.
  std::map<std::string, IdentityFiles, std::less<>> second_clients{};
  /// What was issued, SHA-256, the first certificate's before the second's; by ARM client name.
  std::map<std::string, std::vector<std::string>, std::less<>> thumbprints{};
};

/// What `make_credentials` makes.
struct CredentialOptions {
  std::vector<std::string> only{};  ///< ARM names of the clients to make files for; empty: all.
  KeyKind key_kind = KeyKind::ec_p256;
  /// Names and addresses under which the server is reached.
  std::vector<std::string> server_hosts{"localhost", "127.0.0.1", "::1"};
};

/// Who a client is asked to reach, for its `.env` file.
struct EndpointNames {
  std::string host = "localhost";
  std::uint16_t port = 8883;
};

/// The leaf request that fits a client's validation scheme: its authentication name stands in the
/// field that the scheme reads (CA-021); other schemes get an unrelated common name.
LeafRequest leaf_request_for(const model::Client& client, KeyKind key_kind = KeyKind::ec_p256);

/// Makes a server certificate and one client certificate per client of the definition, and writes
/// them with the authorities' certificates (never their keys). Thumbprint clients get a self-signed
/// certificate for each thumbprint they list, and share it with whoever lists the same one. Nothing
/// is written before all are made. A new folder is for the owner only; one that is there keeps its
/// mode, and its keys are 0600 in any case. Throws `Error`: usage for an unknown name in `only`,
/// definition for a client whose authentication name its scheme's certificate field cannot hold,
/// environment if a file cannot be written.
CredentialFolder make_credentials(const model::Namespace& definition,
                                  const std::filesystem::path& folder,
                                  const LabAuthorities& authorities,
                                  const CredentialOptions& options = {});

/// The same with new authorities, whose keys are gone when it returns.
CredentialFolder make_credentials(const model::Namespace& definition,
                                  const std::filesystem::path& folder,
                                  const std::vector<std::string>& only = {},
                                  KeyKind key_kind = KeyKind::ec_p256);

/// The definition with the thumbprints that were issued in place of those it lists, for every
/// thumbprint client in the folder: nobody can make a certificate that has a given thumbprint.
model::Namespace with_issued_thumbprints(model::Namespace definition,
                                         const CredentialFolder& credentials);

/// Writes `<authentication name>.env` per client with the variables that Microsoft's
/// MqttApplicationSamples read (MQTT_HOST_NAME MQTT_TCP_PORT MQTT_CLIENT_ID MQTT_USERNAME
/// MQTT_CERT_FILE MQTT_KEY_FILE MQTT_CA_FILE), one per line, absolute paths, beside the client's
/// certificate. Gives the paths by ARM client name.
///
/// Plain values stand as they are, which a shell's `source` and the samples' C, .NET, Python and
/// JavaScript readers all read alike. A value with a blank or another character that a shell gives
/// a meaning is quoted, for the shell, Python and JavaScript; the C and .NET readers know no
/// quoting and cannot read such values in any form. Throws `Error` (definition) for a value with a
/// control character, which no reader takes.
std::map<std::string, std::filesystem::path, std::less<>> write_env_files(
    const CredentialFolder& credentials, const model::Namespace& definition,
    const EndpointNames& endpoint);

/// A file name (without its ending) for an authentication name: letters, digits, `-_.` kept, other
/// bytes and a leading dot as %XX. Two names never share one; none leaves the folder, is hidden or
/// is longer than 200 bytes (a longer one ends in a hash instead).
std::string file_name_of(const std::string& authentication_name);

/// The same for the second certificate of a client that lists two thumbprints: that of its first
/// one and `-2`; or `%2`, where another client of the definition has the former.
std::string second_file_name_of(const model::Namespace& definition, const model::Client& client);

/// Writes one identity as `<stem>.pem` (the chain) and `<stem>.key` (0600) in the folder, which is
/// made for the owner only if it is not there. `stem` is a plain file name (`file_name_of`).
IdentityFiles write_identity(const Identity& identity, const std::filesystem::path& folder,
                             const std::string& stem);

}  // namespace lab::certs
