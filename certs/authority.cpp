#include "certs/authority.hpp"

#include <utility>

#include "certs/certificate.hpp"
#include "certs/private_key.hpp"
#include "certs/revocation_list.hpp"

namespace lab::certs {
namespace {

Identity make_identity(X509* certificate, const EVP_PKEY* key, const std::string& chain_above) {
  Identity identity;
  identity.certificate_pem = certificate_pem(certificate);
  identity.chain_pem = identity.certificate_pem + chain_above;
  identity.private_key_pem = private_key_pem(key);
  identity.thumbprint = thumbprint(certificate);
  return identity;
}

}  // namespace

struct Authority::State {
  KeyKind key_kind = KeyKind::ec_p256;
  AuthorityContent content;
  KeyHandle key;
  CertificateHandle certificate;
  std::string certificate_pem;
  std::string chain_pem;  ///< What a leaf's chain needs above the leaf: empty for a root.

  [[nodiscard]] Signer signer() const { return {certificate.get(), key.get()}; }
};

Authority::Authority(std::unique_ptr<State> state) : state_(std::move(state)) {}
Authority::Authority(Authority&&) noexcept = default;
Authority& Authority::operator=(Authority&&) noexcept = default;
Authority::~Authority() = default;

Authority Authority::create(const std::string& common_name, KeyKind key_kind, const State* issuer,
                            const State* impersonated) {
  auto state = std::make_unique<State>();
  state->key_kind = key_kind;
  state->key = make_private_key(key_kind);
  state->content.common_name = common_name;
  state->content.path_length = issuer == nullptr ? 1 : 0;
  if (impersonated != nullptr) {
    state->content.subject_key_identifier = subject_key_identifier(impersonated->certificate.get());
  }
  const Signer signer = issuer == nullptr ? Signer{nullptr, state->key.get()} : issuer->signer();
  state->certificate = make_authority_certificate(state->content, state->key.get(), signer);
  state->certificate_pem = certs::certificate_pem(state->certificate.get());
  if (issuer != nullptr) state->chain_pem = state->certificate_pem + issuer->chain_pem;
  return Authority{std::move(state)};
}

Authority Authority::create_root(const std::string& common_name, KeyKind key_kind) {
  return create(common_name, key_kind, nullptr, nullptr);
}

Authority Authority::create_intermediate(const std::string& common_name, KeyKind key_kind) const {
  return create(common_name, key_kind, state_.get(), nullptr);
}

Authority Authority::create_impostor(const Authority* issuer) const {
  return create(state_->content.common_name, state_->key_kind,
                issuer == nullptr ? nullptr : issuer->state_.get(), state_.get());
}

Identity Authority::issue(const LeafRequest& request) const {
  const KeyHandle key = make_private_key(request.key_kind);
  const CertificateHandle leaf = make_leaf_certificate(request, key.get(), state_->signer());
  return make_identity(leaf.get(), key.get(), state_->chain_pem);
}

std::string Authority::revocation_list(
    const std::vector<std::string>& revoked_certificates_pem) const {
  std::vector<CertificateHandle> revoked;
  for (const std::string& pem : revoked_certificates_pem) {
    revoked.push_back(read_certificate(pem, "the certificate to revoke"));
  }
  return make_revocation_list(revoked, state_->signer());
}

const std::string& Authority::certificate_pem() const {
  return state_->certificate_pem;
}

Identity self_signed(const LeafRequest& request) {
  const KeyHandle key = make_private_key(request.key_kind);
  const CertificateHandle leaf =
      make_leaf_certificate(request, key.get(), Signer{nullptr, key.get()});
  return make_identity(leaf.get(), key.get(), {});
}

std::string thumbprint_of(const std::string& certificate_pem, const std::string& source) {
  return thumbprint(read_certificate(certificate_pem, source).get());
}

}  // namespace lab::certs
