#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/App.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/apps/verbs.hpp"
#include "lab/base/error.hpp"
#include "lab/base/terminal.hpp"
#include "lab/report/run_diff.hpp"
#include "lab/report/run_file.hpp"

namespace lab::apps {
namespace {

struct Options {
  std::filesystem::path a;
  std::filesystem::path b;
  bool json = false;
};

int diff(const Options& options) {
  if (options.a == "-" && options.b == "-") {
    throw Error(ErrorKind::usage, "both runs are to come from standard input", "there is only one",
                "write one of them into a file");
  }
  const check::RunResult a = report::read_run(options.a);
  const report::RunDiff found = report::compare(a, report::read_run(options.b));
  if (options.json) {
    fmt::print("{}\n", report::to_json(found).dump(2));
  } else {
    fmt::print("{}", report::to_text(found, wants_colour(stdout)));
  }
  return found.differs_in_outcome() ? 1 : 0;
}

}  // namespace

void add_diff(CLI::App& eglab, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* verb =
      eglab.add_subcommand("diff", "Compare two conformance runs: outcomes, recorded codes, times");
  verb->footer(
      "Examples:\n"
      "  eglab diff local.json azure.json\n"
      "  eglab diff before/ after/ --json          folders that --transcripts filled\n"
      "\n"
      "Exit 0 if no outcome differs, 1 if one does; a case that only one run has does.");
  const char* kind = "What eglab conform --json wrote, a folder of transcripts, or -";
  verb->add_option("A", options->a, kind)->required()->type_name("RUN");
  verb->add_option("B", options->b, kind)->required()->type_name("RUN");
  verb->add_flag("--json", options->json, "Print the differences as JSON");
  verb->callback([options, &chosen] { chosen = [options] { return diff(*options); }; });
}

}  // namespace lab::apps
