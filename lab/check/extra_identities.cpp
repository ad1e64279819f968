#include "lab/check/extra_identities.hpp"

#include <algorithm>
#include <string>

#include "certs/bad_identities.hpp"
#include "certs/client_files.hpp"
#include "lab/base/file.hpp"

namespace lab::check {
namespace {

namespace fs = std::filesystem;
using certs::Identity;
using model::ValidationScheme;

/// The first client of this scheme; null if there is none.
const model::Client* client_of(const model::Namespace& definition, ValidationScheme scheme) {
  const auto found =
      std::ranges::find(definition.clients, scheme, &model::Client::validation_scheme);
  return found == definition.clients.end() ? nullptr : &*found;
}

void write_device1(const certs::LabAuthorities& authorities, const model::Client& device1,
                   const fs::path& folder) {
  const certs::BadIdentities bad = certs::make_bad_identities(authorities, device1);
  certs::write_identity(bad.expired, folder, "device1-expired");
  certs::write_identity(bad.not_yet_valid, folder, "device1-not-yet-valid");
  certs::write_identity(bad.unknown_ca, folder, "device1-unknown-ca");
  certs::write_identity(bad.same_name_fake_ca, folder, "device1-same-name-fake-ca");
  certs::write_identity(bad.server_only_eku, folder, "device1-server-only-eku");
  certs::write_identity(bad.self_signed, folder, "device1-self-signed");
  Identity leaf_only = authorities.intermediate.issue(certs::leaf_request_for(device1));
  leaf_only.chain_pem = leaf_only.certificate_pem;
  certs::write_identity(leaf_only, folder, "device1-leaf-only");
}

/// A certificate whose subject is this name, whatever the client's scheme asks for.
Identity with_subject(const certs::LabAuthorities& authorities, const std::string& name) {
  certs::LeafRequest request;
  request.common_name = name;
  return authorities.intermediate.issue(request);
}

/// A name that no client has.
std::string unregistered_name(const model::Namespace& definition) {
  std::string name = "unregistered";
  while (model::find_client_by_authentication_name(definition, name) != nullptr) name += "-client";
  return name;
}

/// `clients/NAME-2.pem` as `extra/thumbprint-second.pem`, if the client has one.
void copy_second(const model::Namespace& definition, const model::Client& client,
                 const fs::path& credentials, const fs::path& folder) {
  const std::string stem = certs::second_file_name_of(definition, client);
  const fs::path certificate = credentials / "clients" / (stem + ".pem");
  if (!fs::exists(certificate)) return;
  Identity second;
  second.chain_pem = read_file(certificate);
  second.private_key_pem = read_file(credentials / "clients" / (stem + ".key"));
  certs::write_identity(second, folder, "thumbprint-second");
}

}  // namespace

const std::vector<ExtraIdentity>& extra_identities() {
  static const std::vector<ExtraIdentity> all{
      {"device1-expired", "device1, expired yesterday"},
      {"device1-leaf-only", "device1, without the intermediate that signed it"},
      {"device1-not-yet-valid", "device1, valid from tomorrow on"},
      {"device1-same-name-fake-ca", "device1, by a forger of the lab's authorities"},
      {"device1-self-signed", "device1, by itself"},
      {"device1-server-only-eku", "device1, for a server and not for a client"},
      {"device1-unknown-ca", "device1, by an authority that nobody trusts"},
      {"dns-in-subject", "the DNS scheme's client, named in the subject only"},
      {"thumbprint-other", "the thumbprint scheme's client, not on its list"},
      {"thumbprint-second", "the thumbprint scheme's client, the second on its list"},
      {"unregistered", "a good certificate for a name that no client has"},
  };
  return all;
}

void write_extra_identities(const certs::LabAuthorities& authorities,
                            const model::Namespace& definition, const fs::path& folder) {
  const fs::path extra = folder / "extra";
  make_folder(extra, FileMode::secret);
  certs::write_identity(with_subject(authorities, unregistered_name(definition)), extra,
                        "unregistered");
  if (const auto* device1 = model::find_client(definition, "device1")) {
    write_device1(authorities, *device1, extra);
  }
  if (const auto* dns = client_of(definition, ValidationScheme::dns_matches_authentication_name)) {
    certs::write_identity(with_subject(authorities, dns->authentication_name), extra,
                          "dns-in-subject");
  }
  if (const auto* print = client_of(definition, ValidationScheme::thumbprint_match)) {
    certs::write_identity(with_subject(authorities, print->authentication_name), extra,
                          "thumbprint-other");
    copy_second(definition, *print, folder, extra);
  }
}

}  // namespace lab::check
