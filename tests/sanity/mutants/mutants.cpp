// Who checks the checker: every case of a MUST is played against a peer that breaks its rule, and
// must turn red; and against the same peer without the fault, and must stay green.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/base/log.hpp"
#include "lab/base/terminal.hpp"
#include "lab/check/worker_process.hpp"
#include "tests/sanity/mutants/mutant.hpp"
#include "tests/sanity/mutants/trial.hpp"

namespace {

using lab::Tone;
using lab::mutants::Peer;
using lab::mutants::TrialResult;

void print_result(const TrialResult& result, bool coloured) {
  const std::string mark = result.as_expected ? lab::paint("✓", Tone::good, coloured)
                                              : lab::paint("✗", Tone::bad, coloured);
  fmt::print("{} {}\n    {}\n", mark, result.trial.title(),
             lab::paint(lab::printable(result.why, 160), Tone::faint, coloured));
  std::fflush(stdout);
}

std::string score(const std::vector<TrialResult>& results, Peer peer) {
  std::ptrdiff_t all = 0;
  std::ptrdiff_t right = 0;
  for (const TrialResult& result : results) {
    if (result.trial.peer != peer) continue;
    ++all;
    right += result.as_expected ? 1 : 0;
  }
  return fmt::format("{} of {}", right, all);
}

int play(const std::vector<std::string>& globs, std::size_t jobs,
         const std::filesystem::path& folder) {
  const bool coloured = lab::wants_colour(stdout);
  const auto mutants = lab::mutants::all_mutants();
  const auto trials = lab::mutants::trials_for(mutants, globs);
  if (trials.empty()) {
    throw lab::Error(lab::ErrorKind::usage, "no trial is picked", "no MUST has such an id",
                     "eglab-mutants 'CA-06*', or without an id for all");
  }
  const auto results =
      lab::mutants::run_trials(trials, lab::check::find_worker(folder), jobs,
                               [&](const TrialResult& result) { print_result(result, coloured); });
  const auto wrong = std::count_if(results.begin(), results.end(),
                                   [](const TrialResult& result) { return !result.as_expected; });

  fmt::print("\n");
  if (globs.empty()) {
    for (const auto& [id, why] : lab::mutants::untried(mutants)) {
      fmt::print("– {}: not tried, {}\n", id, why);
    }
  }
  for (const TrialResult& result : results) {
    if (!result.as_expected) print_result(result, coloured);
  }
  fmt::print(
      "{} wrong peers turned their case red, and stock Mosquitto {} more; {} good peers did not.\n",
      score(results, Peer::wrong), score(results, Peer::stock), score(results, Peer::good));
  return wrong == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  lab::log::open("eglab-mutants");
  CLI::App app{"Plays each MUST against peers that break it: its case must turn red.",
               "eglab-mutants"};
  std::vector<std::string> globs;
  std::size_t jobs = 6;
  app.add_option("ID", globs, "Only these requirements, for example CA-065 or 'CA-06*'");
  app.add_option("--jobs", jobs, "How many at once")->check(CLI::Range(1, 64));
  CLI11_PARSE(app, argc, argv);
  try {
    return play(globs, jobs, std::filesystem::read_symlink("/proc/self/exe").parent_path());
  } catch (const lab::Error& error) {
    fmt::print(stderr, "eglab-mutants: {}\n", error.what());
    return lab::exit_code(error.kind());
  }
}
