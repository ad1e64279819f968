// Goal: who a client is and whom it reaches follow from options and env file in one fixed order.

#include "lab/apps/app_options.hpp"

#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/apps/cloud_app_options.hpp"
#include "lab/apps/device_options.hpp"
#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"

namespace lab::apps {
namespace {

using testing::Eq;
using testing::HasSubstr;
using testing::Optional;

std::string usage_error_of(const std::function<void()>& doing) {
  try {
    doing();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "accepted";
}

TEST(Resolve, EnvFile_SaysItAll) {
  const RunDirectory folder{"options"};
  write_file(folder / "device2.env",
             "MQTT_HOST_NAME=example\nMQTT_TCP_PORT=18883\nMQTT_CLIENT_ID=session1\n"
             "MQTT_USERNAME=device2\nMQTT_CERT_FILE=c\nMQTT_KEY_FILE=k\nMQTT_CA_FILE=ca\n");
  CommonOptions options;
  options.env_file = (folder / "device2.env").string();

  const auto identity = resolve(options, {});

  EXPECT_EQ(identity.authentication_name, "device2");
  EXPECT_EQ(identity.connect.client_id, "session1");
  EXPECT_THAT(identity.connect.username, Optional(Eq("device2")));
  EXPECT_EQ(identity.connect.host, "example");
  EXPECT_EQ(identity.connect.port, 18883);
  EXPECT_EQ(identity.connect.certificate_file, "c");
}

TEST(Resolve, Options_WinOverTheEnvFile) {
  const RunDirectory folder{"options"};
  write_file(folder / "x.env", "MQTT_HOST_NAME=a\nMQTT_TCP_PORT=1\nMQTT_USERNAME=u\n");
  CommonOptions options;
  options.without_tls = true;
  options.env_file = (folder / "x.env").string();
  options.host = "b";
  options.port = "2";
  options.authentication_name = "n";

  const auto identity = resolve(options, {});

  EXPECT_EQ(identity.connect.host, "b");
  EXPECT_EQ(identity.connect.port, 2);
  EXPECT_EQ(identity.authentication_name, "n");
  EXPECT_EQ(identity.connect.client_id, "n");
  EXPECT_THAT(identity.connect.username, Optional(Eq("u")));
}

TEST(Resolve, NameAlone_IsClientIdAndUsername) {
  CommonOptions options;
  options.without_tls = true;
  options.authentication_name = "device2";

  const auto identity = resolve(options, {});

  EXPECT_EQ(identity.connect.client_id, "device2");
  EXPECT_THAT(identity.connect.username, Optional(Eq("device2")));
}

TEST(Resolve, EmptyUsername_IsSentAsNone) {
  CommonOptions options;
  options.without_tls = true;
  options.authentication_name = "device2";
  options.username = "";

  EXPECT_EQ(resolve(options, {}).connect.username, std::nullopt);
}

TEST(Resolve, NoCertificates_IsAUsageErrorAndNeverPlainTextBySilence) {
  CommonOptions options;
  options.authentication_name = "device2";

  EXPECT_THAT(usage_error_of([&] { resolve(options, {}); }), HasSubstr("--without-tls"));
}

TEST(Resolve, NobodySaidWho_IsAUsageErrorUnlessNamesComeFromElsewhere) {
  CommonOptions options;
  options.ca = "ca.pem";

  EXPECT_THAT(usage_error_of([&] { resolve(options, {}); }), HasSubstr("nobody said who"));
  EXPECT_NO_THROW(resolve({}, {}, false));
}

TEST(Resolve, CertificateWithoutKey_IsAUsageError) {
  CommonOptions options;
  options.authentication_name = "device2";
  options.certificate = "c";

  EXPECT_THAT(usage_error_of([&] { resolve(options, {}); }), HasSubstr("the key is missing"));
}

TEST(Resolve, Session_IsTheProgramsDefaultUnlessGiven) {
  CommonOptions options;
  options.without_tls = true;
  options.authentication_name = "n";
  const SessionDefaults kept{.clean_start = false, .session_expiry = std::chrono::hours{1}};
  EXPECT_FALSE(resolve(options, kept).connect.clean_start);
  EXPECT_EQ(resolve(options, kept).connect.session_expiry, std::chrono::hours{1});

  options.clean_start = true;
  options.session_expiry = 0;

  EXPECT_TRUE(resolve(options, kept).connect.clean_start);
  EXPECT_EQ(resolve(options, kept).connect.session_expiry, std::chrono::seconds{0});
}

template <std::size_t Count>
CloudAppOptions cloud_app_options(const char* const (&arguments)[Count]) {
  CloudAppOptions options;
  EXPECT_TRUE(read_cloud_app_options(static_cast<int>(Count), arguments, options));
  return options;
}

TEST(CloudAppOptions, OneRequest_IsRead) {
  const auto options = cloud_app_options({"cloud_app", "--protocol", "3.1.1", "--username", "",
                                          "--request", "device2", R"({"temperature": 21})",
                                          "--correlation", "c1", "--timeout", "0.25"});

  EXPECT_EQ(options.common.protocol, "3.1.1");
  EXPECT_THAT(options.common.username, Optional(Eq("")));
  EXPECT_THAT(options.request, testing::ElementsAre("device2", R"({"temperature": 21})"));
  EXPECT_THAT(options.correlation_text, Optional(Eq("c1")));
  EXPECT_EQ(options.timeout, std::chrono::milliseconds{250});
}

TEST(CloudAppOptions, WrongOnes_AreUsageErrorsThatNameThem) {
  const auto error_of = [](auto... arguments) {
    return usage_error_of([&] { cloud_app_options({"cloud_app", arguments...}); });
  };

  EXPECT_THAT(error_of("--protocol", "4"), HasSubstr("--protocol"));
  EXPECT_THAT(error_of("--nonsense"), HasSubstr("--nonsense"));
  EXPECT_THAT(error_of("--request", "device2"), HasSubstr("--request"));
  EXPECT_THAT(error_of("--timeout", "1"), HasSubstr("--timeout"));
  EXPECT_THAT(error_of("--request", "d", "{}", "--timeout", "0"), HasSubstr("--timeout"));
  EXPECT_THAT(error_of("--session-expiry", "-1"), HasSubstr("--session-expiry"));
  EXPECT_THAT(error_of("--keep-alive", "65536"), HasSubstr("--keep-alive"));
  EXPECT_THAT(error_of("--clean-start", "--keep-session"), HasSubstr("--clean-start"));
  EXPECT_THAT(error_of("--commands", "--request", "d", "{}"), HasSubstr("exclude"));
}

TEST(DeviceOptions, CountWithoutNumberInThePattern_IsAUsageError) {
  const char* const arguments[] = {"device", "--count", "2", "--name-pattern", "device"};
  DeviceOptions options;

  EXPECT_THAT(usage_error_of([&] { read_device_options(5, arguments, options); }),
              HasSubstr("{n}"));
}

TEST(DeviceOptions, UnknownMisbehaviour_IsAUsageErrorWithTheNearestName) {
  const char* const arguments[] = {"device", "--misbehave", "mutt"};
  DeviceOptions options;

  EXPECT_THAT(usage_error_of([&] { read_device_options(3, arguments, options); }),
              HasSubstr("mute"));
}

}  // namespace
}  // namespace lab::apps
