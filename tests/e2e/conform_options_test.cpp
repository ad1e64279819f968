// Goal: what `eglab conform` is asked for is checked before anything runs, and whatever a worker
// does or the user does to it, its end is orderly and told. Method: the program as a user runs it,
// with workers that are scripts.

#include <csignal>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/inbox.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/process/reserved_port.hpp"
#include "tests/e2e/conform_scene.hpp"
#include "tests/e2e/marked_processes.hpp"
#include "tests/support/finished_process.hpp"
#include "tests/support/stage.hpp"

namespace lab::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(ConformDryRun, ListsWhatWouldBeRun_AndConnectsToNothing) {
  const ScriptedWorker worker{"passes\n"};
  const process::ReservedPort closed;
  const std::string endpoint = "127.0.0.1:" + std::to_string(closed.number());

  const auto finished = run_to_end("eglab",
                                   {"conform", "--dry-run", "--target", endpoint, "--credentials",
                                    "/no/such", "--filter", "CA-065,CA-028"},
                                   {worker.variable()});

  ASSERT_EQ(finished.how.code, 0) << finished.errors;
  EXPECT_THAT(finished.output,
              AllOf(HasSubstr(endpoint + ", where the namespace conformance must be deployed"),
                    HasSubstr("CA-065                 MQTT 3.1.1\n"), HasSubstr("CA-028: "),
                    HasSubstr("About 20 round trips"), HasSubstr("At most 50 of them a second"),
                    HasSubstr("Nothing is left behind")));
  EXPECT_EQ(worker.asked(), "");
}

TEST(ConformOptions, ThatDoNotFit_AreUsageErrors) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong = {
      {{"--filter", "CA-999"}, "CA-099"},
      {{"--filter", "CA-059", "--protocol", "3.1.1"}, "CA-059 is not about MQTT 3.1.1"},
      {{"--target", "frontdoor"}, "\"direct\""},
      {{"--target", "direct", "--rate", "10"}, "--rate"},
      {{"--target", "direct", "--credentials", "x"}, "--credentials"},
      {{"--target", "h", "--credentials", "x", "--rate", "501"}, "from 0.1 to 500"},
      {{"--target", "h", "--credentials", "x", "--rate", "0"}, "from 0.1 to 500"},
      {{"--target", "h", "--credentials", "x", "--jobs", "2"}, "--jobs"},
      {{"--target", "h", "--credentials", "x", "--feature", "wings"}, "extra-identities"},
      {{"--target", "h", "--credentials", "x", "--namespace", "conformanse"}, "conformance"},
      {{"--include", "everything"}, "disruptive"},
      {{"--protocol", "4"}, "3.1.1"},
      {{"--jobs", "0"}, "at least 1"},
  };
  for (const auto& [options, word] : wrong) {
    SCOPED_TRACE(testing::PrintToString(options));
    std::vector<std::string> arguments{"conform"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    EXPECT_TRUE(says_only(run_to_end("eglab", arguments), 2, {word}));
  }
}

TEST(ConformOptions, AReportWithoutAPlace_IsToldBeforeTheRun) {
  const ScriptedWorker worker{"passes\n"};
  for (const char* option : {"--json", "--junit", "--html", "--known-differences"}) {
    SCOPED_TRACE(option);
    const auto finished = run_to_end(
        "eglab", {"conform", "--filter", "CA-059", option, "/no/such/file"}, {worker.variable()});

    EXPECT_TRUE(says_only(finished, 4, {"/no/such/file"}));
  }
  EXPECT_EQ(worker.asked(), "");
}

TEST(ConformShowNamespace, PrintsWhatMustBeDeployed) {
  const auto finished = run_to_end("eglab", {"conform", "--show-namespace", "conformance-dns"});

  ASSERT_EQ(finished.how.code, 0) << finished.errors;
  EXPECT_EQ(nlohmann::json::parse(finished.output),
            json_in(LAB_SOURCE_FOLDER "/fixtures/namespaces/conformance-dns.json"));
}

TEST(ConformWorker, ThatCrashes_FailsItsRequirementWithItsLastWords) {
  const ScriptedWorker worker{
      "if [ $id = CA-059 ]; then passes; else echo 'out of wits' >&2; kill -SEGV $$; fi\n"};
  const RunDirectory folder;
  const std::string json = (folder / "run.json").string();

  const auto finished = run_to_end(
      "eglab", {"conform", "--filter", "CA-059,CA-065", "--json", json}, {worker.variable()});

  EXPECT_EQ(finished.how.code, 1) << finished.errors;
  EXPECT_THAT(finished.output, HasSubstr("signal 11"));
  const auto cases = json_in(json).at("cases");
  ASSERT_THAT(cases, SizeIs(3));
  EXPECT_EQ(cases[0].at("outcome"), "pass");
  EXPECT_EQ(cases[1].at("outcome"), "fail");
  EXPECT_THAT(cases[1].dump(), HasSubstr("out of wits"));
}

TEST(ConformWorker, ThatIsMissing_IsToldWithTheWayOut) {
  EXPECT_TRUE(says_only(run_to_end("eglab", {"conform"}, {"EGLAB_CONFORMANCE=/no/such"}), 4,
                        {"/no/such", "EGLAB_CONFORMANCE"}));
}

// The first case passes at once, the other is under way for ever.
TEST(ConformInterrupted, EndsSoonReportsWhatWasDoneAndLeavesNothing) {
  for (const int number : {SIGINT, SIGTERM}) {
    SCOPED_TRACE(number);
    const ScriptedWorker worker{
        "if [ $id = CA-059 ]; then passes; else exec tail -f /dev/null; fi\n"};
    const RunDirectory folder;
    const RunDirectory temporary;
    const MarkedProcesses marked;
    const std::filesystem::path json = folder / "run.json";
    Inbox<std::string> errors;
    std::string output;
    process::ChildProcess eglab{
        {.program = program_path("eglab"),
         .arguments = {"conform", "--filter", "CA-059,CA-065", "--jobs", "1", "--json", json},
         .environment = {worker.variable(), marked.mark(), "TMPDIR=" + temporary.path().string()}},
        [&](std::string_view line, bool is_error) {
          if (is_error) {
            errors.put(std::string{line});
          } else {
            output.append(line).append("\n");
          }
        }};
    // Nothing tells when the second worker is up but its note of what it was asked.
    const Deadline deadline = Deadline::after(patience);
    while (worker.asked().find("--case CA-065") == std::string::npos && !deadline.passed()) {
      static_cast<void>(errors.next(Deadline::after(std::chrono::milliseconds{20})));
    }
    ASSERT_FALSE(deadline.passed());

    eglab.signal(number);

    const auto how = eglab.wait(Deadline::after(patience));
    ASSERT_TRUE(how);
    EXPECT_EQ(how->code, 5) << to_text(*how);
    EXPECT_TRUE(errors.wait(Deadline::after(patience), [](const std::string& line) {
      return line.find("interrupted") != std::string::npos;
    }));
    EXPECT_THAT(output, AllOf(HasSubstr("CA-059"), HasSubstr("the run was interrupted")));
    const auto cases = json_in(json).at("cases");
    ASSERT_THAT(cases, SizeIs(3));
    EXPECT_EQ(cases[0].at("outcome"), "pass");
    EXPECT_EQ(cases[1].at("outcome"), "not run");
    EXPECT_THAT(marked.alive(), IsEmpty());
    EXPECT_TRUE(std::filesystem::is_empty(temporary.path()));
  }
}

}  // namespace
}  // namespace lab::test
