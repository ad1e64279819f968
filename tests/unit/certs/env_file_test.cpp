// Goal: the .env files say what the samples of MqttApplicationSamples need, and every reader
// agrees. Method: the file is read line by line, and by a real shell where values need quotes.

#include <array>
#include <cstdio>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certs/client_files.hpp"
#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"

namespace lab::certs {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::SizeIs;
using testing::ThrowsMessage;

model::Namespace namespace_of(const std::string& name, const std::string& authentication_name) {
  model::Namespace definition;
  model::Client client;
  client.name = name;
  client.authentication_name = authentication_name;
  definition.clients.push_back(client);
  return definition;
}

/// A folder with the paths of one client's files, which need not be there.
CredentialFolder credentials_in(const fs::path& folder, const std::string& name) {
  CredentialFolder credentials;
  credentials.folder = folder;
  credentials.ca_file = folder / "ca.pem";
  credentials.clients.emplace(name, IdentityFiles{folder / "d.pem", folder / "d.key"});
  return credentials;
}

/// What a shell has in the variable after sourcing the file.
std::string sourced(const fs::path& file, const std::string& variable) {
  const std::string command = ". '" + file.string() + "' && printf '%s' \"$" + variable + "\"";
  std::FILE* shell = ::popen(command.c_str(), "r");
  if (shell == nullptr) return "(no shell)";
  std::array<char, 4096> text{};
  const std::size_t size = std::fread(text.data(), 1, text.size(), shell);
  EXPECT_EQ(::pclose(shell), 0);
  return {text.data(), size};
}

TEST(EnvFile, OfAPlainClient_HasTheSevenVariablesUnquotedWithAbsolutePaths) {
  const RunDirectory run;
  const auto definition = namespace_of("a", "device-1");

  const auto paths = write_env_files(credentials_in(run.path(), "a"), definition,
                                     {.host = "broker.example", .port = 18883});

  ASSERT_THAT(paths, SizeIs(1));
  EXPECT_EQ(paths.at("a"), run / "device-1.env");
  const std::string folder = run.path().string();
  EXPECT_EQ(read_file(paths.at("a")),
            "MQTT_HOST_NAME=broker.example\n"
            "MQTT_TCP_PORT=18883\n"
            "MQTT_CLIENT_ID=device-1\n"
            "MQTT_USERNAME=device-1\n"
            "MQTT_CERT_FILE=" +
                folder +
                "/d.pem\n"
                "MQTT_KEY_FILE=" +
                folder +
                "/d.key\n"
                "MQTT_CA_FILE=" +
                folder + "/ca.pem\n");
}

TEST(EnvFile, OfRelativePaths_HasThemAbsoluteAndWithoutDots) {
  const RunDirectory run;
  fs::create_directory(run / "x");
  const fs::path relative = fs::relative(run.path()) / "." / "x" / "..";

  const auto paths =
      write_env_files(credentials_in(relative, "a"), namespace_of("a", "device1"), {});

  EXPECT_EQ(sourced(run / "device1.env", "MQTT_CA_FILE"), (run / "ca.pem").string());
  EXPECT_EQ(sourced(run / "device1.env", "MQTT_CERT_FILE"), (run / "d.pem").string());
}

TEST(EnvFile, WithValuesThatAShellWouldChange_IsReadBackUnchanged) {
  for (const std::string& name :
       {std::string("with blank"), std::string("$HOME"), std::string("`id`"),
        std::string("a;b&c|d"), std::string("#comment"), std::string("it's"),
        std::string("it's $HOME `id` \\ \"q\""), std::string("\"quoted\""),
        std::string("back\\slash"), std::string("~"), std::string("a*?[b]"), std::string("$(id)"),
        std::string("gerät"), std::string("a=b"), std::string("!x")}) {
    const RunDirectory run;

    const auto paths =
        write_env_files(credentials_in(run.path(), "a"), namespace_of("a", name), {});

    EXPECT_EQ(sourced(paths.at("a"), "MQTT_USERNAME"), name);
    EXPECT_EQ(sourced(paths.at("a"), "MQTT_CLIENT_ID"), name);
    EXPECT_EQ(sourced(paths.at("a"), "MQTT_TCP_PORT"), "8883");
  }
}

TEST(EnvFile, InAFolderWithABlank_IsReadBackUnchanged) {
  const RunDirectory run;
  const fs::path folder = run / "my lab";
  fs::create_directory(folder);

  const auto paths = write_env_files(credentials_in(folder, "a"), namespace_of("a", "device1"), {});

  EXPECT_EQ(sourced(paths.at("a"), "MQTT_KEY_FILE"), (folder / "d.key").string());
}

TEST(EnvFile, WithAControlCharacterInAValue_IsRefused) {
  const RunDirectory run;
  for (const char* name : {"a\nMQTT_HOST_NAME=evil", "a\tb", "a\x7F", "a\r"}) {
    EXPECT_THAT(
        [&] { write_env_files(credentials_in(run.path(), "a"), namespace_of("a", name), {}); },
        ThrowsMessage<Error>(HasSubstr("MQTT_CLIENT_ID holds a control character")));
  }
  EXPECT_TRUE(fs::is_empty(run.path()));
}

TEST(EnvFile, OfClientsWithoutCredentials_IsNotWritten) {
  const RunDirectory run;

  const auto paths =
      write_env_files(credentials_in(run.path(), "other"), namespace_of("a", "device1"), {});

  EXPECT_THAT(paths, SizeIs(0));
  EXPECT_TRUE(fs::is_empty(run.path()));
}

}  // namespace
}  // namespace lab::certs
