#include "certs/bad_identities.hpp"

namespace lab::certs {
namespace {

constexpr std::chrono::hours day{24};

/// The same scheme with a name that is nobody's.
LeafRequest request_with_another_name(model::Client client, KeyKind key_kind) {
  if (client.validation_scheme == model::ValidationScheme::ip_matches_authentication_name) {
    // Addresses of the documentation's range (RFC 5737).
    const bool is_taken = client.authentication_name == "192.0.2.254";
    client.authentication_name = is_taken ? "192.0.2.253" : "192.0.2.254";
  } else {
    client.authentication_name += "-another";
  }
  return leaf_request_for(client, key_kind);
}

}  // namespace

BadIdentities make_bad_identities(const LabAuthorities& authorities, const model::Client& client,
                                  KeyKind key_kind) {
  const Authority& issuer = authorities.intermediate;
  const LeafRequest good = leaf_request_for(client, key_kind);

  LeafRequest expired = good;
  expired.valid_from = -2 * day;
  expired.valid_for = day;
  LeafRequest not_yet_valid = good;
  not_yet_valid.valid_from = day;
  LeafRequest server_only = good;
  server_only.usage = LeafUsage::server;

  const Authority unknown_root = Authority::create_root("unknown root", key_kind);
  const Authority unknown = unknown_root.create_intermediate("unknown intermediate", key_kind);

  BadIdentities bad;
  bad.expired = issuer.issue(expired);
  bad.not_yet_valid = issuer.issue(not_yet_valid);
  bad.unknown_ca = unknown.issue(good);
  bad.same_name_fake_ca = authorities.create_impostors().intermediate.issue(good);
  bad.wrong_name = issuer.issue(request_with_another_name(client, key_kind));
  bad.server_only_eku = issuer.issue(server_only);
  bad.revoked = issuer.issue(good);
  bad.self_signed = self_signed(good);
  bad.revocation_list_pem =
      issuer.revocation_list({bad.revoked.certificate_pem}) + authorities.root.revocation_list({});
  return bad;
}

}  // namespace lab::certs
