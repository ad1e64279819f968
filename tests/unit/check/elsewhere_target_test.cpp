// Goal: a target elsewhere is what its command line says, and a folder that lacks something is told
// of by its path. Method: folders that `make_credentials` wrote, with and without a file.

#include "lab/check/elsewhere_target.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certs/client_files.hpp"
#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/check/extra_identities.hpp"

namespace lab::check {
namespace {

namespace fs = std::filesystem;
using probe::Transport;
using testing::AllOf;
using testing::HasSubstr;
using testing::Property;
using testing::Throws;
using testing::ThrowsMessage;

class ElsewhereTarget : public testing::Test {
 protected:
  ElsewhereTarget() {
    model::Client device;
    device.name = "device1";
    device.authentication_name = "Device One";
    wanted_.definition.clients = {device};
    certs::make_credentials(wanted_.definition, folder_, authorities_);
    wanted_.host = "broker.example";
    wanted_.credentials = folder_;
  }

  RunDirectory run_;
  fs::path folder_ = run_ / "credentials";
  certs::LabAuthorities authorities_ = certs::LabAuthorities::create();
  Elsewhere wanted_;
};

TEST_F(ElsewhereTarget, ByDefault_IsVerifiedAgainstTheSystemsRoots) {
  const auto target = make_elsewhere_target(wanted_);

  const probe::Link link = target->link(Transport::tls);
  EXPECT_EQ(target->kind(), "elsewhere");
  EXPECT_EQ(link.host, "broker.example");
  EXPECT_EQ(link.port, 8883);
  EXPECT_EQ(link.ca_file, fs::path{});
  EXPECT_EQ(target->link(Transport::plain).port, 8883);
  EXPECT_FALSE(target->has("websocket"));
}

TEST_F(ElsewhereTarget, WithAServerAuthority_IsVerifiedAgainstIt) {
  wanted_.server_ca = folder_ / "ca.pem";

  EXPECT_EQ(make_elsewhere_target(wanted_)->link(Transport::tls).ca_file, folder_ / "ca.pem");
}

TEST_F(ElsewhereTarget, WithAWebsocketPort_HasThatFeatureThere) {
  wanted_.websocket_port = 9443;
  wanted_.features = {"extra-identities"};

  const auto target = make_elsewhere_target(wanted_);

  EXPECT_TRUE(target->has("websocket"));
  EXPECT_TRUE(target->has("extra-identities"));
  EXPECT_EQ(target->link(Transport::websocket_tls).port, 9443);
}

TEST_F(ElsewhereTarget, Credentials_AreTheFilesOfTheAuthenticationName) {
  const auto target = make_elsewhere_target(wanted_);

  const Credentials device = target->credentials("device1");

  EXPECT_EQ(device.certificate_file, folder_ / "clients" / "Device%20One.pem");
  EXPECT_EQ(device.key_file, folder_ / "clients" / "Device%20One.key");
}

TEST_F(ElsewhereTarget, WithoutItsFolder_IsAnErrorThatNamesItAndTheWayOut) {
  wanted_.credentials = run_ / "none";

  EXPECT_THAT([&] { make_elsewhere_target(wanted_); },
              Throws<Error>(AllOf(Property(&Error::kind, ErrorKind::definition),
                                  Property(&Error::what, AllOf(HasSubstr((run_ / "none").string()),
                                                               HasSubstr("there is no such folder"),
                                                               HasSubstr("eglab certs"))))));
}

TEST_F(ElsewhereTarget, WhoseFolderIsAFile_IsAnErrorThatNamesIt) {
  wanted_.credentials = folder_ / "ca.pem";

  EXPECT_THAT([&] { make_elsewhere_target(wanted_); }, ThrowsMessage<Error>(HasSubstr("ca.pem")));
}

TEST_F(ElsewhereTarget, WithoutAClientsKey_IsAnErrorThatNamesTheFile) {
  fs::remove(folder_ / "clients" / "Device%20One.key");
  const auto target = make_elsewhere_target(wanted_);

  EXPECT_THAT([&] { target->credentials("device1"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("client device1"), HasSubstr("One.key"))));
}

TEST_F(ElsewhereTarget, AskedForAClientThatIsNone_NamesTheNearest) {
  const auto target = make_elsewhere_target(wanted_);

  EXPECT_THAT(
      [&] { target->credentials("device2"); },
      ThrowsMessage<Error>(AllOf(HasSubstr("client device2"), HasSubstr("did you mean device1?"))));
}

TEST_F(ElsewhereTarget, WithoutItsServersAuthority_IsAnErrorThatNamesTheFile) {
  wanted_.server_ca = run_ / "roots.pem";

  EXPECT_THAT([&] { make_elsewhere_target(wanted_); },
              ThrowsMessage<Error>(AllOf(HasSubstr("roots.pem"), HasSubstr("--server-ca"))));
}

TEST_F(ElsewhereTarget, ExtraIdentity_IsThereOnlyIfTheFolderHasIt) {
  const auto target = make_elsewhere_target(wanted_);
  EXPECT_FALSE(target->extra("device1-expired"));

  write_extra_identities(authorities_, wanted_.definition, folder_);

  const auto expired = target->extra("device1-expired");
  ASSERT_TRUE(expired);
  EXPECT_EQ(expired->certificate_file, folder_ / "extra" / "device1-expired.pem");
  EXPECT_FALSE(target->extra("dns-in-subject"));
}

}  // namespace
}  // namespace lab::check
