#include "certs/client_files.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "certs/alternative_names.hpp"
#include "lab/base/assert.hpp"
#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/nearest.hpp"

namespace lab::certs {
namespace {

namespace fs = std::filesystem;

/// Below this many clients, starting a second thread costs more than it saves.
constexpr std::size_t clients_worth_a_thread = 64;

/// Calls `work(i)` for every i below the count, on two threads if there are many. The first
/// exception ends it and is thrown here.
template <typename Work>
void for_each_index(std::size_t count, Work work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto run = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    } catch (...) {
      next = count;
      const std::lock_guard lock{failure_mutex};
      if (failure == nullptr) failure = std::current_exception();
    }
  };
  if (count < clients_worth_a_thread) {
    run();
  } else {
    const std::jthread second{run};
    run();
  }
  if (failure != nullptr) std::rethrow_exception(failure);
}

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

Identity make_client_identity(const model::Client& client, const LabAuthorities& authorities,
                              KeyKind key_kind) {
  const LeafRequest request = leaf_request_for(client, key_kind);
  try {
    return client.validation_scheme == model::ValidationScheme::thumbprint_match
               ? self_signed(request)
               : authorities.intermediate.issue(request);
  } catch (const Error& error) {
    throw Error(error.kind(), fmt::format("client {}", client.name), error.what());
  }
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
  std::vector<Identity> identities(clients.size());
  for_each_index(clients.size(), [&](std::size_t i) {
    identities[i] = make_client_identity(*clients[i], authorities, options.key_kind);
  });

  CredentialFolder credentials;
  credentials.folder = folder;
  credentials.ca_file = folder / "ca.pem";
  credentials.intermediate_file = folder / "intermediate.pem";
  make_folder(folder, FileMode::secret);
  write_file(credentials.ca_file, authorities.root.certificate_pem());
  write_file(credentials.intermediate_file, authorities.intermediate.certificate_pem());
  credentials.server = write_identity(server, folder, "server");

  const fs::path client_folder = folder / "clients";
  make_folder(client_folder, FileMode::secret);
  std::vector<IdentityFiles> files(clients.size());
  for_each_index(clients.size(), [&](std::size_t i) {
    files[i] =
        write_identity(identities[i], client_folder, file_name_of(clients[i]->authentication_name));
  });
  for (std::size_t i = 0; i < clients.size(); ++i) {
    credentials.clients.emplace(clients[i]->name, std::move(files[i]));
    credentials.thumbprints.emplace(clients[i]->name, std::move(identities[i].thumbprint));
  }
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
    if (issued != credentials.thumbprints.end()) client.allowed_thumbprints = {issued->second};
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
