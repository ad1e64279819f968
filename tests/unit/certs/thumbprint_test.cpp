// Goal: the thumbprint is SHA-256 of the DER, and only of a whole certificate.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/certs/verification.hpp"

namespace lab::certs {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::ThrowsMessage;

std::string with_line_ends(const std::string& text, const std::string& line_end) {
  std::string changed;
  for (const char character : text) {
    if (character == '\n') {
      changed += line_end;
    } else {
      changed += character;
    }
  }
  return changed;
}

TEST(Thumbprint, IsSha256OfTheDer_InUpperCaseHex) {
  const Identity identity = self_signed(client_request("device1"));
  const auto chain = parse_chain(identity.certificate_pem);

  EXPECT_EQ(identity.thumbprint, sha256_of(der_of(chain.at(0).get())));
  EXPECT_EQ(thumbprint_of(identity.certificate_pem, "x.pem"), identity.thumbprint);
  EXPECT_THAT(identity.thumbprint, MatchesRegex("[0-9A-F]{64}"));
}

TEST(Thumbprint, OfAChain_IsThatOfTheLeaf) {
  const LabAuthorities authorities = LabAuthorities::create();
  const Identity identity = authorities.intermediate.issue(client_request("device1"));

  EXPECT_EQ(thumbprint_of(identity.chain_pem, "x.pem"), identity.thumbprint);
}

TEST(Thumbprint, OfTextWithOtherLineEndsMarkOrProse_IsTheSame) {
  const Identity identity = self_signed(client_request("device1"));
  const std::string& pem = identity.certificate_pem;

  EXPECT_EQ(thumbprint_of(with_line_ends(pem, "\r\n"), "x.pem"), identity.thumbprint);
  EXPECT_EQ(thumbprint_of("\xEF\xBB\xBF" + pem, "x.pem"), identity.thumbprint);
  EXPECT_EQ(thumbprint_of("subject=CN = device1\n\n" + pem + "\nend\n", "x.pem"),
            identity.thumbprint);
  EXPECT_EQ(thumbprint_of(identity.private_key_pem + pem, "x.pem"), identity.thumbprint);
  EXPECT_EQ(thumbprint_of(pem.substr(0, pem.size() - 1), "x.pem"), identity.thumbprint);
}

TEST(Thumbprint, OfEveryCutOffCertificate_IsAnErrorThatNamesTheSource) {
  const std::string pem = self_signed(client_request("device1")).certificate_pem;

  // All but the last line end belongs to the certificate.
  for (std::size_t size = 0; size + 1 < pem.size(); size += 7) {
    EXPECT_THAT([&] { (void)thumbprint_of(pem.substr(0, size), "fleet.pem"); },
                ThrowsMessage<Error>(HasSubstr("fleet.pem")))
        << "cut at byte " << size;
  }
}

TEST(Thumbprint, OfADamagedCertificate_IsAnErrorWithOpensslsReason) {
  std::string pem = self_signed(client_request("device1")).certificate_pem;
  pem[pem.find('\n') + 3] = '!';

  EXPECT_THAT([&] { (void)thumbprint_of(pem, "fleet.pem"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("fleet.pem"), HasSubstr("OpenSSL says: "))));
}

TEST(Thumbprint, OfOtherThings_SaysWhatTheyAre) {
  const Identity identity = self_signed(client_request("device1"));

  EXPECT_THAT([&] { (void)thumbprint_of(identity.private_key_pem, "a.key"); },
              ThrowsMessage<Error>(
                  AllOf(HasSubstr("a.key holds no certificate"), HasSubstr("only PRIVATE KEY"))));
  EXPECT_THAT([] { (void)thumbprint_of("hello", "a.txt"); },
              ThrowsMessage<Error>(HasSubstr("no PEM block")));
  EXPECT_THAT(
      [] {
        (void)thumbprint_of("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                            "a.pem");
      },
      ThrowsMessage<Error>(HasSubstr("its certificate is damaged")));
}

}  // namespace
}  // namespace lab::certs
