// Goal: every way to mix up certificate and key files is told in plain words before connecting.
// Method: all keys and certificates are made here, at run time; none is ever in the repository.

#include "certs/identity_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "certs/client_files.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "tests/unit/certs/verification.hpp"

namespace lab::certs {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

KeyHandle parse_key(const std::string& pem) {
  const BioHandle bio = make_text_source(pem);
  return KeyHandle{PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)};
}

std::string encrypted_key_pem(const std::string& pem) {
  const BioHandle sink = make_text_sink();
  EXPECT_EQ(PEM_write_bio_PKCS8PrivateKey(sink.get(), parse_key(pem).get(), EVP_aes_256_cbc(),
                                          "secret", 6, nullptr, nullptr),
            1);
  return text_of(sink.get());
}

std::string traditional_key_pem(const std::string& pem, const EVP_CIPHER* cipher) {
  const BioHandle sink = make_text_sink();
  const auto* password = reinterpret_cast<const unsigned char*>("secret");
  EXPECT_EQ(PEM_write_bio_PrivateKey_traditional(sink.get(), parse_key(pem).get(), cipher,
                                                 cipher == nullptr ? nullptr : password,
                                                 cipher == nullptr ? 0 : 6, nullptr, nullptr),
            1);
  return text_of(sink.get());
}

std::string key_der(const std::string& pem) {
  const KeyHandle key = parse_key(pem);
  std::string der(static_cast<std::size_t>(i2d_PrivateKey(key.get(), nullptr)), '\0');
  auto* at = reinterpret_cast<unsigned char*>(der.data());
  EXPECT_GT(i2d_PrivateKey(key.get(), &at), 0);
  return der;
}

std::string pkcs12(const Identity& identity) {
  const auto chain = parse_chain(identity.certificate_pem);
  PKCS12* bundle = PKCS12_create("secret", "x", parse_key(identity.private_key_pem).get(),
                                 chain.at(0).get(), nullptr, 0, 0, 0, 0, 0);
  const BioHandle sink = make_text_sink();
  EXPECT_EQ(i2d_PKCS12_bio(sink.get(), bundle), 1);
  PKCS12_free(bundle);
  return text_of(sink.get());
}

std::string with_windows_line_ends(const std::string& text) {
  std::string changed;
  for (const char character : text) changed += character == '\n' ? "\r\n" : std::string{character};
  return changed;
}

class IdentityCheck : public testing::Test {
 protected:
  [[nodiscard]] auto checking(const std::string& certificate, const std::string& key) const {
    return [certificate, key] { check_identity(certificate, "client.pem", key, "client.key"); };
  }

  /// Fails with an error of the user's that says all these things, and no part of the key.
  void expect_refused(const std::string& certificate, const std::string& key,
                      const std::vector<std::string>& said) const {
    try {
      check_identity(certificate, "client.pem", key, "client.key");
      ADD_FAILURE() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::definition);
      for (const std::string& part : said) EXPECT_THAT(error.what(), HasSubstr(part));
      EXPECT_THAT(error.what(), Not(HasSubstr(good_.private_key_pem.substr(40, 20))));
    }
  }

  LabAuthorities authorities_ = LabAuthorities::create();
  Identity good_ = authorities_.intermediate.issue(client_request("device1"));
  Identity other_ = authorities_.intermediate.issue(client_request("device2"));
  std::string certificate_der_ = der_of(parse_chain(good_.certificate_pem).at(0).get());
};

TEST_F(IdentityCheck, GoodPair_Passes) {
  EXPECT_NO_THROW(checking(good_.certificate_pem, good_.private_key_pem)());
  EXPECT_NO_THROW(checking(good_.chain_pem, good_.private_key_pem)());
}

TEST_F(IdentityCheck, GoodPairInOneFile_Passes) {
  const std::string both = good_.private_key_pem + good_.chain_pem;

  EXPECT_NO_THROW(checking(both, both)());
  EXPECT_NO_THROW(checking(good_.chain_pem + good_.private_key_pem, both)());
}

TEST_F(IdentityCheck, OtherFormsOfKeys_Pass) {
  LeafRequest request = client_request("device1");
  request.key_kind = KeyKind::rsa_2048;
  const Identity rsa = authorities_.intermediate.issue(request);

  EXPECT_NO_THROW(checking(good_.chain_pem, traditional_key_pem(good_.private_key_pem, nullptr))());
  EXPECT_NO_THROW(checking(rsa.chain_pem, rsa.private_key_pem)());
  EXPECT_NO_THROW(checking(rsa.chain_pem, traditional_key_pem(rsa.private_key_pem, nullptr))());
}

TEST_F(IdentityCheck, WindowsLineEndsByteOrderMarkAndProse_Pass) {
  for (const std::string before : {"", "\xEF\xBB\xBF", "Bag Attributes: none\n\n"}) {
    const std::string certificate = before + with_windows_line_ends(good_.chain_pem);
    const std::string key = before + with_windows_line_ends(good_.private_key_pem);
    EXPECT_NO_THROW(checking(certificate, key)()) << before;
    // What passes here must also pass OpenSSL's own reader, which the MQTT library will use.
    EXPECT_EQ(parse_chain(certificate).size(), 2U) << before;
    EXPECT_NE(parse_key(key), nullptr) << before;
  }
}

TEST_F(IdentityCheck, EmptyText_IsNamed) {
  expect_refused("", good_.private_key_pem, {"client.pem", "it is empty"});
  expect_refused(good_.chain_pem, "", {"client.key", "it is empty"});
  expect_refused(" \r\n\t\n", good_.private_key_pem, {"client.pem", "it is empty"});
}

TEST_F(IdentityCheck, CutOffCertificate_IsNamedWithOpensslsReason) {
  expect_refused(good_.certificate_pem.substr(0, good_.certificate_pem.size() / 2),
                 good_.private_key_pem,
                 {"client.pem", "PEM block 1 is cut off or damaged", "OpenSSL says: "});
}

TEST_F(IdentityCheck, CutOffSecondCertificateOfAChain_IsNamed) {
  expect_refused(good_.chain_pem.substr(0, good_.chain_pem.size() - 40), good_.private_key_pem,
                 {"client.pem", "PEM block 2 is cut off or damaged"});
}

TEST_F(IdentityCheck, CutOffKey_IsNamedAtEveryLength) {
  const std::string& key = good_.private_key_pem;
  for (std::size_t size = 0; size + 1 < key.size(); size += 5) {
    expect_refused(good_.chain_pem, key.substr(0, size), {"client.key"});
  }
}

TEST_F(IdentityCheck, DerInPlaceOfPem_IsNamedWithTheCommandThatTurnsIt) {
  expect_refused(certificate_der_, good_.private_key_pem,
                 {"client.pem", "certificate in DER form", "openssl x509 -inform der"});
  expect_refused(good_.chain_pem, key_der(good_.private_key_pem),
                 {"client.key", "private key in DER form", "openssl pkey -inform der"});
  expect_refused(pkcs12(good_), good_.private_key_pem,
                 {"client.pem", "PKCS #12", "openssl pkcs12"});
}

TEST_F(IdentityCheck, Utf16Text_IsNamed) {
  std::string wide = "\xFF\xFE";
  for (const char character : good_.chain_pem) wide += std::string{character} + '\0';

  expect_refused(wide, good_.private_key_pem, {"client.pem", "UTF-16"});
}

TEST_F(IdentityCheck, SwappedFiles_AreNamed) {
  expect_refused(good_.private_key_pem, good_.chain_pem,
                 {"client.pem holds no certificate", "only PRIVATE KEY"});
}

TEST_F(IdentityCheck, KeyFileWithACertificateOnly_IsNamed) {
  expect_refused(good_.certificate_pem + good_.private_key_pem, good_.certificate_pem,
                 {"client.key holds no private key", "only CERTIFICATE"});
}

TEST_F(IdentityCheck, PublicKeyInPlaceOfAPrivateOne_IsNamed) {
  const BioHandle sink = make_text_sink();
  ASSERT_EQ(PEM_write_bio_PUBKEY(sink.get(), parse_key(good_.private_key_pem).get()), 1);

  expect_refused(good_.chain_pem, text_of(sink.get()),
                 {"client.key holds no private key", "only PUBLIC KEY"});
}

TEST_F(IdentityCheck, EncryptedKey_IsNamedAndNobodyIsAskedForAPassword) {
  expect_refused(good_.chain_pem, encrypted_key_pem(good_.private_key_pem),
                 {"client.key", "encrypted", "openssl pkey -in client.key"});
  expect_refused(good_.chain_pem, traditional_key_pem(good_.private_key_pem, EVP_aes_128_cbc()),
                 {"client.key", "encrypted"});
}

TEST_F(IdentityCheck, KeyOfAnotherCertificate_IsNamed) {
  expect_refused(good_.chain_pem, other_.private_key_pem,
                 {"client.pem and client.key do not belong together"});
}

TEST_F(IdentityCheck, KeyOfAnotherKind_IsNamed) {
  LeafRequest request = client_request("device1");
  request.key_kind = KeyKind::rsa_2048;

  expect_refused(good_.chain_pem, self_signed(request).private_key_pem, {"do not belong together"});
}

TEST_F(IdentityCheck, ChainInTheWrongOrder_IsNamed) {
  expect_refused(
      authorities_.intermediate.certificate_pem() + good_.certificate_pem, good_.private_key_pem,
      {"client.pem has its certificates in the wrong order", "belongs to certificate 2"});
}

TEST_F(IdentityCheck, BytesBehindTheCertificateInItsBlock_AreNamed) {
  const BioHandle sink = make_text_sink();
  const std::string longer = certificate_der_ + "tail";
  ASSERT_GT(PEM_write_bio(sink.get(), PEM_STRING_X509, "",
                          reinterpret_cast<const unsigned char*>(longer.data()),
                          static_cast<long>(longer.size())),
            0);

  expect_refused(text_of(sink.get()), good_.private_key_pem, {"4 bytes follow the certificate"});
}

TEST_F(IdentityCheck, FilesOnDisk_AreReadAndNamedByTheirPaths) {
  const RunDirectory run;
  const IdentityFiles files = write_identity(good_, run.path(), "device1");
  const IdentityFiles others = write_identity(other_, run.path(), "device2");

  EXPECT_NO_THROW(check_identity_files(files.certificate_file, files.key_file));
  EXPECT_THAT([&] { check_identity_files(files.certificate_file, others.key_file); },
              ThrowsMessage<Error>(AllOf(HasSubstr(files.certificate_file.string()),
                                         HasSubstr(others.key_file.string()))));
}

TEST_F(IdentityCheck, MissingFileFolderOrHugeFile_IsNamed) {
  const RunDirectory run;
  const IdentityFiles files = write_identity(good_, run.path(), "device1");
  write_file(run / "huge.pem", std::string((1U << 20U) + 1, '\n'));

  EXPECT_THAT([&] { check_identity_files(run / "no.pem", files.key_file); },
              ThrowsMessage<Error>(AllOf(HasSubstr("no.pem"), HasSubstr("No such file"))));
  EXPECT_THAT([&] { check_identity_files(files.certificate_file, run / "no.key"); },
              ThrowsMessage<Error>(HasSubstr("no.key")));
  EXPECT_THAT([&] { check_identity_files(run.path(), files.key_file); },
              ThrowsMessage<Error>(HasSubstr("Is a directory")));
  EXPECT_THAT([&] { check_identity_files(run / "huge.pem", files.key_file); },
              ThrowsMessage<Error>(HasSubstr("larger than 1048576 bytes")));
}

}  // namespace
}  // namespace lab::certs
