// Goal: what is exported from the fixture namespaces is reviewed by a person.
// Method: it must equal the files in fixtures/golden/export; LAB_UPDATE_GOLDEN=1 rewrites them, so
// that the difference shows in review.

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "lab/base/file.hpp"
#include "lab/compile/export_arm.hpp"
#include "lab/compile/export_az.hpp"
#include "lab/compile/export_bicep.hpp"
#include "lab/compile/export_terraform.hpp"
#include "lab/model/reader.hpp"

namespace lab::compile {
namespace {

const std::filesystem::path fixtures = std::filesystem::path(LAB_SOURCE_FOLDER) / "fixtures";

void expect_golden(const std::filesystem::path& golden, const std::string& text) {
  if (std::getenv("LAB_UPDATE_GOLDEN") != nullptr) {
    make_folder(golden.parent_path());
    write_file(golden, text);
  }
  EXPECT_EQ(text, read_file(golden))
      << "if the new text is right, run again with LAB_UPDATE_GOLDEN=1 to rewrite " << golden;
}

class ExportedStory : public testing::TestWithParam<const char*> {};

TEST_P(ExportedStory, EqualsItsGoldenFiles) {
  const std::string story = GetParam();
  const model::Namespace definition =
      model::load_namespace(fixtures / "namespaces" / (story + ".json"));
  const std::filesystem::path golden = fixtures / "golden" / "export" / story;

  expect_golden(golden / "create.sh", export_az(definition));
  expect_golden(golden / "namespace.bicep", export_bicep(definition));
  expect_golden(golden / "template.json", export_arm(definition));
  expect_golden(golden / "main.tf", export_terraform(definition));
}

INSTANTIATE_TEST_SUITE_P(Stories, ExportedStory,
                         testing::Values("request-response", "attributes", "authentication"),
                         [](const auto& story) {
                           std::string name = story.param;
                           for (char& letter : name) letter = letter == '-' ? '_' : letter;
                           return name;
                         });

}  // namespace
}  // namespace lab::compile
