// Goal: `eglab conform` judges what it is pointed at, politely, and says clearly why it cannot.
// Method: the program as a user runs it; on the target direct, and on a second Mosquitto that is
// reached only by host, port and credentials.

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/process/reserved_port.hpp"
#include "tests/e2e/conform_scene.hpp"
#include "tests/support/finished_process.hpp"

namespace lab::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::SizeIs;

TEST(ConformDirect, OneRequirement_HoldsAndGoesIntoEachReport) {
  const RunDirectory folder;
  const std::string json = (folder / "run.json").string();
  const std::string junit = (folder / "run.xml").string();
  const std::string html = (folder / "run.html").string();
  const std::string transcripts = (folder / "transcripts").string();

  const auto finished =
      run_to_end("eglab", {"conform", "--target", "direct", "--filter", "CA-059", "--json", json,
                           "--junit", junit, "--html", html, "--transcripts", transcripts});

  ASSERT_EQ(finished.how.code, 0) << finished.output << finished.errors;
  EXPECT_THAT(finished.output, HasSubstr("CA-059"));
  const auto run = json_in(json);
  EXPECT_EQ(run.at("target"), "direct");
  ASSERT_THAT(run.at("cases"), SizeIs(1));
  EXPECT_EQ(run.at("cases")[0].at("id"), "CA-059");
  EXPECT_EQ(run.at("cases")[0].at("outcome"), "pass");
  EXPECT_THAT(run.at("cases")[0].at("transcript"), Not(IsEmpty()));
  EXPECT_THAT(read_file(junit), HasSubstr("CA-059"));
  EXPECT_THAT(read_file(html), HasSubstr("CA-059"));
  EXPECT_TRUE(std::filesystem::exists(std::filesystem::path{transcripts} / "CA-059-5.json"));
}

TEST(ConformElsewhere, ThatServesTheNamespace_IsJudgedByWhatAClientSees) {
  const NamespaceElsewhere elsewhere;
  const RunDirectory folder;
  const std::string json = (folder / "run.json").string();

  const auto finished = run_to_end(
      "eglab", elsewhere.arguments({"--filter", "CA-059,CA-065,CA-092", "--json", json}));

  ASSERT_EQ(finished.how.code, 0) << finished.output << finished.errors;
  EXPECT_THAT(finished.output,
              AllOf(HasSubstr("must serve the namespace conformance"),
                    HasSubstr("device1 may not subscribe to devices/device2/desired")));
  const auto run = json_in(json);
  EXPECT_EQ(run.at("target"), "elsewhere");
  EXPECT_EQ(run.at("endpoint"), elsewhere.endpoint());
  EXPECT_EQ(run.at("namespace"), "conformance");
  ASSERT_THAT(run.at("cases"), SizeIs(4));  // CA-065 on both versions.
  for (const auto& one : run.at("cases")) EXPECT_EQ(one.at("outcome"), "pass") << one.dump(2);
}

TEST(ConformElsewhere, IsAskedPolitelyAndOneCaseAtATime) {
  const NamespaceElsewhere elsewhere;
  const ScriptedWorker worker{"passes\n"};
  // A run that follows another never shares its prefix.
  for (int run = 0; run < 2; ++run) {
    const auto finished =
        run_to_end("eglab", elsewhere.arguments({"--filter", "CA-059"}), {worker.variable()});
    ASSERT_EQ(finished.how.code, 0) << finished.errors;
  }
  const std::string asked = worker.asked();
  const auto prefix_in = [&](std::size_t from) {
    return asked.substr(asked.find("--prefix ", from) + 9, 9);
  };
  EXPECT_THAT(asked, AllOf(HasSubstr("--target elsewhere --host 127.0.0.1 --port "),
                           HasSubstr(" --credentials " + elsewhere.credentials()),
                           HasSubstr(" --server-ca " + elsewhere.ca()),
                           HasSubstr(" --namespace conformance "), HasSubstr(" --rate 50 "),
                           HasSubstr(" --pace-file ")));
  EXPECT_THAT(prefix_in(0), MatchesRegex("[a-z0-9]{8} "));
  EXPECT_NE(prefix_in(0), prefix_in(asked.find('\n')));
}

TEST(ConformElsewhere, ThatServesAnotherNamespace_IsNotJudgedAndSaysWhatDoesNotFit) {
  const NamespaceElsewhere elsewhere{"request-response"};

  const auto finished = run_to_end("eglab", elsewhere.arguments());

  EXPECT_TRUE(says_only(finished, 5,
                        {"is not the namespace conformance", "cloudapp may subscribe to open/",
                         "Not authorized", "--show-namespace conformance", "docs/azure.md"}));
}

TEST(ConformElsewhere, WhereNobodyListens_EndsWithOneMessage) {
  const NamespaceElsewhere elsewhere;
  const process::ReservedPort closed;
  auto arguments = elsewhere.arguments();
  arguments[2] = "127.0.0.1:" + std::to_string(closed.number());

  const auto finished = run_to_end("eglab", arguments);

  EXPECT_TRUE(says_only(finished, 5, {"cannot connect to " + arguments[2], "refused", "firewall"}));
}

TEST(ConformElsewhere, WhoseCertificateIsNotTrusted_EndsWithOneMessage) {
  const NamespaceElsewhere elsewhere;

  const auto finished = run_to_end("eglab", {"conform", "--target", elsewhere.endpoint(),
                                             "--credentials", elsewhere.credentials()});

  EXPECT_TRUE(says_only(finished, 5, {"the server's certificate", "--server-ca FILE"}));
}

TEST(ConformElsewhere, ThatDoesNotKnowTheCertificates_EndsWithOneMessage) {
  const NamespaceElsewhere elsewhere;
  const RunDirectory folder;
  const std::string strangers = (folder / "certs").string();
  const std::string definition = LAB_SOURCE_FOLDER "/fixtures/namespaces/conformance.json";
  ASSERT_EQ(run_to_end("eglab", {"certs", definition, "-o", strangers}).how.code, 0);
  auto arguments = elsewhere.arguments();
  arguments[4] = strangers;

  const auto finished = run_to_end("eglab", arguments);

  EXPECT_TRUE(says_only(finished, 5, {"cloudapp", "register the CA that signed"}));
}

TEST(ConformElsewhere, WithoutCredentials_EndsWithOneMessage) {
  EXPECT_TRUE(says_only(run_to_end("eglab", {"conform", "--target", "broker.example"}), 2,
                        {"no credentials", "--credentials DIR"}));
  EXPECT_TRUE(says_only(
      run_to_end("eglab", {"conform", "--target", "127.0.0.1", "--credentials", "/no/such"}), 3,
      {"/no/such"}));
}

TEST(CertsExtra, AreForTheOwnerOnly_AndDoNotOutliveTheirCa) {
  const RunDirectory folder;
  const std::string definition = LAB_SOURCE_FOLDER "/fixtures/namespaces/conformance.json";
  const std::string output = (folder / "certs").string();
  const std::filesystem::path extra = folder / "certs" / "extra";

  ASSERT_EQ(run_to_end("eglab", {"certs", definition, "-o", output, "--extra"}).how.code, 0);

  EXPECT_TRUE(std::filesystem::exists(extra / "device1-expired.pem"));
  for (const auto& entry : std::filesystem::directory_iterator{extra}) {
    if (entry.path().extension() != ".key") continue;
    EXPECT_EQ(entry.status().permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
        << entry.path();
  }

  ASSERT_EQ(run_to_end("eglab", {"certs", definition, "-o", output}).how.code, 0);

  EXPECT_FALSE(std::filesystem::exists(extra));
}

}  // namespace
}  // namespace lab::test
