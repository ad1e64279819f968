// Goal: each rule is broken by a definition in fixtures/invalid, and says exactly what stands
// beside it. Method: read RULE.json (with RULE.parameters.json if there) or the folder RULE,
// compare with RULE.txt; LAB_UPDATE_GOLDEN=1 writes that file instead.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "lab/base/file.hpp"
#include "lab/model/reader.hpp"
#include "lab/model/rules.hpp"

namespace lab::model {
namespace {

namespace fs = std::filesystem;

const fs::path invalid_folder = fs::path{LAB_SOURCE_FOLDER} / "fixtures" / "invalid";

std::vector<std::string> fixture_names() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator{invalid_folder}) {
    const std::string stem = entry.path().stem().string();
    const bool is_parameters = fs::path{stem}.extension() == ".parameters";
    if (!is_parameters && (entry.is_directory() || entry.path().extension() == ".json")) {
      names.push_back(stem);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

ReadResult read_fixture(const std::string& name) {
  const fs::path folder = invalid_folder / name;
  if (fs::is_directory(folder)) return read_namespace(folder);
  const fs::path parameters = invalid_folder / (name + ".parameters.json");
  return read_namespace(invalid_folder / (name + ".json"),
                        fs::exists(parameters) ? std::optional{parameters} : std::nullopt);
}

/// The messages, with paths relative to the folder of the fixtures.
std::string messages_of(std::vector<Problem> problems) {
  for (Problem& problem : problems) {
    problem.file = fs::path{problem.file}.lexically_relative(invalid_folder).string();
    const std::string prefix = invalid_folder.string() + "/";
    for (std::size_t at = problem.cause.find(prefix); at != std::string::npos;
         at = problem.cause.find(prefix)) {
      problem.cause.erase(at, prefix.size());
    }
  }
  return to_text(problems);
}

class InvalidFixture : public testing::TestWithParam<std::string> {};

TEST_P(InvalidFixture, SaysExactlyWhatStandsBesideIt) {
  const ReadResult result = read_fixture(GetParam());

  const std::string messages = messages_of(result.problems);
  const fs::path expected = invalid_folder / (GetParam() + ".txt");
  if (std::getenv("LAB_UPDATE_GOLDEN") != nullptr) write_file(expected, messages);
  EXPECT_EQ(messages, read_file(expected));
}

TEST_P(InvalidFixture, BreaksItsOwnRule_AndIsADefinitionOnlyIfThatIsAWarning) {
  const ReadResult result = read_fixture(GetParam());

  std::vector<std::string> broken;
  for (const Problem& problem : result.problems) broken.push_back(problem.rule);
  EXPECT_THAT(broken, testing::Contains(GetParam()));
  EXPECT_EQ(result.definition.has_value(), !has_error(result.problems));
}

TEST_P(InvalidFixture, EveryProblemHasACauseAFixAndAFile) {
  for (const Problem& problem : read_fixture(GetParam()).problems) {
    EXPECT_FALSE(problem.cause.empty()) << problem.rule;
    EXPECT_FALSE(problem.fix.empty()) << problem.rule;
    EXPECT_THAT(problem.file, testing::StartsWith((invalid_folder / GetParam()).string()));
    EXPECT_EQ(to_text(problem).find('\n'), std::string::npos) << to_text(problem);
  }
}

INSTANTIATE_TEST_SUITE_P(Rules, InvalidFixture, testing::ValuesIn(fixture_names()),
                         [](const auto& information) {
                           std::string name = information.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Rules, EachHasAFixtureAndEachFixtureARule) {
  std::vector<std::string> rules;
  for (const RuleDescription& rule : all_rules()) rules.emplace_back(rule.id);

  std::sort(rules.begin(), rules.end());
  EXPECT_EQ(fixture_names(), rules);
}

TEST(Rules, TheTableIsInTheOrderOfTheEnumeration_EachWithAReason) {
  for (const RuleDescription& rule : all_rules()) {
    EXPECT_EQ(&describe(rule.rule), &rule);
    EXPECT_FALSE(rule.reason.empty()) << rule.id;
  }
}

}  // namespace
}  // namespace lab::model
