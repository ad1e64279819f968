// Goal: whoever gives the programs something wrong gets one clear message with the way out, an exit
// code by kind (README), and nothing half-written.
// Method: the programs are run as a user runs them; exit code, text and what is on disk are looked
// at.

#include <filesystem>
#include <fstream>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/process/reserved_port.hpp"
#include "tests/support/finished_process.hpp"
#include "tests/support/stage.hpp"

namespace lab::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

const std::string fixtures = LAB_SOURCE_FOLDER "/fixtures/";
const std::string good = fixtures + "namespaces/request-response.json";

/// It ended with this code, and said so much on standard error, with a way out.
testing::AssertionResult failed_with(const FinishedProcess& finished, int code,
                                     const testing::Matcher<std::string>& text) {
  testing::StringMatchResultListener why;
  if (finished.how.code == code && testing::ExplainMatchResult(text, finished.errors, &why)) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure()
         << to_text(finished.how) << ", wanted exit code " << code << "\nstandard error:\n"
         << finished.errors << why.str();
}

/// Every file below a folder, by its path in it.
std::vector<std::string> files_below(const fs::path& folder) {
  std::vector<std::string> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    if (!entry.is_directory()) files.push_back(fs::relative(entry.path(), folder).string());
  }
  return files;
}

// ---- the command line ---------------------------------------------------------------------------

TEST(BadCommandLine, WithAnUnknownVerb_NamesTheNearestOrAll) {
  EXPECT_TRUE(failed_with(run_to_end("eglab", {"compil", good}), 2,
                          AllOf(HasSubstr("there is no verb \"compil\""),
                                HasSubstr("did you mean \"compile\"?"), HasSubstr("next:"))));
  EXPECT_TRUE(failed_with(run_to_end("eglab", {"launch"}), 2,
                          HasSubstr("the verbs are: run up compile certs")));
  EXPECT_TRUE(failed_with(run_to_end("eglab", {}), 2, HasSubstr("no verb is given")));
}

TEST(BadCommandLine, WithAnUnknownOptionOrNoDefinition_NamesIt) {
  EXPECT_TRUE(failed_with(run_to_end("eglab", {"up", good, "--prt"}), 2,
                          AllOf(HasSubstr("--prt"), HasSubstr("next: eglab --help"))));
  EXPECT_TRUE(failed_with(run_to_end("eglab", {"up"}), 2, HasSubstr("DEFINITION is required")));
  EXPECT_TRUE(failed_with(run_to_end("eglab", {"up", good, "--port", "88a"}), 2, HasSubstr("88a")));
  EXPECT_TRUE(failed_with(run_to_end("cloud_app", {"--frob"}), 2,
                          AllOf(HasSubstr("--frob"), HasSubstr("next: see cloud_app --help"))));
  EXPECT_TRUE(failed_with(run_to_end("device", {"--misbehave", "mut"}), 2,
                          HasSubstr("did you mean 'mute'?")));
  EXPECT_TRUE(failed_with(run_to_end("device", {}), 2,
                          AllOf(HasSubstr("no certificates were named"), HasSubstr("next:"))));
}

// ---- the definition -----------------------------------------------------------------------------

TEST(BadDefinition, ThatIsMissing_IsNamedByEveryVerb) {
  const RunDirectory folder;
  const std::string missing = (folder / "nothing.json").string();
  const std::string output = (folder / "output").string();
  const std::vector<std::vector<std::string>> lines = {{"run", missing},
                                                       {"up", missing, "--port", "0"},
                                                       {"compile", missing, "-o", output},
                                                       {"certs", missing, "-o", output}};
  for (const auto& line : lines) {
    SCOPED_TRACE(line.front());
    EXPECT_TRUE(failed_with(run_to_end("eglab", line), 3,
                            AllOf(HasSubstr(missing), HasSubstr("No such file or directory"),
                                  HasSubstr("next: check the path"))));
  }
  EXPECT_FALSE(fs::exists(output));
}

TEST(BadDefinition, WithASyntaxError_IsToldByLineAndColumn) {
  const RunDirectory folder;
  const std::string file = fixtures + "invalid/json-syntax.json";
  EXPECT_TRUE(failed_with(
      run_to_end("eglab", {"compile", file, "-o", (folder / "o").string()}), 3,
      AllOf(HasSubstr(file), HasSubstr("line 4, column 3"), HasSubstr("take out the comma"))));
  EXPECT_FALSE(fs::exists(folder / "o"));
}

TEST(BadDefinition, WithSeveralProblems_IsToldAllOfThemAtOnce) {
  const RunDirectory folder;
  const fs::path file = folder / "several.json";
  write_file(file, R"({
    "clients": {"a b": {"properties": {"authenticationName": "a", "state": "enabled?"}}},
    "clientGroups": {"g": {"properties": {"query": "attributes.x = "}}},
    "topicSpaces": {"space": {"properties": {"topicTemplates": ["a/#/b"]}}},
    "permissionBindings": {"bind": {"properties": {"clientGroupName": "missing",
      "topicSpaceName": "space", "permission": "Publisher"}}}})");
  const auto finished =
      run_to_end("eglab", {"certs", file.string(), "-o", (folder / "o").string()});
  EXPECT_TRUE(failed_with(finished, 3,
                          AllOf(HasSubstr("/clients/a b"), HasSubstr("/clientGroups/g"),
                                HasSubstr("/topicSpaces/space"),
                                HasSubstr("/permissionBindings/bind"), HasSubstr("listed above"))));
  EXPECT_FALSE(fs::exists(folder / "o"));
}

// ---- certificates -------------------------------------------------------------------------------

/// Certificates of the how-to's clients, of which a test spoils some.
class BadCertificate : public testing::Test {
 protected:
  BadCertificate() {
    const auto made = run_to_end("eglab", {"certs", good, "-o", folder_.path().string()});
    EXPECT_EQ(made.how.code, 0) << made.errors;
  }
  [[nodiscard]] std::string client_file(const std::string& name) const {
    return (folder_.path() / "clients" / name).string();
  }
  /// Keeps the first bytes of a file only.
  static void cut_to(const std::string& file, std::size_t bytes) {
    write_file(file, read_file(file).substr(0, bytes), FileMode::secret);
  }

  RunDirectory folder_;
};

TEST_F(BadCertificate, ThatIsTruncated_IsNamedByBothApps) {
  for (const auto& [program, name] :
       {std::pair{"cloud_app", "cloudapp"}, std::pair{"device", "device2"}}) {
    SCOPED_TRACE(program);
    const std::string certificate = client_file(std::string{name} + ".pem");
    cut_to(certificate, 200);
    EXPECT_TRUE(failed_with(
        run_to_end(program, {"--env", client_file(std::string{name} + ".env")}), 3,
        AllOf(HasSubstr("cannot use the certificate file " + certificate), HasSubstr("next:"))));
  }
}

TEST_F(BadCertificate, WhoseKeyIsAnothersOrTruncated_IsNamedByTheKeysFile) {
  const std::string key = client_file("device2.key");
  write_file(key, read_file(client_file("device1.key")), FileMode::secret);
  const std::vector<std::string> line{"--env", client_file("device2.env")};
  EXPECT_TRUE(failed_with(run_to_end("device", line), 3,
                          AllOf(HasSubstr("cannot use the key file " + key), HasSubstr("mismatch"),
                                HasSubstr("the certificate's own key"))));
  cut_to(key, 60);
  EXPECT_TRUE(failed_with(run_to_end("device", line), 3, HasSubstr("cannot use the key file")));
}

TEST_F(BadCertificate, OrEnvFileThatIsMissingOrBroken_IsNamedByItsPlace) {
  const std::string env = client_file("cloudapp.env");
  EXPECT_TRUE(failed_with(run_to_end("cloud_app", {"--env", env + "x"}), 3,
                          AllOf(HasSubstr(env + "x"), HasSubstr("No such file"))));
  fs::remove(client_file("cloudapp.pem"));
  EXPECT_TRUE(failed_with(run_to_end("cloud_app", {"--env", env}), 3,
                          HasSubstr(client_file("cloudapp.pem"))));
  write_file(env, "MQTT_HOST_NAME=localhost\nMQTT_TCP_PORT=88a\n");
  EXPECT_TRUE(failed_with(run_to_end("cloud_app", {"--env", env}), 3,
                          AllOf(HasSubstr(env + ":2"), HasSubstr("88a"))));
}

// ---- the machine --------------------------------------------------------------------------------

TEST(BadMachine, WhosePortIsTaken_IsToldWithTheWayOut) {
  boost::asio::io_context loop;
  boost::asio::ip::tcp::acceptor listener{loop, {boost::asio::ip::make_address("127.0.0.1"), 0}};
  const std::string port = std::to_string(listener.local_endpoint().port());
  const RunDirectory folder;
  EXPECT_TRUE(failed_with(
      run_to_end("eglab", {"up", good, "--port", port, "--keep", (folder / "kept").string()}), 4,
      AllOf(HasSubstr(port), HasSubstr("already listens there"), HasSubstr("--port"))));
}

TEST(BadMachine, WithoutMosquittoOrItsPlugin_IsToldWhichPackageHasThem) {
  EXPECT_TRUE(
      failed_with(run_to_end("eglab", {"run", good}, {"EGLAB_MOSQUITTO=/nowhere/mosquitto"}), 4,
                  AllOf(HasSubstr("cannot find the program mosquitto"),
                        HasSubstr("/nowhere/mosquitto"), HasSubstr("apt-get install"))));
  EXPECT_TRUE(failed_with(run_to_end("eglab", {"up", good, "--port", "0"},
                                     {"EGLAB_DYNAMIC_SECURITY_PLUGIN=/nowhere/plugin.so"}),
                          4,
                          AllOf(HasSubstr("dynamic-security plugin"),
                                HasSubstr("/nowhere/plugin.so"), HasSubstr("next: unset"))));
}

TEST(BadMachine, WhoseMosquittoEndsAtOnce_IsToldWithItsLastWords) {
  const RunDirectory folder;
  const fs::path fake = folder / "mosquitto";
  write_file(fake, "#!/bin/sh\necho 'no broker today' >&2\nexit 7\n");
  fs::permissions(fake, fs::perms::owner_all);
  EXPECT_TRUE(failed_with(run_to_end("eglab", {"run", good}, {"EGLAB_MOSQUITTO=" + fake.string()}),
                          5, AllOf(HasSubstr("exit code 7"), HasSubstr("no broker today"))));
}

// Root may write anywhere, so that the folder is one that cannot be.
TEST(BadMachine, WhoseFolderCannotBeWritten_IsNamed) {
  EXPECT_TRUE(failed_with(
      run_to_end("eglab", {"compile", good, "-o", "/dev/null/x"}), 4,
      AllOf(HasSubstr("/dev/null/x"), HasSubstr("Not a directory"), HasSubstr("next:"))));
  EXPECT_TRUE(
      failed_with(run_to_end("eglab", {"certs", good, "-o", "/proc/x"}), 4, HasSubstr("/proc/x")));
  EXPECT_TRUE(failed_with(run_to_end("eglab", {"up", good, "--port", "0", "--keep", "/dev/null/x"}),
                          4, HasSubstr("/dev/null/x")));
  EXPECT_TRUE(failed_with(run_to_end("eglab", {"run", good}, {"TMPDIR=/dev/null/x"}), 4,
                          AllOf(HasSubstr("run folder"), HasSubstr("set TMPDIR"))));
}

/// Runs a verb in a shell that lets no file grow over half a kilobyte, as a full disk would not.
FinishedProcess run_on_a_full_disk(const std::string& verb, const fs::path& folder) {
  return run_to_end("/bin/sh", {"-c", "ulimit -f 1; exec \"$@\"", "sh", program_path("eglab"), verb,
                                fixtures + "namespaces/attributes.json", "-o", folder.string()});
}

TEST(BadMachine, WhoseDiskIsFull_IsToldAndNothingIsHalfWritten) {
  for (const char* verb : {"compile", "certs"}) {
    SCOPED_TRACE(verb);
    const RunDirectory folder;
    // What is there from an earlier run stays whole.
    write_file(folder / "ca.pem", "kept");
    write_file(folder / "dynamic-security.json", "kept");
    EXPECT_TRUE(
        failed_with(run_on_a_full_disk(verb, folder.path()), 4,
                    AllOf(HasSubstr("cannot write " + folder.path().string()),
                          HasSubstr("File too large"), HasSubstr("next: raise the limit"))));
    EXPECT_EQ(read_file(folder / "ca.pem"), "kept");
    EXPECT_EQ(read_file(folder / "dynamic-security.json"), "kept");
    EXPECT_THAT(files_below(folder.path()),
                testing::UnorderedElementsAre("ca.pem", "dynamic-security.json"));
  }
}

// ---- the other side -----------------------------------------------------------------------------

TEST_F(BadCertificate, OfABrokerThatIsNotThere_IsExitCodeFive) {
  // A port that was free a moment ago, held so that nobody listens on it.
  const process::ReservedPort port;
  for (const std::string program : {"cloud_app", "device"}) {
    const std::string name = program == "device" ? "device2" : "cloudapp";
    EXPECT_TRUE(
        failed_with(run_to_end(program, {"--env", client_file(name + ".env"), "--port",
                                         std::to_string(port.number()), "--no-reconnect"}),
                    5,
                    AllOf(HasSubstr("cannot connect to localhost:" + std::to_string(port.number())),
                          HasSubstr("Connection refused"), HasSubstr("next:"))));
  }
}

}  // namespace
}  // namespace lab::test
