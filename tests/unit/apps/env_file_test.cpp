// Goal: a .env file is read as its writers mean it, and a wrong line is named.
// Method: the corpus of odd files, each read or refused in words.

#include "lab/apps/env_file.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"

namespace lab::apps {
namespace {

using testing::AllOf;
using testing::Eq;
using testing::HasSubstr;
using testing::Optional;
using testing::StartsWith;

std::string refusal_of(std::string_view text) {
  try {
    parse_env(text, "some/device2.env");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::definition);
    return error.what();
  }
  return "accepted";
}

TEST(EnvFile, AllSevenVariables_AreRead) {
  const auto settings = parse_env(
      "MQTT_HOST_NAME=localhost\nMQTT_TCP_PORT=18883\nMQTT_CLIENT_ID=device2-1\n"
      "MQTT_USERNAME=device2\nMQTT_CERT_FILE=/c/device2.pem\nMQTT_KEY_FILE=/c/device2.key\n"
      "MQTT_CA_FILE=/c/ca.pem\n",
      "x.env");

  EXPECT_THAT(settings.host, Optional(Eq("localhost")));
  EXPECT_THAT(settings.port, Optional(Eq(18883)));
  EXPECT_THAT(settings.client_id, Optional(Eq("device2-1")));
  EXPECT_THAT(settings.username, Optional(Eq("device2")));
  EXPECT_THAT(settings.certificate_file, Optional(Eq("/c/device2.pem")));
  EXPECT_THAT(settings.key_file, Optional(Eq("/c/device2.key")));
  EXPECT_THAT(settings.ca_file, Optional(Eq("/c/ca.pem")));
}

TEST(EnvFile, CommentsBlankLinesCrlfBomExportAndForeignNames_AreNoTrouble) {
  const auto settings = parse_env(
      "\xEF\xBB\xBF# a comment = with a sign\r\n\r\n  export MQTT_USERNAME = device2  \r\n"
      "MQTT_PASSWORD=for others\r\n\t\r\nMQTT_CLIENT_ID=one # said why\r\nMQTT_HOST_NAME=",
      "x.env");

  EXPECT_THAT(settings.username, Optional(Eq("device2")));
  EXPECT_THAT(settings.client_id, Optional(Eq("one")));
  EXPECT_EQ(settings.host, std::nullopt) << "an empty value is not given";
}

TEST(EnvFile, QuotedValues_AreReadAsAShellDoes) {
  const auto value_of = [](const std::string& written) {
    return parse_env("MQTT_USERNAME=" + written, "x.env").username.value_or("(none)");
  };

  EXPECT_EQ(value_of(R"('a # b')"), "a # b");
  EXPECT_EQ(value_of(R"("a # b" # comment)"), "a # b");
  EXPECT_EQ(value_of(R"("it's \"\$5\" \\ \n")"), R"(it's "$5" \ \n)");
  EXPECT_EQ(value_of(R"('back\slash')"), R"(back\slash)");
  EXPECT_EQ(value_of("a=b=c"), "a=b=c");
  EXPECT_EQ(value_of("a#b"), "a#b");
  EXPECT_EQ(value_of("''"), "(none)");
}

TEST(EnvFile, LongLine_IsReadWhole) {
  const std::string name(100'000, 'n');

  EXPECT_THAT(parse_env("MQTT_USERNAME=" + name + "\n", "x.env").username, Optional(Eq(name)));
}

TEST(EnvFile, WrongLine_IsRefusedWithFileAndLine) {
  EXPECT_THAT(refusal_of("MQTT_USERNAME=a\n\nMQTT_CLIENT_ID\n"),
              AllOf(StartsWith("some/device2.env:3: the line has no \"=\""), HasSubstr("next: ")));
  EXPECT_THAT(refusal_of("=a"), HasSubstr("device2.env:1: what stands before \"=\" is not a name"));
  EXPECT_THAT(refusal_of("A B=a"), HasSubstr("is not a name"));
  EXPECT_THAT(refusal_of("MQTT_USERNAME='a\n'"), HasSubstr(":1: the quote ' does not end"));
  EXPECT_THAT(refusal_of("MQTT_USERNAME=\"a\\\""), HasSubstr("the quote \" does not end"));
  EXPECT_THAT(refusal_of("MQTT_USERNAME='a'b"), HasSubstr("something stands after"));
  EXPECT_THAT(refusal_of({"MQTT_USERNAME=a\0b", 17}), HasSubstr("NUL byte"));
}

TEST(EnvFile, SecretOnALineWithoutEquals_IsNotRepeated) {
  EXPECT_THAT(refusal_of("-----BEGIN PRIVATE KEY-----"), Not(HasSubstr("PRIVATE")));
  EXPECT_THAT(refusal_of("MIGH AgEA=="), Not(HasSubstr("MIGH")));
}

TEST(EnvFile, NameGivenTwice_IsRefusedWithBothLines) {
  EXPECT_THAT(refusal_of("MQTT_USERNAME=a\n#\nMQTT_USERNAME=a"),
              HasSubstr(":3: MQTT_USERNAME is given again (first on line 1)"));
}

TEST(EnvFile, PortThatIsNone_IsRefused) {
  for (const char* port :
       {"0", "65536", "88a", "-1", "+1", "1.5", "0x10", "99999999999999999999"}) {
    EXPECT_THAT(refusal_of(std::string{"\nMQTT_TCP_PORT="} + port),
                AllOf(HasSubstr(":2: MQTT_TCP_PORT is "), HasSubstr("port from 1 to 65535")))
        << port;
  }
  EXPECT_THAT(parse_env("MQTT_TCP_PORT=65535", "x.env").port, Optional(Eq(65535)));
}

TEST(EnvFile, MissingFileFolderAndHugeFile_AreRefusedByName) {
  const RunDirectory folder{"env"};
  write_file(folder / "huge.env", std::string((1U << 20U) + 1, '#'));
  for (const auto& path : {folder / "missing.env", folder.path(), folder / "huge.env"}) {
    try {
      read_env_file(path);
      ADD_FAILURE() << "accepted " << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::definition);
      EXPECT_THAT(error.what(), HasSubstr(path.string()));
    }
  }
}

}  // namespace
}  // namespace lab::apps
