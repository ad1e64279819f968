// Goal: a revocation list that a verifier takes, and no list about certificates of others.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include "tests/unit/certs/verification.hpp"

namespace lab::certs {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

RevocationListHandle parse_list(const std::string& pem) {
  const BioHandle bio = make_text_source(pem);
  return RevocationListHandle{PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr)};
}

TEST(RevocationList, NamesExactlyTheRevoked_AndIsSignedByTheIssuer) {
  const Authority root = Authority::create_root("root");
  const Identity first = root.issue(client_request("first"));
  const Identity second = root.issue(client_request("second"));
  const Identity third = root.issue(client_request("third"));

  const RevocationListHandle list =
      parse_list(root.revocation_list({first.certificate_pem, third.certificate_pem}));

  ASSERT_NE(list, nullptr);
  const auto issuer = parse_chain(root.certificate_pem());
  EXPECT_EQ(X509_CRL_verify(list.get(), X509_get0_pubkey(issuer.at(0).get())), 1);
  EXPECT_EQ(X509_CRL_get_version(list.get()), X509_CRL_VERSION_2);
  const auto is_listed = [&](const Identity& identity) {
    X509_REVOKED* entry = nullptr;
    const auto chain = parse_chain(identity.certificate_pem);
    return X509_CRL_get0_by_cert(list.get(), &entry, chain.at(0).get()) == 1;
  };
  EXPECT_TRUE(is_listed(first));
  EXPECT_FALSE(is_listed(second));
  EXPECT_TRUE(is_listed(third));
}

TEST(RevocationList, LastsThirtyDaysFromNow) {
  const Authority root = Authority::create_root("root");

  const RevocationListHandle list = parse_list(root.revocation_list({}));

  ASSERT_NE(list, nullptr);
  int days = 0;
  int seconds = 0;
  ASSERT_EQ(ASN1_TIME_diff(&days, &seconds, nullptr, X509_CRL_get0_nextUpdate(list.get())), 1);
  EXPECT_NEAR(days * 86400 + seconds, 30 * 86400, 5);
  EXPECT_LT(X509_cmp_current_time(X509_CRL_get0_lastUpdate(list.get())), 0);
}

TEST(RevocationList, OfAnEmptyList_LetsTheLeafThrough) {
  const Authority root = Authority::create_root("root");
  VerifierSettings settings;
  settings.trusted_pem = root.certificate_pem();
  settings.revocation_lists_pem = root.revocation_list({});

  EXPECT_EQ(verify(root.issue(client_request("device1")), settings), X509_V_OK);
}

TEST(RevocationList, OfTheRootOnly_LeavesLeavesOfTheIntermediateWithoutAList) {
  const LabAuthorities authorities = LabAuthorities::create();
  VerifierSettings settings;
  settings.trusted_pem = authorities.root.certificate_pem();
  settings.revocation_lists_pem = authorities.root.revocation_list({});

  EXPECT_EQ(verify(authorities.intermediate.issue(client_request("device1")), settings),
            X509_V_ERR_UNABLE_TO_GET_CRL);
}

TEST(RevocationList, AboutACertificateOfAnother_IsRefused) {
  const Authority root = Authority::create_root("root");
  const Authority impostor = root.create_impostor();
  const Identity foreign = impostor.issue(client_request("device1"));

  EXPECT_THAT([&] { (void)root.revocation_list({foreign.certificate_pem}); },
              ThrowsMessage<Error>(HasSubstr(foreign.thumbprint)));
  EXPECT_THAT([&] { (void)root.revocation_list({"no certificate"}); },
              ThrowsMessage<Error>(HasSubstr("the certificate to revoke holds no certificate")));
}

}  // namespace
}  // namespace lab::certs
