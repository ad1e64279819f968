#include "lab/process/line_splitter.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::process {
namespace {

using ::testing::ElementsAre;

/// The lines that these pieces of a stream hold, then its end.
std::vector<std::string> lines_of(const std::vector<std::string>& pieces) {
  std::vector<std::string> lines;
  LineSplitter splitter{[&](std::string_view line) { lines.emplace_back(line); }};
  for (const std::string& piece : pieces) splitter.add(piece);
  splitter.finish();
  return lines;
}

TEST(LineSplitter, LinesInOnePiece_AreGivenOutInOrder) {
  EXPECT_THAT(lines_of({"a\n\nb\n"}), ElementsAre("a", "", "b"));
}

TEST(LineSplitter, LineInManyPieces_IsGivenOutWhole) {
  EXPECT_THAT(lines_of({"a", "", "b", "c\nd", "\n"}), ElementsAre("abc", "d"));
}

TEST(LineSplitter, LastLineWithoutNewline_IsGivenOutAtTheEnd) {
  EXPECT_THAT(lines_of({"a\nb"}), ElementsAre("a", "b"));
  EXPECT_THAT(lines_of({}), ElementsAre());
}

TEST(LineSplitter, LineOfExactlyTheBound_IsNotCut) {
  const std::string longest(LineSplitter::longest_line, 'x');
  EXPECT_THAT(lines_of({longest + "\n"}), ElementsAre(longest));
  EXPECT_THAT(lines_of({longest, "\n", "next\n"}), ElementsAre(longest, "next"));
}

TEST(LineSplitter, LineBeyondTheBound_IsCutAndFlaggedAndTheNextIsWhole) {
  const std::string longest(LineSplitter::longest_line, 'x');
  const std::string flagged = longest + std::string{LineSplitter::cut_mark};
  EXPECT_THAT(lines_of({longest + "y\nnext\n"}), ElementsAre(flagged, "next"));
  EXPECT_THAT(lines_of({longest, "y", longest, "\nnext"}), ElementsAre(flagged, "next"));
  EXPECT_THAT(lines_of({longest, "y"}), ElementsAre(flagged));
}

TEST(LineSplitter, NulAndCarriageReturn_AreKept) {
  const std::string odd{"a\0b\r\n", 5};
  EXPECT_THAT(lines_of({odd}), ElementsAre(std::string("a\0b\r", 4)));
}

}  // namespace
}  // namespace lab::process
