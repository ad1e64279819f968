// Goal: each bad certificate is refused for its own reason, and is otherwise as good as a good one.
// Method: the verifier that Mosquitto uses names the reason; the good twin passes the same check.

#include "certs/bad_identities.hpp"

#include <gtest/gtest.h>

#include "tests/unit/certs/verification.hpp"

namespace lab::certs {
namespace {

class BadIdentity : public testing::Test {
 protected:
  static model::Client client() {
    model::Client client;
    client.name = client.authentication_name = "device1";
    return client;
  }

  [[nodiscard]] int verdict(const Identity& identity, const std::string& lists = {}) const {
    VerifierSettings settings;
    settings.trusted_pem = authorities_.root.certificate_pem();
    settings.revocation_lists_pem = lists;
    return verify(identity, settings);
  }

  static std::string name_on(const Identity& identity) {
    return common_name_of(parse_chain(identity.certificate_pem).at(0).get());
  }

  LabAuthorities authorities_ = LabAuthorities::create();
  BadIdentities bad_ = make_bad_identities(authorities_, client());
};

TEST_F(BadIdentity, GoodTwin_PassesWithAndWithoutTheRevocationList) {
  const Identity good = authorities_.intermediate.issue(leaf_request_for(client()));

  EXPECT_EQ(verdict(good), X509_V_OK);
  EXPECT_EQ(verdict(good, bad_.revocation_list_pem), X509_V_OK);
}

TEST_F(BadIdentity, Expired_IsRefusedAsExpired) {
  EXPECT_EQ(verdict(bad_.expired), X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST_F(BadIdentity, NotYetValid_IsRefusedAsNotYetValid) {
  EXPECT_EQ(verdict(bad_.not_yet_valid), X509_V_ERR_CERT_NOT_YET_VALID);
}

TEST_F(BadIdentity, UnknownAuthority_IsRefusedForWantOfItsIssuer) {
  EXPECT_EQ(verdict(bad_.unknown_ca), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

TEST_F(BadIdentity, SameNameFakeAuthority_IsRefusedForItsSignatureOnly) {
  const auto fake = parse_chain(bad_.same_name_fake_ca.chain_pem);
  const auto real = parse_chain(authorities_.intermediate.certificate_pem());

  EXPECT_EQ(verdict(bad_.same_name_fake_ca), X509_V_ERR_CERT_SIGNATURE_FAILURE);
  ASSERT_EQ(fake.size(), 2U);
  EXPECT_EQ(
      X509_NAME_cmp(X509_get_subject_name(fake[1].get()), X509_get_subject_name(real[0].get())), 0);
  EXPECT_EQ(ASN1_OCTET_STRING_cmp(X509_get0_subject_key_id(fake[1].get()),
                                  X509_get0_subject_key_id(real[0].get())),
            0);
}

TEST_F(BadIdentity, SameNameFakeAuthority_IsRefusedAlsoWhereTheIntermediateIsTrusted) {
  VerifierSettings settings;
  settings.trusted_pem =
      authorities_.root.certificate_pem() + authorities_.intermediate.certificate_pem();
  Identity leaf_only = bad_.same_name_fake_ca;
  leaf_only.chain_pem = leaf_only.certificate_pem;

  EXPECT_EQ(verify(leaf_only, settings), X509_V_ERR_CERT_SIGNATURE_FAILURE);
}

TEST_F(BadIdentity, WrongName_IsAGoodCertificateOfSomebodyElse) {
  EXPECT_EQ(verdict(bad_.wrong_name), X509_V_OK);
  EXPECT_EQ(name_on(bad_.wrong_name), "device1-another");
}

TEST_F(BadIdentity, ServerOnly_IsRefusedForItsPurpose) {
  VerifierSettings as_server;
  as_server.trusted_pem = authorities_.root.certificate_pem();
  as_server.purpose = "ssl_server";

  EXPECT_EQ(verdict(bad_.server_only_eku), X509_V_ERR_INVALID_PURPOSE);
  EXPECT_EQ(verify(bad_.server_only_eku, as_server), X509_V_OK);
}

TEST_F(BadIdentity, Revoked_IsRefusedOnlyWhereTheListIsRead) {
  EXPECT_EQ(verdict(bad_.revoked), X509_V_OK);
  EXPECT_EQ(verdict(bad_.revoked, bad_.revocation_list_pem), X509_V_ERR_CERT_REVOKED);
}

TEST_F(BadIdentity, SelfSigned_IsRefusedAsSelfSigned) {
  EXPECT_EQ(verdict(bad_.self_signed), X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
}

TEST_F(BadIdentity, EachButTheWrongName_NamesTheClient) {
  for (const Identity* identity :
       {&bad_.expired, &bad_.not_yet_valid, &bad_.unknown_ca, &bad_.same_name_fake_ca,
        &bad_.server_only_eku, &bad_.revoked, &bad_.self_signed}) {
    EXPECT_EQ(name_on(*identity), "device1");
  }
}

TEST_F(BadIdentity, WrongName_StandsInTheFieldThatTheSchemeReads) {
  model::Client by_address = client();
  by_address.validation_scheme = model::ValidationScheme::ip_matches_authentication_name;
  by_address.authentication_name = "192.0.2.254";

  const BadIdentities bad = make_bad_identities(authorities_, by_address);

  const auto leaf = parse_chain(bad.wrong_name.certificate_pem);
  EXPECT_EQ(X509_check_ip_asc(leaf.at(0).get(), "192.0.2.254", 0), 0);
  EXPECT_EQ(X509_check_ip_asc(leaf.at(0).get(), "192.0.2.253", 0), 1);
}

}  // namespace
}  // namespace lab::certs
