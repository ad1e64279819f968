#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "lab/apps/verbs.hpp"
#include "lab/base/file.hpp"
#include "lab/base/terminal.hpp"
#include "lab/check/requirement.hpp"
#include "lab/report/html_report.hpp"
#include "lab/report/junit_report.hpp"
#include "lab/report/known_differences.hpp"
#include "lab/report/run_file.hpp"
#include "lab/report/terminal_report.hpp"

namespace lab::apps {
namespace {

struct Options {
  std::filesystem::path run;
  std::filesystem::path html;
  std::filesystem::path junit;
  std::filesystem::path known_differences;
};

void write_files(const Options& options, const check::RunResult& run) {
  const check::Catalogue& catalogue = check::Catalogue::built_in();
  if (!options.html.empty()) write_file(options.html, report::html_report(run, catalogue));
  if (!options.junit.empty()) write_file(options.junit, report::junit_report(run, catalogue));
  if (!options.known_differences.empty()) {
    write_file(
        options.known_differences,
        report::known_differences({run}, catalogue, options.known_differences.generic_string()));
  }
}

int report_on(const Options& options) {
  const check::RunResult run = report::read_run(options.run);
  write_files(options, run);
  fmt::print("{}",
             report::terminal_report(run, check::Catalogue::built_in(), wants_colour(stdout)));
  return 0;
}

}  // namespace

void add_report(CLI::App& eglab, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = eglab.add_subcommand(
      "report", "Show a conformance run again, from its JSON or its transcripts");
  verb->footer(
      "Examples:\n"
      "  eglab report run.json                       what eglab conform printed\n"
      "  eglab report run.json --html report.html    and as a page\n"
      "  eglab report transcripts/                   a folder that --transcripts filled\n"
      "  eglab report - < run.json                   from standard input\n"
      "\n"
      "No broker is needed. Exit 0 when the report was made, whatever it says.");
  verb->add_option("RUN", options->run,
                   "What eglab conform --json wrote, a folder of transcripts, or -")
      ->required()
      ->type_name("PATH");
  verb->add_option("--html", options->html, "Write one self-contained HTML page")
      ->type_name("FILE");
  verb->add_option("--junit", options->junit, "Write JUnit XML, for a CI server")
      ->type_name("FILE");
  verb->add_option("--known-differences", options->known_differences,
                   "Write the page of known differences (Markdown)")
      ->type_name("FILE");
  verb->callback([options, &chosen] { chosen = [options] { return report_on(*options); }; });
}

}  // namespace lab::apps
