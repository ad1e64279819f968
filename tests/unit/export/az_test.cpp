// Goal: the az script creates exactly the definition, in an order that works, whatever texts are in
// it.
// Method: its words are read back by the reader of `eglab import`, which knows a shell's quoting,
// and the definition that comes out is compared value by value. (tests/e2e/export_test.cpp lets a
// real shell run it.)

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/compile/export_az.hpp"
#include "lab/compile/shell_word.hpp"
#include "lab/model/import_definition.hpp"
#include "lab/model/reader.hpp"
#include "tests/unit/export/random_definition.hpp"

namespace lab::compile {
namespace {

using testing::HasSubstr;
using testing::Not;

model::ImportResult read_back(const std::string& script) {
  return model::import_text(script, "create.sh", {},
                            [](const std::string&) { return std::optional<std::string>{}; });
}

TEST(AzExport, OfRandomDefinitions_ReadBackIsTheSame) {
  test::RandomDefinitions definitions{29};
  for (int round = 0; round < 300; ++round) {
    const model::Namespace definition = definitions.next();
    const std::string script = export_az(definition);

    const model::ImportResult back = read_back(script);

    ASSERT_TRUE(back.not_read.empty()) << model::to_text(back.not_read.front()) << "\n" << script;
    ASSERT_TRUE(back.definition);
    ASSERT_EQ(test::all_values(*back.definition), test::all_values(definition)) << script;
  }
}

TEST(AzExport, CreatesTheNamespaceFirst_BindingsLast) {
  const model::Namespace definition =
      model::load_namespace(LAB_SOURCE_FOLDER "/fixtures/namespaces/request-response.json");
  const std::string script = export_az(definition);
  std::size_t before = script.find("--is-full-object");
  ASSERT_NE(before, std::string::npos);
  for (const char* path :
       {"'clients/cloudapp'", "'clientGroups/devicesGrp'", "'topicSpaces/requestDesiredProperties'",
        "'permissionBindings/deviceReportedPub'"}) {
    const std::size_t place = script.find(std::string{"\"$id\"/"} + path);
    ASSERT_NE(place, std::string::npos) << path;
    EXPECT_GT(place, before) << path;
    before = place;
  }
}

TEST(AzExport, WithoutALocation_AsksTheResourceGroup) {
  model::Namespace definition = test::RandomDefinitions{3}.next();
  definition.location.clear();

  const std::string script = export_az(definition);

  EXPECT_THAT(script, HasSubstr("location=$(az group show"));
  EXPECT_THAT(script, HasSubstr("\"location\": \"'\"$location\"'\""));
  definition.location = "westeurope";
  EXPECT_THAT(export_az(definition), Not(HasSubstr("az group show")));
}

TEST(ShellWord, IsInSingleQuotes_WhichNothingInItCloses) {
  EXPECT_EQ(shell_word("plain"), "'plain'");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("it's $x `y` \"z\"\n"), "'it'\\''s $x `y` \"z\"\n'");
}

}  // namespace
}  // namespace lab::compile
