// Goal: the judge of the how-to says no where it must, and `eglab run` ends with 1 then.
// Method: the how-to's definition with a right taken away, and a device that misbehaves.

#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/check/how_to.hpp"
#include "lab/process/served_namespace.hpp"
#include "tests/support/finished_process.hpp"
#include "tests/support/stage.hpp"

namespace lab::test {
namespace {

using nlohmann::json;

const std::string good = LAB_SOURCE_FOLDER "/fixtures/namespaces/request-response.json";

/// How `eglab run --json` judges a definition.
struct Judgement {
  int exit_code;
  json report;
  std::string errors;

  [[nodiscard]] bool refutes(const std::string& claim) const {
    for (const json& scene : report["scenes"]) {
      for (const json& verdict : scene["verdicts"]) {
        const std::string text = verdict["claim"];
        if (text.find(claim) != std::string::npos && verdict["holds"] == false) return true;
      }
    }
    return false;
  }
};

Judgement judge(const json& definition) {
  const RunDirectory folder;
  write_file(folder / "namespace.json", definition.dump());
  const auto finished =
      run_to_end("eglab", {"run", (folder / "namespace.json").string(), "--json"});
  json report = json::parse(finished.output, nullptr, false);
  return {finished.how.code, std::move(report), finished.errors};
}

TEST(HowToCanary, AsItIs_HoldsWithExitCodeZero) {
  const Judgement judgement = judge(json::parse(read_file(good)));
  EXPECT_EQ(judgement.exit_code, 0) << judgement.errors;
  ASSERT_TRUE(judgement.report.is_object());
  EXPECT_EQ(judgement.report["holds"], true);
  EXPECT_EQ(judgement.report["scenes"].size(), 3U);
}

TEST(HowToSanity, WithoutTheRightToHearTheAnswer_DoesNotHold) {
  json definition = json::parse(read_file(good));
  definition["permissionBindings"].erase("clientAppReportedSub");
  const Judgement judgement = judge(definition);
  EXPECT_EQ(judgement.exit_code, 1) << judgement.errors;
  ASSERT_TRUE(judgement.report.is_object());
  EXPECT_EQ(judgement.report["holds"], false);
  EXPECT_TRUE(judgement.refutes("subscription to devices/+/reported is granted"));
  EXPECT_TRUE(judgement.refutes("device2 answers on that topic"));
}

TEST(HowToSanity, WithThatRightSwappedForAnother_DoesNotHold) {
  json definition = json::parse(read_file(good));
  definition["permissionBindings"]["clientAppReportedSub"]["properties"]["permission"] =
      "Publisher";
  const Judgement judgement = judge(definition);
  EXPECT_EQ(judgement.exit_code, 1) << judgement.errors;
  EXPECT_TRUE(judgement.refutes("subscription to devices/+/reported is granted"));
}

TEST(HowToSanity, WithEveryDeviceAllowedToAnswerForAnyother_DoesNotHold) {
  json definition = json::parse(read_file(good));
  definition["topicSpaces"]["deviceReportedPub"]["properties"]["topicTemplates"] = {
      "devices/+/reported"};
  const Judgement judgement = judge(definition);
  EXPECT_EQ(judgement.exit_code, 1) << judgement.errors;
  EXPECT_TRUE(judgement.refutes("the broker refuses device1's publish"));
  EXPECT_TRUE(judgement.refutes("the definition says so too"));
}

/// A folder with the two programs, the device among them started with more arguments.
std::filesystem::path programs_with_a_device_that(const RunDirectory& folder,
                                                  const std::string& arguments) {
  write_file(folder / "device",
             "#!/bin/sh\nexec '" + program_path("device") + "' " + arguments + " \"$@\"\n");
  std::filesystem::permissions(folder / "device", std::filesystem::perms::owner_all);
  std::filesystem::create_symlink(program_path("cloud_app"), folder / "cloud_app");
  return folder.path();
}

std::vector<std::string> claims_that_do_not_hold(const check::Scene& scene) {
  std::vector<std::string> claims;
  for (const auto& verdict : scene.verdicts) {
    if (!verdict.holds) claims.push_back(verdict.claim);
  }
  return claims;
}

check::Scene played_with_a_device_that(const std::string& arguments) {
  process::ServedNamespace served{story("request-response")};
  const RunDirectory folder;
  check::HowTo how_to{served, programs_with_a_device_that(folder, arguments)};
  return how_to.request_on_v5();
}

TEST(HowToSanity, WithADeviceThatReportsAnotherState_OnlyThatDoesNotHold) {
  EXPECT_EQ(claims_that_do_not_hold(played_with_a_device_that("--reported '{\"pressure\":1}'")),
            (std::vector<std::string>{
                "the answer is the state that device2 reports after applying the request"}));
}

// It takes as long as a request waits (5 s): nothing else ends it.
TEST(HowToSanity, WithADeviceThatAnswersWithWrongCorrelationData_DoesNotHold) {
  const check::Scene scene = played_with_a_device_that("--misbehave wrong_correlation");
  EXPECT_FALSE(check::all_hold(scene.verdicts));
  std::string text = check::to_text(scene.verdicts, false);
  EXPECT_NE(text.find("✗ the answer carries the request's correlation data"), std::string::npos)
      << text;
  EXPECT_NE(text.find("timed_out"), std::string::npos) << text;
}

TEST(VerdictSanity, OfNothing_DoesNotHold) {
  EXPECT_FALSE(check::all_hold({}));
  EXPECT_FALSE(check::all_hold({{"one", true, ""}, {"two", false, ""}}));
  EXPECT_TRUE(check::all_hold({{"one", true, ""}}));
}

}  // namespace
}  // namespace lab::test
