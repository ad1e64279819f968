#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "certs/authority.hpp"
#include "lab/model/namespace.hpp"

namespace lab::certs {

/// Where one identity's files are.
struct IdentityFiles {
  std::filesystem::path certificate_file;  ///< The chain: leaf, then intermediate.
  std::filesystem::path key_file;          ///< Mode 0600.
};

/// All certificates of one namespace on disk: `ca.pem` (root), `intermediate.pem`,
/// `server.pem`/`.key`, and `<authentication name>.pem`/`.key` per client (file names escaped, see
/// `file_name_of`).
struct CredentialFolder {
  std::filesystem::path folder;
  std::filesystem::path ca_file;  ///< What a client trusts, and what Mosquitto trusts.
  IdentityFiles server;
  std::map<std::string, IdentityFiles, std::less<>> clients;  ///< By ARM client name.
};

/// Who a client is asked to reach, for its `.env` file.
struct EndpointNames {
  std::string host = "localhost";
  std::uint16_t port = 8883;
};

/// The leaf request that fits a client's validation scheme: its authentication name stands in the
/// field that the scheme reads (CA-021); other schemes get an unrelated common name.
LeafRequest leaf_request_for(const model::Client& client, KeyKind key_kind = KeyKind::ec_p256);

/// Makes a root, an intermediate, a server certificate (localhost, 127.0.0.1, ::1) and one client
/// certificate per client of the definition, and writes them. Thumbprint clients get a self-signed
/// certificate each. `only` names the clients to make files for; empty means all.
CredentialFolder make_credentials(const model::Namespace& definition,
                                  const std::filesystem::path& folder,
                                  const std::vector<std::string>& only = {},
                                  KeyKind key_kind = KeyKind::ec_p256);

/// Writes `<authentication name>.env` per client with the variables that Microsoft's
/// MqttApplicationSamples read (MQTT_HOST_NAME MQTT_TCP_PORT MQTT_CLIENT_ID MQTT_USERNAME
/// MQTT_CERT_FILE MQTT_KEY_FILE MQTT_CA_FILE), one per line, absolute paths. Gives the paths by ARM
/// client name.
std::map<std::string, std::filesystem::path, std::less<>> write_env_files(
    const CredentialFolder& credentials, const model::Namespace& definition,
    const EndpointNames& endpoint);

/// A file name for an authentication name: letters, digits, `-_.` kept, other bytes as %XX.
std::string file_name_of(const std::string& authentication_name);

/// Writes one identity as `<stem>.pem` and `<stem>.key` (0600) in the folder.
IdentityFiles write_identity(const Identity& identity, const std::filesystem::path& folder,
                             const std::string& stem);

}  // namespace lab::certs
