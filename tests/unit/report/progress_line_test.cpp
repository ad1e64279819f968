#include "lab/report/progress_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/terminal.hpp"

namespace lab::report {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::SizeIs;

Progress some_progress() {
  Progress progress;
  progress.all = 212;
  progress.passed = 80;
  progress.failed = 2;
  progress.recorded = 5;
  progress.running = 12;
  progress.slowest = "CA-047 on MQTT 3.1.1";
  progress.slowest_for = 14'900ms;
  return progress;
}

/// What a progress line printed.
struct Printed {
  std::vector<std::string> pieces;
  ProgressLine line(ProgressLine::Style style, std::size_t most = 100) {
    return ProgressLine{style, 100ms, [this](std::string_view text) { pieces.emplace_back(text); },
                        most};
  }
};

const ProgressLine::Clock::time_point start{};

TEST(Progress, InWords_HasCountsHowManyRunAndTheSlowest) {
  EXPECT_EQ(to_text(some_progress()),
            "87 of 212  80 ✓  2 ✗  5 •  12 running, CA-047 on MQTT 3.1.1 for 14 s");
}

TEST(Progress, AtTheEnd_SaysNothingOfRunning) {
  Progress progress;
  progress.all = 2;
  progress.add(check::Outcome::known_difference);
  progress.add(check::Outcome::not_run);
  EXPECT_EQ(to_text(progress), "2 of 2  1 ≠  1 –");
}

TEST(Progress, OnANarrowTerminal_IsCut) {
  const std::string text = to_text(some_progress(), 30);
  EXPECT_LE(columns(text), 30U);
  EXPECT_TRUE(text.ends_with("…"));
}

TEST(ARewrittenLine, IsRewrittenAtMostOnceAnInterval_AndClearedBeforeOtherText) {
  Printed printed;
  ProgressLine line = printed.line(ProgressLine::Style::rewritten);
  Progress progress = some_progress();
  line.show(progress, start);
  progress.add(check::Outcome::pass);
  line.show(progress, start + 50ms);
  line.show(progress, start + 100ms);
  line.clear();
  line.clear();

  ASSERT_THAT(printed.pieces, SizeIs(3));
  EXPECT_EQ(printed.pieces[0], "\r" + to_text(some_progress()) + "\x1b[K");
  EXPECT_EQ(printed.pieces[1], "\r" + to_text(progress) + "\x1b[K");
  EXPECT_EQ(printed.pieces[2], "\r\x1b[K");
}

TEST(ARewrittenLine, AfterItWasCleared_ComesBackAtOnce) {
  Printed printed;
  ProgressLine line = printed.line(ProgressLine::Style::rewritten);
  line.show(some_progress(), start);
  line.clear();
  line.show(some_progress(), start + 1ms);
  EXPECT_THAT(printed.pieces, SizeIs(3));
}

TEST(PlainLines, AreWholeLinesAndNeverTheSameTwice) {
  Printed printed;
  ProgressLine line = printed.line(ProgressLine::Style::lines);
  line.show(some_progress(), start);
  line.show(some_progress(), start + 200ms);
  line.clear();
  Progress done;
  done.all = 1;
  done.add(check::Outcome::pass);
  line.show(done, start + 201ms);  // the end is shown at once

  EXPECT_THAT(printed.pieces, ElementsAre(to_text(some_progress()) + "\n", "1 of 1  1 ✓\n"));
}

}  // namespace
}  // namespace lab::report
