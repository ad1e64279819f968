// Goal: thumbprint clients get the certificates that their definition's lists ask for.
// Method: definitions made here, with thumbprints that nobody's certificate has; files read back.

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certs/client_files.hpp"
#include "certs/identity_check.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"

namespace lab::certs {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::SizeIs;

model::Client thumbprint_client(const std::string& name, const std::string& letters) {
  model::Client client;
  client.name = name;
  client.authentication_name = name;
  client.validation_scheme = model::ValidationScheme::thumbprint_match;
  for (const char letter : letters) client.allowed_thumbprints.push_back(std::string(64, letter));
  return client;
}

class ThumbprintClients : public testing::Test {
 protected:
  CredentialFolder make(std::vector<model::Client> clients,
                        const std::vector<std::string>& only = {}) {
    given_.clients = std::move(clients);
    return make_credentials(given_, folder_, only);
  }

  static std::string thumbprint_in(const IdentityFiles& files) {
    return thumbprint_of(read_file(files.certificate_file), files.certificate_file);
  }

  static std::vector<std::string> listed(const model::Namespace& definition,
                                         const std::string& client) {
    return model::find_client(definition, client)->allowed_thumbprints;
  }

  RunDirectory run_;
  fs::path folder_ = run_ / "credentials";
  model::Namespace given_;
};

TEST_F(ThumbprintClients, ThatListTwo_GetTwoCertificatesAndListBoth) {
  const CredentialFolder credentials = make({thumbprint_client("meter", "AB")});

  const IdentityFiles& first = credentials.clients.at("meter");
  const IdentityFiles& second = credentials.second_clients.at("meter");
  EXPECT_EQ(second.certificate_file, folder_ / "clients" / "meter-2.pem");
  EXPECT_NO_THROW(check_identity_files(second.certificate_file, second.key_file));
  EXPECT_NE(thumbprint_in(first), thumbprint_in(second));
  EXPECT_THAT(listed(with_issued_thumbprints(given_, credentials), "meter"),
              ElementsAre(thumbprint_in(first), thumbprint_in(second)));
}

TEST_F(ThumbprintClients, ThatListOne_GetOneCertificate) {
  const CredentialFolder credentials = make({thumbprint_client("meter", "A")});

  EXPECT_THAT(credentials.second_clients, SizeIs(0));
  EXPECT_FALSE(fs::exists(folder_ / "clients" / "meter-2.pem"));
}

TEST_F(ThumbprintClients, ThatListTheSame_ShareOneCertificateAndKey) {
  const CredentialFolder credentials =
      make({thumbprint_client("loner", "C"), thumbprint_client("meter", "BA"),
            thumbprint_client("twin1", "A"), thumbprint_client("twin2", "A")});

  const IdentityFiles& twin1 = credentials.clients.at("twin1");
  const IdentityFiles& twin2 = credentials.clients.at("twin2");
  EXPECT_EQ(thumbprint_in(twin1), thumbprint_in(twin2));
  EXPECT_EQ(read_file(twin1.key_file), read_file(twin2.key_file));
  EXPECT_EQ(thumbprint_in(twin1), thumbprint_in(credentials.second_clients.at("meter")));
  EXPECT_NE(thumbprint_in(twin1), thumbprint_in(credentials.clients.at("meter")));
  EXPECT_NE(thumbprint_in(twin1), thumbprint_in(credentials.clients.at("loner")));
}

TEST_F(ThumbprintClients, LeftOut_KeepTheirLists) {
  const CredentialFolder credentials =
      make({thumbprint_client("meter", "A"), thumbprint_client("other", "A")}, {"meter"});

  const model::Namespace issued = with_issued_thumbprints(given_, credentials);

  EXPECT_THAT(listed(issued, "meter"), ElementsAre(thumbprint_in(credentials.clients.at("meter"))));
  EXPECT_THAT(listed(issued, "other"), ElementsAre(std::string(64, 'A')));
}

TEST_F(ThumbprintClients, WithoutAThumbprintInTheirDefinition_GetOne) {
  const CredentialFolder credentials = make({thumbprint_client("meter", "")});

  EXPECT_THAT(listed(with_issued_thumbprints(given_, credentials), "meter"),
              ElementsAre(thumbprint_in(credentials.clients.at("meter"))));
}

TEST_F(ThumbprintClients, BesideOneThatIsCalledLikeTheirSecondFile_OverwriteNothing) {
  const CredentialFolder credentials =
      make({thumbprint_client("meter", "AB"), thumbprint_client("meter-2", "C")});

  const IdentityFiles& second = credentials.second_clients.at("meter");
  EXPECT_NE(second.certificate_file, credentials.clients.at("meter-2").certificate_file);
  EXPECT_EQ(thumbprint_in(credentials.clients.at("meter-2")),
            credentials.thumbprints.at("meter-2").front());
  EXPECT_EQ(thumbprint_in(second), credentials.thumbprints.at("meter").back());
}

}  // namespace
}  // namespace lab::certs
