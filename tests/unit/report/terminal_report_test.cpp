// Goal: the terminal report fits a terminal, shows what matters, and lets nothing through that a
// peer sent. Its whole text is a golden file.

#include "lab/report/terminal_report.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/base/terminal.hpp"
#include "tests/unit/report/sample_run.hpp"

namespace lab::report {
namespace {

using check::Outcome;
using testing::HasSubstr;
using testing::Not;

std::string report_of(std::vector<check::CaseResult> cases) {
  check::RunResult run;
  run.target = "direct";
  run.cases = std::move(cases);
  return terminal_report(run, sample_catalogue(), false);
}

TEST(TerminalReport, OfWhateverAPeerSent_IsAtMostAHundredColumnsOfPrintableText) {
  check::RunResult run = sample_run();
  run.endpoint = std::string(300, 'e') + hostile::control;
  run.cases[0].outcome = Outcome::fail;
  run.cases[0].claims = {{std::string(500, 'c'), false, hostile::control + std::string(500, 'x')}};
  run.cases[0].recorded = {{std::string(500, 'r'), hostile::control}};
  run.cases[1].version = std::string(500, 'v');
  run.cases[2].id = std::string(500, 'i');
  for (int version = 0; version < 30; ++version) {
    run.cases.push_back(case_result("CA-014", std::to_string(version), Outcome::fail));
    run.cases.back().recorded = {{"code", version % 2 == 0 ? "1" : "2"}};
  }

  const std::string text = terminal_report(run, sample_catalogue(), false);

  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(columns(line), 100U) << line;
    EXPECT_EQ(line, printable(line, 1'000));
  }
}

TEST(TerminalReport, InColour_SaysTheSameAsWithout) {
  std::string coloured = terminal_report(sample_run(), sample_catalogue(), true);
  EXPECT_THAT(coloured, HasSubstr("\x1b[31;1m"));
  for (std::size_t at = 0; (at = coloured.find('\x1b')) != std::string::npos;) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  EXPECT_EQ(coloured, terminal_report(sample_run(), sample_catalogue(), false));
}

TEST(TerminalReport, OfAFailOnOneVersion_NamesTheVersionTheClaimAndWhatCame) {
  check::CaseResult bad = case_result("CA-001", "5", Outcome::fail);
  bad.claims = {{"TLS 1.2 is accepted", true, "CONNACK 0x00"},
                {"TLS 1.3 is accepted", false, "TLS alert: protocol version"}};

  const std::string text = report_of({case_result("CA-001", "3.1.1", Outcome::pass), bad});

  EXPECT_THAT(text, HasSubstr("✗ CA-001 MUST   each CONNECT is accepted"));
  EXPECT_THAT(text, HasSubstr("MQTT 3.1.1 pass, MQTT 5 fail"));
  EXPECT_THAT(text, HasSubstr("MQTT 5 ✗ TLS 1.3 is accepted"));
  EXPECT_THAT(text, HasSubstr("came: TLS alert: protocol version"));
}

TEST(TerminalReport, OfWhatWasNotRun_SaysWhyInsteadOfATime) {
  check::CaseResult token = case_result("CA-028", "5", Outcome::not_run);
  token.reason = "needs an Entra token";
  EXPECT_THAT(report_of({token}), HasSubstr("– CA-028 MUST   not run: needs an Entra token\n"));
}

TEST(TerminalReport, OfRecordsThatAreTheSameOnBothVersions_TellsThemOnce) {
  check::CaseResult one = case_result("CA-121", "3.1.1", Outcome::recorded);
  one.recorded = {{"code", "0x87"}};
  check::CaseResult other = one;
  other.version = "5";
  EXPECT_THAT(report_of({one, other}), HasSubstr("\n           code: 0x87\n"));

  other.recorded = {{"code", "0x80"}};
  const std::string text = report_of({one, other});
  EXPECT_THAT(text, HasSubstr("MQTT 3.1.1: code: 0x87\n"));
  EXPECT_THAT(text, HasSubstr("MQTT 5: code: 0x80\n"));
}

TEST(TerminalSummary, IsTheEndOfTheReport) {
  const std::string summary = terminal_summary(sample_run(), sample_catalogue(), false);
  EXPECT_TRUE(terminal_report(sample_run(), sample_catalogue(), false).ends_with("\n" + summary));
  EXPECT_THAT(summary, HasSubstr("MUST that fail: CA-067"));
}

}  // namespace
}  // namespace lab::report
