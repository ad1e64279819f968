// Goal: the project's own rules hold in every file of the tree.
// Method: read all files once, put each rule to each file, and name every place that breaks it.

#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/tidy/rules.hpp"
#include "tests/unit/tidy/source_tree.hpp"

namespace lab::tidy {
namespace {

const std::vector<SourceFile>& tree() {
  static const std::vector<SourceFile> files = read_source_tree(LAB_SOURCE_FOLDER);
  return files;
}

testing::AssertionResult is_clean(const Findings& findings) {
  if (findings.empty()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << findings.size() << " found:\n"
                                     << fmt::format("{}", fmt::join(findings, "\n"));
}

/// Puts a rule to every file of the tree.
Findings everywhere(Findings (*rule)(const SourceFile&)) {
  Findings findings;
  for (const SourceFile& file : tree()) {
    const Findings here = rule(file);
    findings.insert(findings.end(), here.begin(), here.end());
  }
  return findings;
}

TEST(Tree, IsReadWhole) {
  std::size_t headers = 0;
  bool has_this_file = false;
  for (const SourceFile& file : tree()) {
    headers += file.is_header() ? 1 : 0;
    has_this_file = has_this_file || file.path == "tests/unit/tidy/tree_test.cpp";
  }
  EXPECT_TRUE(has_this_file);
  EXPECT_GT(headers, 20U);
}

TEST(Tree, NothingSleeps) {
  EXPECT_TRUE(is_clean(everywhere(sleeps)));
}
TEST(Tree, NoLineIsTooLong) {
  EXPECT_TRUE(is_clean(everywhere(long_lines)));
}
TEST(Tree, NoFileIsTooLong) {
  EXPECT_TRUE(is_clean(everywhere(long_files)));
}
TEST(Tree, NoFunctionIsTooLong) {
  EXPECT_TRUE(is_clean(everywhere(long_functions)));
}
TEST(Tree, RoomsIncludeOnlyToTheirLeft) {
  EXPECT_TRUE(is_clean(everywhere(includes_to_the_right)));
}
TEST(Tree, LibrariesStayBehindTheirDoor) {
  EXPECT_TRUE(is_clean(everywhere(includes_outside_their_door)));
}
TEST(Tree, HeadersSayPragmaOnce) {
  EXPECT_TRUE(is_clean(everywhere(headers_without_pragma_once)));
}
TEST(Tree, HoldsNoPrivateKey) {
  EXPECT_TRUE(is_clean(everywhere(private_keys)));
}
TEST(Tree, EveryFileIsListedForTheBuild) {
  EXPECT_TRUE(is_clean(unlisted_files(tree())));
}

}  // namespace
}  // namespace lab::tidy
