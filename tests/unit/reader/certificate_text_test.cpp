// Goal: a text that is not one whole PEM certificate is refused before anything is started with it.
#include <algorithm>
#include <cstddef>
#include <string>

#include <gmock/gmock.h>

#include "lab/base/base64.hpp"
#include "lab/model/certificate_rules.hpp"

namespace lab::model {
namespace {

/// A DER SEQUENCE of so many zero bytes, in the lines of a certificate.
std::string certificate_of(std::size_t length, std::size_t cut = 0) {
  std::string der{'\x30', '\x82', static_cast<char>(length >> 8U), static_cast<char>(length)};
  der.append(length - cut, '\0');
  return "-----BEGIN CERTIFICATE-----\n" + base64_encode(der) + "\n-----END CERTIFICATE-----\n";
}

std::string rule_of(const std::string& text) {
  ProblemList problems;
  check_certificate_text(text, problems.places.add_file("f.json"), problems);
  const auto found = problems.in_text_order();
  return found.empty() ? "" : found.at(0).rule;
}

TEST(CertificateText, OneWholeCertificate_IsAccepted) {
  EXPECT_EQ(rule_of(certificate_of(300)), "");
}

TEST(CertificateText, LineBreaksAreOptional) {
  std::string text = certificate_of(300);
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  EXPECT_EQ(rule_of(text), "");
  EXPECT_EQ(rule_of("\xEF\xBB\xBF# issued by us\r\n" + certificate_of(300)), "");
}

TEST(CertificateText, ACutOne_IsRefused) {
  EXPECT_EQ(rule_of(certificate_of(300, 3)), "certificate-pem");
}

TEST(CertificateText, SeveralAreRefused) {
  EXPECT_EQ(rule_of(certificate_of(300) + certificate_of(300)), "certificate-pem");
}

TEST(CertificateText, AnythingElseIsRefused) {
  EXPECT_EQ(rule_of(""), "certificate-pem");
  EXPECT_EQ(rule_of("root.pem"), "certificate-pem");
  EXPECT_EQ(rule_of("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"), "certificate-pem");
  EXPECT_EQ(rule_of("-----END CERTIFICATE----------BEGIN CERTIFICATE-----"), "certificate-pem");
  EXPECT_EQ(rule_of("-----BEGIN CERTIFICATE-----\nMP//////////\n-----END CERTIFICATE-----"),
            "certificate-pem");
}

TEST(CertificateText, APrivateKeyIsNamedAsSuch_AlsoBesideACertificate) {
  const std::string begin =
      "-----BEGIN ";  // Not in one piece, so that no scanner takes it for one.
  EXPECT_EQ(rule_of(certificate_of(300) + begin + "EC PRIVATE KEY-----\n"),
            "certificate-private-key");
}

}  // namespace
}  // namespace lab::model
