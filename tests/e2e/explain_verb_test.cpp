// Goal: `eglab explain` answers at a prompt and in a script: text, JSON and exit code.
// Method: the program is run as a user runs it, on the how-to's namespace.

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "tests/support/finished_process.hpp"

namespace lab::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string how_to = LAB_SOURCE_FOLDER "/fixtures/namespaces/request-response.json";

FinishedProcess explained(std::vector<std::string> question) {
  question.insert(question.begin(), {"explain", how_to});
  return run_to_end("eglab", std::move(question));
}

TEST(ExplainVerb, OfAnAllowedPublish_ExitsWithZero) {
  const FinishedProcess done =
      explained({"--client", "device1", "publish", "devices/device1/reported"});
  EXPECT_EQ(done.how.code, 0) << done.errors;
  EXPECT_THAT(done.output, StartsWith("✓ device1 may publish to devices/device1/reported"));
  EXPECT_THAT(done.output, Not(HasSubstr("smallest change")));
}

TEST(ExplainVerb, OfARefusedPublish_ExitsWithOneAndTheChange) {
  const FinishedProcess done =
      explained({"publish", "devices/device2/reported", "--client", "device1"});
  EXPECT_EQ(done.how.code, 1) << done.errors;
  EXPECT_THAT(done.output, HasSubstr("    asked  devices / device2 / reported\n"
                                     "                     ^^^^^^^\n"));
  EXPECT_THAT(done.output, HasSubstr("the smallest change that allows it"));
}

TEST(ExplainVerb, WithItsPatchApplied_ExitsWithZero) {
  const FinishedProcess refused =
      explained({"--client", "device1", "--json", "request", "device2"});
  ASSERT_EQ(refused.how.code, 1) << refused.errors;
  const auto answer = nlohmann::json::parse(refused.output);
  EXPECT_EQ(answer["legs"].size(), 4U);
  const RunDirectory folder;
  const auto changed = folder.path() / "changed.json";
  write_file(
      changed,
      nlohmann::json::parse(read_file(how_to, 1U << 20U)).patch(answer["change"]["patch"]).dump(2));

  const FinishedProcess allowed = run_to_end("eglab", {"explain", changed.string(), "--client",
                                                       "device1", "--json", "request", "device2"});

  EXPECT_EQ(allowed.how.code, 0) << allowed.output << allowed.errors;
  EXPECT_EQ(nlohmann::json::parse(allowed.output)["change"], nullptr);
}

TEST(ExplainVerb, OfAClientThatIsNotThere_NamesTheNearest) {
  const FinishedProcess done = explained({"--client", "devize1", "publish", "a"});
  EXPECT_EQ(done.how.code, 2);
  EXPECT_THAT(done.errors, HasSubstr("has no client devize1"));
  EXPECT_THAT(done.errors, HasSubstr("did you mean device1?"));
  EXPECT_EQ(explained({"--client", "device1", "request", "devize2"}).how.code, 2);
}

TEST(ExplainVerb, WithoutAQuestionOrADefinition_IsAWrongCommandLineOrFile) {
  EXPECT_EQ(explained({"--client", "device1"}).how.code, 2);
  EXPECT_EQ(explained({"publish", "a"}).how.code, 2);
  EXPECT_EQ(run_to_end("eglab", {"explain", LAB_SOURCE_FOLDER "/fixtures/requirements.json",
                                 "--client", "device1", "publish", "a"})
                .how.code,
            3);
}

}  // namespace
}  // namespace lab::test
