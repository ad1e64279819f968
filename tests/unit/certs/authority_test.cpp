// Goal: what the authority signs is what TLS libraries accept, for the purpose it was asked for.
// Method: OpenSSL's own verifier and readers judge each certificate.

#include "certs/authority.hpp"

#include <array>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/certs/verification.hpp"

namespace lab::certs {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing::ThrowsMessage;

const LabAuthorities& authorities() {
  static const LabAuthorities made = LabAuthorities::create();
  return made;
}

VerifierSettings trusting_root(const std::string& purpose = "ssl_client") {
  VerifierSettings settings;
  settings.trusted_pem = authorities().root.certificate_pem();
  settings.purpose = purpose;
  return settings;
}

/// The one certificate that an identity is about.
CertificateHandle leaf_of(const Identity& identity) {
  return std::move(parse_chain(identity.certificate_pem).at(0));
}

bool is_critical(X509* certificate, int kind) {
  const int at = X509_get_ext_by_NID(certificate, kind, -1);
  return at >= 0 && X509_EXTENSION_get_critical(X509_get_ext(certificate, at)) == 1;
}

std::chrono::seconds from_now(const ASN1_TIME* time) {
  int days = 0;
  int seconds = 0;
  EXPECT_EQ(ASN1_TIME_diff(&days, &seconds, nullptr, time), 1);
  return std::chrono::days{days} + std::chrono::seconds{seconds};
}

TEST(Authority, ClientLeafWithItsChain_IsTrustedByWhoTrustsTheRootOnly) {
  const Identity identity = authorities().intermediate.issue(client_request("device1"));

  EXPECT_EQ(verify(identity, trusting_root("ssl_client")), X509_V_OK);
  EXPECT_THAT(parse_chain(identity.chain_pem), SizeIs(2));
  EXPECT_THAT(parse_chain(identity.certificate_pem), SizeIs(1));
}

TEST(Authority, ClientLeafAlone_IsNotTrustedByWhoTrustsTheRootOnly) {
  Identity identity = authorities().intermediate.issue(client_request("device1"));
  identity.chain_pem = identity.certificate_pem;

  EXPECT_EQ(verify(identity, trusting_root()), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

TEST(Authority, LeafOfTheRootItself_IsTrustedAndItsChainIsTheLeaf) {
  const Identity identity = authorities().root.issue(client_request("device1"));

  EXPECT_EQ(verify(identity, trusting_root()), X509_V_OK);
  EXPECT_EQ(identity.chain_pem, identity.certificate_pem);
}

TEST(Authority, ClientLeaf_IsNoServer) {
  const Identity identity = authorities().intermediate.issue(client_request("device1"));

  EXPECT_EQ(verify(identity, trusting_root("ssl_server")), X509_V_ERR_INVALID_PURPOSE);
}

TEST(Authority, ServerLeaf_IsAServerUnderItsNamesAndNoOthers) {
  LeafRequest request;
  request.common_name = "localhost";
  request.usage = LeafUsage::server;
  request.dns_names = {"localhost", "broker.example"};
  request.ip_addresses = {"127.0.0.1", "::1"};

  const Identity identity = authorities().intermediate.issue(request);
  const CertificateHandle leaf = leaf_of(identity);

  EXPECT_EQ(verify(identity, trusting_root("ssl_server")), X509_V_OK);
  EXPECT_EQ(verify(identity, trusting_root("ssl_client")), X509_V_ERR_INVALID_PURPOSE);
  EXPECT_EQ(X509_check_host(leaf.get(), "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_host(leaf.get(), "broker.example", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_host(leaf.get(), "other.example", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(leaf.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(leaf.get(), "0:0:0:0:0:0:0:1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(leaf.get(), "127.0.0.2", 0), 0);
}

TEST(Authority, EmailAndUri_StandInTheirOwnFields) {
  LeafRequest request = client_request("somebody");
  request.email_addresses = {"device1@example.org"};
  request.uris = {"urn:example:device1"};

  const CertificateHandle leaf = leaf_of(authorities().intermediate.issue(request));

  EXPECT_EQ(X509_check_email(leaf.get(), "device1@example.org", 0, 0), 1);
  EXPECT_EQ(X509_check_email(leaf.get(), "device2@example.org", 0, 0), 0);
  const GeneralNamesHandle names{static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(leaf.get(), NID_subject_alt_name, nullptr, nullptr))};
  ASSERT_NE(names, nullptr);
  ASSERT_EQ(sk_GENERAL_NAME_num(names.get()), 2);
  const GENERAL_NAME* uri = sk_GENERAL_NAME_value(names.get(), 0);
  ASSERT_EQ(uri->type, GEN_URI);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(
                ASN1_STRING_get0_data(uri->d.uniformResourceIdentifier))),
            "urn:example:device1");
  EXPECT_FALSE(is_critical(leaf.get(), NID_subject_alt_name));
}

TEST(Authority, LeafWithoutCommonName_HasCriticalAlternativeNames) {
  LeafRequest request;
  request.dns_names = {"device1.example"};

  const Identity identity = authorities().intermediate.issue(request);

  EXPECT_EQ(common_name_of(leaf_of(identity).get()), "(none)");
  EXPECT_TRUE(is_critical(leaf_of(identity).get(), NID_subject_alt_name));
  EXPECT_EQ(verify(identity, trusting_root()), X509_V_OK);
}

TEST(Authority, Extensions_SayWhatEachCertificateMayDo) {
  const Identity identity = authorities().intermediate.issue(client_request("device1"));
  const CertificateHandle leaf = leaf_of(identity);
  const auto root = parse_chain(authorities().root.certificate_pem());
  const auto intermediate = parse_chain(authorities().intermediate.certificate_pem());

  EXPECT_EQ(X509_get_version(leaf.get()), X509_VERSION_3);
  EXPECT_EQ(X509_get_key_usage(leaf.get()), static_cast<std::uint32_t>(KU_DIGITAL_SIGNATURE));
  EXPECT_EQ(X509_get_extended_key_usage(leaf.get()), static_cast<std::uint32_t>(XKU_SSL_CLIENT));
  EXPECT_EQ(X509_check_ca(leaf.get()), 0);
  EXPECT_EQ(X509_get_signature_nid(leaf.get()), NID_ecdsa_with_SHA256);
  for (const auto& chain : {&root, &intermediate}) {
    X509* authority = chain->at(0).get();
    EXPECT_EQ(X509_check_ca(authority), 1);
    EXPECT_EQ(X509_get_key_usage(authority),
              static_cast<std::uint32_t>(KU_KEY_CERT_SIGN | KU_CRL_SIGN));
    EXPECT_TRUE(is_critical(authority, NID_basic_constraints));
    EXPECT_TRUE(is_critical(authority, NID_key_usage));
  }
  EXPECT_EQ(X509_get_pathlen(root.at(0).get()), 1);
  EXPECT_EQ(X509_get_pathlen(intermediate.at(0).get()), 0);
  EXPECT_TRUE(is_critical(leaf.get(), NID_basic_constraints));
  EXPECT_TRUE(is_critical(leaf.get(), NID_key_usage));
}

TEST(Authority, KeyIdentifiers_LinkEachCertificateToItsSigner) {
  const CertificateHandle leaf =
      leaf_of(authorities().intermediate.issue(client_request("device1")));
  const auto intermediate = parse_chain(authorities().intermediate.certificate_pem());
  const auto root = parse_chain(authorities().root.certificate_pem());

  EXPECT_EQ(ASN1_OCTET_STRING_cmp(X509_get0_authority_key_id(leaf.get()),
                                  X509_get0_subject_key_id(intermediate.at(0).get())),
            0);
  EXPECT_EQ(ASN1_OCTET_STRING_cmp(X509_get0_authority_key_id(intermediate.at(0).get()),
                                  X509_get0_subject_key_id(root.at(0).get())),
            0);
  EXPECT_NE(ASN1_OCTET_STRING_cmp(X509_get0_subject_key_id(leaf.get()),
                                  X509_get0_subject_key_id(intermediate.at(0).get())),
            0);
}

TEST(Authority, SerialNumbers_ArePositiveAndNeverTheSame) {
  std::set<std::string> serials;
  for (int i = 0; i < 200; ++i) {
    const CertificateHandle leaf = leaf_of(authorities().intermediate.issue(client_request("d")));
    const ASN1_INTEGER* serial = X509_get0_serialNumber(leaf.get());
    EXPECT_EQ(ASN1_STRING_type(serial), V_ASN1_INTEGER);  // not V_ASN1_NEG_INTEGER
    ASSERT_EQ(ASN1_STRING_length(serial), 16);
    EXPECT_LT(ASN1_STRING_get0_data(serial)[0], 0x80);
    serials.emplace(reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)), 16);
  }
  EXPECT_THAT(serials, SizeIs(200));
}

TEST(Authority, Dates_AreThoseAskedFor) {
  using namespace std::chrono_literals;
  LeafRequest request = client_request("device1");
  request.valid_from = -1h;
  request.valid_for = 3h;

  const CertificateHandle leaf = leaf_of(authorities().intermediate.issue(request));

  EXPECT_NEAR(static_cast<double>(from_now(X509_get0_notBefore(leaf.get())).count()), -3600, 5);
  EXPECT_NEAR(static_cast<double>(from_now(X509_get0_notAfter(leaf.get())).count()), 7200, 5);
}

TEST(Authority, DateThatX509CannotWrite_IsRefused) {
  for (const auto valid_for :
       {std::chrono::hours{24} * 3'650'000, std::chrono::hours{24} * 365'000'000}) {
    LeafRequest request = client_request("device1");
    request.valid_for = valid_for;
    EXPECT_THAT([&] { (void)authorities().intermediate.issue(request); },
                ThrowsMessage<Error>(HasSubstr("years 0 to 9999")));
  }
}

TEST(Authority, RsaOnRequest_IsTrustedToo) {
  const LabAuthorities rsa = LabAuthorities::create(KeyKind::rsa_2048);
  LeafRequest request = client_request("device1");
  request.key_kind = KeyKind::rsa_2048;

  const Identity identity = rsa.intermediate.issue(request);
  const CertificateHandle leaf = leaf_of(identity);
  VerifierSettings settings;
  settings.trusted_pem = rsa.root.certificate_pem();

  EXPECT_EQ(verify(identity, settings), X509_V_OK);
  EXPECT_EQ(EVP_PKEY_get_bits(X509_get0_pubkey(leaf.get())), 2048);
  EXPECT_EQ(X509_get_signature_nid(leaf.get()), NID_sha256WithRSAEncryption);
  EXPECT_EQ(X509_get_key_usage(leaf.get()),
            static_cast<std::uint32_t>(KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT));
}

TEST(Authority, DefaultKey_IsOnCurveP256AndInPkcs8) {
  const Identity identity = authorities().intermediate.issue(client_request("device1"));
  std::array<char, 32> group{};

  ASSERT_EQ(EVP_PKEY_get_group_name(X509_get0_pubkey(leaf_of(identity).get()), group.data(),
                                    group.size(), nullptr),
            1);
  EXPECT_STREQ(group.data(), "prime256v1");
  EXPECT_THAT(identity.private_key_pem, testing::StartsWith("-----BEGIN PRIVATE KEY-----\n"));
}

TEST(Authority, CommonNameOfAnyLengthAndScript_IsKeptByteForByte) {
  for (const std::string& name : {std::string(64, 'a'), std::string(65, 'b'), std::string(128, 'c'),
                                  std::string("gerät-東京-\xF0\x9F\x9A\x97"),
                                  std::string("a, CN=b + \"c\""), std::string("*")}) {
    const Identity identity = authorities().intermediate.issue(client_request(name));
    EXPECT_EQ(common_name_of(leaf_of(identity).get()), name);
    EXPECT_EQ(verify(identity, trusting_root()), X509_V_OK) << name;
  }
}

TEST(Authority, CommonNameThatIsNotUtf8OrHoldsAZeroByte_IsRefused) {
  EXPECT_THAT([] { (void)authorities().intermediate.issue(client_request("\xC3(")); },
              ThrowsMessage<Error>(HasSubstr("not UTF-8")));
  EXPECT_THAT([] { (void)authorities().intermediate.issue(client_request("\xE6\x9D")); },
              ThrowsMessage<Error>(HasSubstr("not UTF-8")));
  EXPECT_THAT(
      [] {
        (void)authorities().intermediate.issue(client_request(std::string("admin\0.evil", 11)));
      },
      ThrowsMessage<Error>(HasSubstr("zero byte")));
}

TEST(Authority, AlternativeNameThatDoesNotFitItsField_IsRefusedByName) {
  const auto issue_with = [](const auto& change) {
    LeafRequest request = client_request("x");
    change(request);
    return [request] { (void)authorities().intermediate.issue(request); };
  };
  for (const char* address : {"300.1.1.1", "1.2.3", "", "::g", "127.0.0.1 ", "localhost"}) {
    EXPECT_THAT(issue_with([&](LeafRequest& request) { request.ip_addresses = {address}; }),
                ThrowsMessage<Error>(HasSubstr("neither an IPv4 nor an IPv6 address")))
        << address;
  }
  EXPECT_THAT(
      issue_with([](LeafRequest& request) { request.dns_names = {"münchen.example"}; }),
      ThrowsMessage<Error>(HasSubstr("'münchen.example' into a certificate as a DNS name")));
  EXPECT_THAT(issue_with([](LeafRequest& request) { request.uris = {"urn:with blank"}; }),
              ThrowsMessage<Error>(HasSubstr("as a URI")));
  EXPECT_THAT(
      issue_with(
          [](LeafRequest& request) { request.email_addresses = {std::string("a@b\0.c", 6)}; }),
      ThrowsMessage<Error>(HasSubstr("'a@b\\x00.c' into a certificate as an e-mail address")));
}

TEST(Authority, RequestThatNamesNobody_IsRefused) {
  EXPECT_THAT([] { (void)authorities().intermediate.issue(LeafRequest{}); },
              ThrowsMessage<Error>(HasSubstr("it would name nobody")));
}

TEST(Authority, LeafBelowTwoIntermediates_ExceedsThePathLength) {
  const Authority second = authorities().intermediate.create_intermediate("second");

  const Identity identity = second.issue(client_request("device1"));

  EXPECT_THAT(parse_chain(identity.chain_pem), SizeIs(3));
  EXPECT_EQ(verify(identity, trusting_root()), X509_V_ERR_PATH_LENGTH_EXCEEDED);
}

TEST(Authority, SelfSignedLeaf_IsTrustedOnlyAsItself) {
  const Identity identity = self_signed(client_request("device1"));
  VerifierSettings itself;
  itself.trusted_pem = identity.certificate_pem;

  EXPECT_EQ(verify(identity, itself), X509_V_OK);
  EXPECT_EQ(verify(identity, trusting_root()), X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
  EXPECT_EQ(identity.chain_pem, identity.certificate_pem);
}

TEST(Authority, UsedFromTwoThreads_GivesEachItsOwnGoodLeaf) {
  std::vector<Identity> first(50);
  std::vector<Identity> second(50);
  {
    const std::jthread other{[&] {
      for (Identity& identity : second) {
        identity = authorities().intermediate.issue(client_request("b"));
      }
    }};
    for (Identity& identity : first) {
      identity = authorities().intermediate.issue(client_request("a"));
    }
  }

  std::set<std::string> thumbprints;
  for (const auto& identities : {&first, &second}) {
    for (const Identity& identity : *identities) {
      EXPECT_EQ(verify(identity, trusting_root()), X509_V_OK);
      thumbprints.insert(identity.thumbprint);
    }
  }
  EXPECT_THAT(thumbprints, SizeIs(100));
}

}  // namespace
}  // namespace lab::certs
