#include "certs/client_files.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "certs/alternative_names.hpp"
#include "certs/client_identities.hpp"
#include "lab/base/assert.hpp"
#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/nearest.hpp"

namespace lab::certs {
namespace {

namespace fs = std::filesystem;

std::vector<const model::Client*> chosen_clients(const model::Namespace& definition,
                                                 const std::vector<std::string>& only) {
  std::vector<const model::Client*> chosen;
  if (only.empty()) {
    for (const model::Client& client : definition.clients) chosen.push_back(&client);
    return chosen;
  }
  for (const std::string& name : only) {
    const model::Client* client = model::find_client(definition, name);
    if (client == nullptr) {
      std::vector<std::string> known;
      for (const model::Client& other : definition.clients) known.push_back(other.name);
      const std::optional<std::string> nearest = nearest_word(name, known);
      throw Error(ErrorKind::usage, fmt::format("cannot make a certificate for client {}", name),
                  "the namespace has no client of that name",
                  nearest ? fmt::format("did you mean {}?", *nearest)
                          : std::string{"name a client of the definition"});
    }
    if (std::find(chosen.begin(), chosen.end(), client) == chosen.end()) chosen.push_back(client);
  }
  return chosen;
}

LeafRequest server_request(const CredentialOptions& options) {
  LAB_ASSERT(!options.server_hosts.empty());
  LeafRequest request;
  request.common_name = options.server_hosts.front();
  request.usage = LeafUsage::server;
  request.key_kind = options.key_kind;
  for (const std::string& host : options.server_hosts) {
    (is_ip_address(host) ? request.ip_addresses : request.dns_names).push_back(host);
  }
  return request;
}

/// Writes the clients' certificates and notes them in `credentials`.
void write_clients(const model::Namespace& definition,
                   const std::vector<ClientIdentity>& identities, const fs::path& folder,
                   CredentialFolder& credentials) {
  make_folder(folder, FileMode::secret);
  struct Written {
    IdentityFiles first;
    IdentityFiles second;
  };
  std::vector<Written> written(identities.size());
  for_each_index(identities.size(), [&](std::size_t i) {
    const auto& [client, first, second] = identities[i];
    written[i].first = write_identity(first, folder, file_name_of(client->authentication_name));
    if (second) {
      written[i].second = write_identity(*second, folder, second_file_name_of(definition, *client));
    }
  });
  for (std::size_t i = 0; i < identities.size(); ++i) {
    const auto& [client, first, second] = identities[i];
    credentials.clients.emplace(client->name, std::move(written[i].first));
    credentials.thumbprints[client->name] = {first.thumbprint};
    if (!second) continue;
    credentials.second_clients.emplace(client->name, std::move(written[i].second));
    credentials.thumbprints[client->name].push_back(second->thumbprint);
  }
}

}  // namespace

LeafRequest leaf_request_for(const model::Client& client, KeyKind key_kind) {
  LeafRequest request;
  request.key_kind = key_kind;
  // What stands in the subject when another field decides; that it names nobody shows in tests that
  // the other field was read.
  request.common_name = "certificate of an eglab client";
  switch (client.validation_scheme) {
    case model::ValidationScheme::subject_matches_authentication_name:
      request.common_name = client.authentication_name;
      break;
    case model::ValidationScheme::dns_matches_authentication_name:
      request.dns_names = {client.authentication_name};
      break;
    case model::ValidationScheme::uri_matches_authentication_name:
      request.uris = {client.authentication_name};
      break;
    case model::ValidationScheme::ip_matches_authentication_name:
      request.ip_addresses = {client.authentication_name};
      break;
    case model::ValidationScheme::email_matches_authentication_name:
      request.email_addresses = {client.authentication_name};
      break;
    case model::ValidationScheme::thumbprint_match: break;
  }
  return request;
}

CredentialFolder make_credentials(const model::Namespace& definition, const fs::path& folder,
                                  const LabAuthorities& authorities,
                                  const CredentialOptions& options) {
  const std::vector<const model::Client*> clients = chosen_clients(definition, options.only);
  const Identity server = authorities.intermediate.issue(server_request(options));
  const std::vector<ClientIdentity> identities =
      make_client_identities(clients, authorities, options.key_kind);

  CredentialFolder credentials;
  credentials.folder = folder;
  credentials.ca_file = folder / "ca.pem";
  credentials.intermediate_file = folder / "intermediate.pem";
  make_folder(folder, FileMode::secret);
  write_file(credentials.ca_file, authorities.root.certificate_pem());
  write_file(credentials.intermediate_file, authorities.intermediate.certificate_pem());
  credentials.server = write_identity(server, folder, "server");

  write_clients(definition, identities, folder / "clients", credentials);
  return credentials;
}

CredentialFolder make_credentials(const model::Namespace& definition, const fs::path& folder,
                                  const std::vector<std::string>& only, KeyKind key_kind) {
  CredentialOptions options;
  options.only = only;
  options.key_kind = key_kind;
  return make_credentials(definition, folder, LabAuthorities::create(key_kind), options);
}

model::Namespace with_issued_thumbprints(model::Namespace definition,
                                         const CredentialFolder& credentials) {
  for (model::Client& client : definition.clients) {
    if (client.validation_scheme != model::ValidationScheme::thumbprint_match) continue;
    const auto issued = credentials.thumbprints.find(client.name);
    if (issued != credentials.thumbprints.end()) client.allowed_thumbprints = issued->second;
  }
  return definition;
}

IdentityFiles write_identity(const Identity& identity, const fs::path& folder,
                             const std::string& stem) {
  LAB_ASSERT(!stem.empty() && stem.find('/') == std::string::npos);
  make_folder(folder, FileMode::secret);
  IdentityFiles files{folder / (stem + ".pem"), folder / (stem + ".key")};
  // The key first: whoever sees the certificate finds its key.
  write_file(files.key_file, identity.private_key_pem, FileMode::secret);
  write_file(files.certificate_file, identity.chain_pem);
  return files;
}

}  // namespace lab::certs
