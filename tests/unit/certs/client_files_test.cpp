// Goal: a lab's credentials land on disk where, how and for whom they should.
// Method: definitions made here, files read back and judged by OpenSSL and stat.

#include "certs/client_files.hpp"

#include <algorithm>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "certs/identity_check.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "tests/unit/certs/verification.hpp"

namespace lab::certs {
namespace {

namespace fs = std::filesystem;
using model::ValidationScheme;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::ThrowsMessage;

model::Client client_named(
    const std::string& name, const std::string& authentication_name,
    ValidationScheme scheme = ValidationScheme::subject_matches_authentication_name) {
  model::Client client;
  client.name = name;
  client.authentication_name = authentication_name;
  client.validation_scheme = scheme;
  return client;
}

model::Namespace namespace_of(std::vector<model::Client> clients) {
  model::Namespace definition;
  definition.clients = std::move(clients);
  std::sort(definition.clients.begin(), definition.clients.end(),
            [](const model::Client& a, const model::Client& b) { return a.name < b.name; });
  return definition;
}

unsigned mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777U;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class Credentials : public testing::Test {
 protected:
  [[nodiscard]] int verdict(const IdentityFiles& files, const fs::path& ca_file,
                            const std::string& purpose = "ssl_client") const {
    Identity identity;
    identity.chain_pem = read_file(files.certificate_file);
    VerifierSettings settings;
    settings.trusted_pem = read_file(ca_file);
    settings.purpose = purpose;
    return verify(identity, settings);
  }

  RunDirectory run_;
  fs::path folder_ = run_ / "credentials";
};

TEST_F(Credentials, OfANamespace_AreOneUsablePairPerClientAndOneForTheServer) {
  const auto definition =
      namespace_of({client_named("a", "device1"), client_named("b", "device2")});

  const CredentialFolder credentials = make_credentials(definition, folder_);

  EXPECT_THAT(names_in(folder_),
              ElementsAre("ca.pem", "clients", "intermediate.pem", "server.key", "server.pem"));
  EXPECT_THAT(names_in(folder_ / "clients"),
              ElementsAre("device1.key", "device1.pem", "device2.key", "device2.pem"));
  ASSERT_THAT(credentials.clients, SizeIs(2));
  for (const auto& [name, files] : credentials.clients) {
    EXPECT_EQ(verdict(files, credentials.ca_file), X509_V_OK) << name;
    EXPECT_NO_THROW(check_identity_files(files.certificate_file, files.key_file)) << name;
    EXPECT_THAT(credentials.thumbprints.at(name),
                ElementsAre(thumbprint_of(read_file(files.certificate_file), name)));
  }
  EXPECT_EQ(verdict(credentials.server, credentials.ca_file, "ssl_server"), X509_V_OK);
  EXPECT_NO_THROW(
      check_identity_files(credentials.server.certificate_file, credentials.server.key_file));
  const auto server = parse_chain(read_file(credentials.server.certificate_file));
  EXPECT_EQ(X509_check_host(server.at(0).get(), "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(server.at(0).get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(server.at(0).get(), "::1", 0), 1);
}

TEST_F(Credentials, OnDisk_AreForTheirOwnerOnly) {
  const CredentialFolder credentials =
      make_credentials(namespace_of({client_named("a", "device1")}), folder_);

  EXPECT_EQ(mode_of(folder_), 0700U);
  EXPECT_EQ(mode_of(folder_ / "clients"), 0700U);
  EXPECT_EQ(mode_of(credentials.server.key_file), 0600U);
  EXPECT_EQ(mode_of(credentials.clients.at("a").key_file), 0600U);
  EXPECT_EQ(mode_of(credentials.ca_file), 0644U);
}

TEST_F(Credentials, InAFolderThatIsThere_LeaveItsModeAndOtherFilesAlone) {
  fs::create_directory(folder_);
  ASSERT_EQ(::chmod(folder_.c_str(), 0755), 0);
  write_file(folder_ / "notes.txt", "mine");

  make_credentials(namespace_of({client_named("a", "device1")}), folder_);

  EXPECT_EQ(mode_of(folder_), 0755U);
  EXPECT_EQ(read_file(folder_ / "notes.txt"), "mine");
}

TEST_F(Credentials, NeverHoldAnAuthoritysKey) {
  const CredentialFolder credentials =
      make_credentials(namespace_of({client_named("a", "device1")}), folder_);

  for (const fs::path& file :
       {credentials.ca_file, credentials.intermediate_file, credentials.server.certificate_file}) {
    EXPECT_THAT(read_file(file), testing::Not(HasSubstr("PRIVATE"))) << file;
  }
}

TEST_F(Credentials, WrittenTwice_ReplaceTheOldOnesAndLeaveNothingElse) {
  const auto definition = namespace_of({client_named("a", "device1")});
  const CredentialFolder first = make_credentials(definition, folder_);
  const std::vector<std::string> names = names_in(folder_ / "clients");

  const CredentialFolder second = make_credentials(definition, folder_);

  EXPECT_EQ(names_in(folder_ / "clients"), names);
  EXPECT_THAT(names_in(folder_), SizeIs(5));
  EXPECT_NE(first.thumbprints, second.thumbprints);
  EXPECT_EQ(verdict(second.clients.at("a"), second.ca_file), X509_V_OK);
  EXPECT_EQ(verdict(second.server, second.ca_file, "ssl_server"), X509_V_OK);
  EXPECT_EQ(mode_of(second.clients.at("a").key_file), 0600U);
}

TEST_F(Credentials, OfHostilelyNamedClients_StayInTheirFolderAndApart) {
  const auto definition = namespace_of({client_named("ca", "ca"), client_named("server", "server"),
                                        client_named("up", "../ca"), client_named("dots", ".."),
                                        client_named("slash", "/etc/passwd"),
                                        client_named("long", std::string(128, ':'))});

  const CredentialFolder credentials = make_credentials(definition, folder_);

  EXPECT_THAT(names_in(run_.path()), ElementsAre("credentials"));
  EXPECT_THAT(names_in(folder_), SizeIs(5));
  EXPECT_THAT(names_in(folder_ / "clients"), SizeIs(12));
  for (const model::Client& client : definition.clients) {
    const IdentityFiles& files = credentials.clients.at(client.name);
    EXPECT_EQ(verdict(files, credentials.ca_file), X509_V_OK) << client.name;
    EXPECT_EQ(common_name_of(parse_chain(read_file(files.certificate_file)).at(0).get()),
              client.authentication_name);
  }
  EXPECT_EQ(verdict(credentials.server, credentials.ca_file, "ssl_server"), X509_V_OK);
}

TEST_F(Credentials, OfEachScheme_NameTheClientInItsFieldOnly) {
  const auto definition = namespace_of({
      client_named("dns", "d.example", ValidationScheme::dns_matches_authentication_name),
      client_named("uri", "urn:x:d", ValidationScheme::uri_matches_authentication_name),
      client_named("four", "192.0.2.7", ValidationScheme::ip_matches_authentication_name),
      client_named("six", "2001:db8::7", ValidationScheme::ip_matches_authentication_name),
      client_named("mail", "d@example.org", ValidationScheme::email_matches_authentication_name),
      client_named("print", "d-print", ValidationScheme::thumbprint_match),
  });

  const CredentialFolder credentials = make_credentials(definition, folder_);

  const auto leaf = [&](const std::string& name) {
    return std::move(parse_chain(read_file(credentials.clients.at(name).certificate_file)).at(0));
  };
  for (const model::Client& client : definition.clients) {
    EXPECT_EQ(common_name_of(leaf(client.name).get()), "certificate of an eglab client");
  }
  EXPECT_EQ(X509_check_host(leaf("dns").get(), "d.example", 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT,
                            nullptr),
            1);
  EXPECT_EQ(X509_check_ip_asc(leaf("four").get(), "192.0.2.7", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(leaf("six").get(), "2001:db8::7", 0), 1);
  EXPECT_EQ(X509_check_email(leaf("mail").get(), "d@example.org", 0, 0), 1);
  EXPECT_EQ(X509_get_ext_by_NID(leaf("print").get(), NID_subject_alt_name, -1), -1);
  for (const char* name : {"dns", "uri", "four", "six", "mail"}) {
    EXPECT_EQ(verdict(credentials.clients.at(name), credentials.ca_file), X509_V_OK) << name;
  }
  EXPECT_EQ(verdict(credentials.clients.at("print"), credentials.ca_file),
            X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
}

TEST_F(Credentials, OfSomeClients_AreMadeForTheseOnly) {
  const auto definition =
      namespace_of({client_named("a", "1"), client_named("b", "2"), client_named("c", "3")});

  const CredentialFolder credentials = make_credentials(definition, folder_, {"c", "a", "c"});

  EXPECT_THAT(credentials.clients, SizeIs(2));
  EXPECT_THAT(names_in(folder_ / "clients"), ElementsAre("1.key", "1.pem", "3.key", "3.pem"));
}

TEST_F(Credentials, OfAnUnknownClient_AreAUsageErrorWithTheNearestName) {
  const auto definition = namespace_of({client_named("device1", "device1")});

  EXPECT_THAT(
      [&] { make_credentials(definition, folder_, {"devise1"}); },
      ThrowsMessage<Error>(AllOf(HasSubstr("client devise1"), HasSubstr("did you mean device1?"))));
  EXPECT_FALSE(fs::exists(folder_));
}

TEST_F(Credentials, OfAClientWhoseNameDoesNotFitItsScheme_AreAnErrorAndNothingIsWritten) {
  const auto definition = namespace_of(
      {client_named("good", "device1"),
       client_named("bad", "device2", ValidationScheme::ip_matches_authentication_name)});

  EXPECT_THAT([&] { make_credentials(definition, folder_); },
              ThrowsMessage<Error>(AllOf(HasSubstr("client bad: "), HasSubstr("'device2'"),
                                         HasSubstr("neither an IPv4 nor an IPv6"))));
  EXPECT_FALSE(fs::exists(folder_));
}

TEST_F(Credentials, WhereAFileStandsInTheWay_AreAnEnvironmentErrorThatNamesIt) {
  write_file(folder_, "I am a file");
  try {
    make_credentials(namespace_of({client_named("a", "device1")}), folder_);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::environment);
    EXPECT_THAT(error.what(), HasSubstr(folder_.string()));
  }
  EXPECT_EQ(read_file(folder_), "I am a file");
}

TEST_F(Credentials, FromKeptAuthorities_AreJoinedByMoreOfTheSameAuthorities) {
  const LabAuthorities authorities = LabAuthorities::create();
  CredentialOptions options;
  options.server_hosts = {"broker.example", "192.0.2.1"};
  const CredentialFolder credentials =
      make_credentials(namespace_of({}), folder_, authorities, options);

  const IdentityFiles more = write_identity(authorities.intermediate.issue(client_request("late")),
                                            folder_ / "more", "late");

  EXPECT_EQ(verdict(more, credentials.ca_file), X509_V_OK);
  EXPECT_EQ(mode_of(folder_ / "more"), 0700U);
  const auto server = parse_chain(read_file(credentials.server.certificate_file));
  EXPECT_EQ(X509_check_host(server.at(0).get(), "broker.example", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(server.at(0).get(), "192.0.2.1", 0), 1);
  EXPECT_EQ(X509_check_host(server.at(0).get(), "localhost", 0, 0, nullptr), 0);
}

TEST_F(Credentials, OfManyClients_AreMadeOnTwoThreadsAndAllRight) {
  std::vector<model::Client> clients;
  for (int i = 0; i < 100; ++i) {
    const std::string name = "device" + std::to_string(i);
    clients.push_back(client_named(name, name));
  }
  const auto definition = namespace_of(std::move(clients));

  const CredentialFolder credentials = make_credentials(definition, folder_);

  ASSERT_THAT(credentials.clients, SizeIs(100));
  for (const auto& [name, files] : credentials.clients) {
    EXPECT_EQ(verdict(files, credentials.ca_file), X509_V_OK) << name;
    EXPECT_EQ(common_name_of(parse_chain(read_file(files.certificate_file)).at(0).get()), name);
  }
}

TEST_F(Credentials, OfManyClientsWithABadOne_AreThatOnesError) {
  std::vector<model::Client> clients;
  for (int i = 0; i < 100; ++i) {
    const std::string name = "device" + std::to_string(i);
    clients.push_back(client_named(name, i == 50 ? "\xFF" : name));
  }

  EXPECT_THAT([&] { make_credentials(namespace_of(std::move(clients)), folder_); },
              ThrowsMessage<Error>(HasSubstr("client device50: ")));
  EXPECT_FALSE(fs::exists(folder_));
}

}  // namespace
}  // namespace lab::certs
