#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <CLI/App.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include "lab/apps/conform_request.hpp"
#include "lab/apps/conform_text.hpp"
#include "lab/apps/program_folder.hpp"
#include "lab/apps/verbs.hpp"
#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/base/terminal.hpp"
#include "lab/check/built_in_namespace.hpp"
#include "lab/check/case_result.hpp"
#include "lab/check/conform_plan.hpp"
#include "lab/check/conform_run.hpp"
#include "lab/check/deployment.hpp"
#include "lab/check/elsewhere_target.hpp"
#include "lab/check/requirement.hpp"
#include "lab/check/worker_process.hpp"
#include "lab/model/reader.hpp"
#include "lab/process/end_signal.hpp"
#include "lab/report/html_report.hpp"
#include "lab/report/junit_report.hpp"
#include "lab/report/known_differences.hpp"
#include "lab/report/progress_line.hpp"
#include "lab/report/run_file.hpp"
#include "lab/report/terminal_report.hpp"
#include "lab/report/transcripts.hpp"

namespace lab::apps {
namespace {

using Clock = std::chrono::steady_clock;

/// Eight random characters, so that two runs on one service never use a topic or session of each
/// other.
std::string random_prefix() {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device source;
  std::uniform_int_distribution<std::size_t> pick{0, letters.size() - 1};
  std::string prefix;
  for (int count = 0; count < 8; ++count) prefix += letters[pick(source)];
  return prefix;
}

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

model::Namespace definition_of(const check::TargetDescription& target) {
  const std::string text{check::built_in_namespace(target.name_space)};
  auto read = model::read_namespace_text(text, target.name_space + ".json");
  if (read.definition) return *std::move(read.definition);
  throw Error(ErrorKind::definition, fmt::format("{} is not valid", target.name_space),
              model::to_text(read.problems));
}

/// How much longer a case may take because it may not ask faster: twice what the largest one asks.
std::chrono::seconds time_for_the_pace(double round_trips_per_second) {
  if (round_trips_per_second <= 0) return {};
  return std::chrono::ceil<std::chrono::seconds>(
      std::chrono::duration<double>{2 * most_round_trips / round_trips_per_second});
}

/// Everything that one run is given.
struct Run {
  check::ConformPlan plan;
  check::WorkerSetup setup;
  std::size_t at_once = 1;
  std::string started_at = utc_now();
  Clock::time_point start = Clock::now();
};

/// The progress of a run, on standard error, so that the report can be sent into a file.
class Shown {
 public:
  explicit Shown(const check::ConformPlan& plan)
      : line_(::isatty(STDERR_FILENO) != 0 ? report::ProgressLine::Style::rewritten
                                           : report::ProgressLine::Style::lines,
              ::isatty(STDERR_FILENO) != 0 ? std::chrono::milliseconds{100}
                                           : std::chrono::milliseconds{10'000},
              [](std::string_view text) { fmt::print(stderr, "{}", text); }) {
    for (const check::Job& job : plan.jobs) progress_.all += job.ids.size();
    progress_.all += plan.not_run.size();
    progress_.not_run = plan.not_run.size();
  }

  void add(const check::CaseResult& result) { progress_.add(result.outcome); }

  void show(const check::RunProgress& now) {
    progress_.running = now.running;
    progress_.slowest_for = now.oldest_for;
    progress_.slowest.clear();
    if (now.oldest != nullptr) {
      progress_.slowest = now.oldest->ids.front();
      if (!now.oldest->version.empty()) progress_.slowest += " on MQTT " + now.oldest->version;
    }
    line_.show(progress_, Clock::now());
  }

  void clear() { line_.clear(); }

 private:
  report::Progress progress_;
  report::ProgressLine line_;
};

/// Looks whether the right namespace is deployed elsewhere, and says what was seen.
void look_before(const check::WorkerSetup& setup, const model::Namespace& definition) {
  const check::TargetDescription& target = setup.target;
  const auto there = check::make_elsewhere_target(
      {.host = target.host,
       .port = target.port,
       .websocket_port = target.websocket_port,
       .credentials = target.credentials,
       .server_ca = target.server_ca,
       .definition = definition,
       .features = target.features,
       .pace = {.round_trips_per_second = setup.round_trips_per_second, .session_limits = true}});
  fmt::print("{} must serve the namespace {} (eglab conform --show-namespace {} prints it)\n",
             target.endpoint(), target.name_space, target.name_space);
  std::fflush(stdout);
  const auto verdicts = check::look_at_deployment(*there, target, setup.prefix);
  check::expect_deployed(target, verdicts);
  fmt::print("{}\n", check::to_text(verdicts, wants_colour(stdout)));
}

/// Tells before a run of many minutes that its report would have no place.
void check_outputs(const ConformRequest& request) {
  for (const auto& file :
       {request.json_file, request.junit_file, request.html_file, request.known_differences_file}) {
    if (!file) continue;
    const std::filesystem::path folder = std::filesystem::absolute(*file).parent_path();
    if (::access(folder.c_str(), W_OK) == 0 && !std::filesystem::is_directory(*file)) continue;
    throw Error(ErrorKind::environment, fmt::format("cannot write {}", file->string()),
                errno_text(std::filesystem::is_directory(*file) ? EISDIR : errno),
                "name a file in a folder that you may write");
  }
}

void write_reports(const ConformRequest& request, const check::RunResult& run) {
  const check::Catalogue& catalogue = check::Catalogue::built_in();
  if (request.json_file) report::write_run(run, *request.json_file);
  if (request.junit_file) write_file(*request.junit_file, report::junit_report(run, catalogue));
  if (request.html_file) write_file(*request.html_file, report::html_report(run, catalogue));
  if (request.known_differences_file) {
    write_file(
        *request.known_differences_file,
        report::known_differences({run}, catalogue, request.known_differences_file->string()));
  }
  if (request.transcripts_folder) report::write_transcripts(run, *request.transcripts_folder);
}

check::RunResult play(const Run& run, const process::EndSignal& end_signal) {
  Shown shown{run.plan};
  check::RunWatcher watcher;
  watcher.on_result = [&](const check::CaseResult& result) { shown.add(result); };
  watcher.on_progress = [&](const check::RunProgress& progress) { shown.show(progress); };
  watcher.interrupted = [&] { return end_signal.has_come(); };
  check::RunResult result;
  result.cases = check::run_jobs(run.plan.jobs, run.setup, run.at_once, watcher);
  shown.clear();
  result.cases.insert(result.cases.end(), run.plan.not_run.begin(), run.plan.not_run.end());
  check::sort_results(result.cases);
  result.eglab_version = EGLAB_VERSION;
  result.target = run.setup.target.kind;
  result.endpoint = run.setup.target.endpoint();
  if (run.setup.target.is_elsewhere()) result.name_space = run.setup.target.name_space;
  result.started_at = run.started_at;
  result.seconds = std::chrono::duration<double>(Clock::now() - run.start).count();
  return result;
}

/// Whether a signal has come. It is taken, so that it does not end us when signals end processes
/// again: before the report is out, and with another exit code.
bool was_interrupted(process::EndSignal& end_signal) {
  bool has_come = false;
  while (end_signal.has_come()) has_come = end_signal.wait_while_running(::getpid());
  return has_come;
}

int conform(const ConformRequest& request) {
  process::EndSignal end_signal;  // so that a Ctrl-C lets destructors end what was started
  if (request.show_namespace) {
    fmt::print("{}", check::built_in_namespace(*request.show_namespace));
    return 0;
  }
  Run run;
  run.setup.target = request.target();
  const model::Namespace definition = definition_of(run.setup.target);
  run.setup.round_trips_per_second = request.rate(run.setup.target, definition);
  run.setup.grace += time_for_the_pace(run.setup.round_trips_per_second);
  run.at_once = request.at_once(run.setup.target);
  run.setup.program = check::find_worker(program_folder());
  run.plan = check::make_plan(check::Catalogue::built_in(), check::list_cases(run.setup.program),
                              run.setup.target, request.selection());
  check_outputs(request);
  if (request.dry_run) {
    fmt::print("{}", dry_run_text(run.plan, run.setup.target, run.setup.round_trips_per_second,
                                  run.at_once));
    return 0;
  }
  const RunDirectory folder{"eglab"};
  run.setup.folder = folder.path();
  run.setup.prefix = random_prefix();
  if (run.setup.target.is_elsewhere() && !run.plan.jobs.empty()) {
    look_before(run.setup, definition);
  }
  fmt::print("{}\n\n", run_headline(run.plan, run.setup.target, run.at_once));
  std::fflush(stdout);
  const check::RunResult result = play(run, end_signal);
  fmt::print("{}",
             report::terminal_report(result, check::Catalogue::built_in(), wants_colour(stdout)));
  write_reports(request, result);
  if (was_interrupted(end_signal)) {
    throw Error(ErrorKind::peer, "interrupted", "what was started has been ended",
                "the report tells what was done so far");
  }
  return check::exit_code_of(result);
}

}  // namespace

void add_conform(CLI::App& eglab, Chosen& chosen) {
  auto request = std::make_shared<ConformRequest>();
  CLI::App* verb = eglab.add_subcommand(
      "conform", "Judge a target by the catalogue of what Event Grid documents");
  verb->footer(
      "Examples:\n"
      "  eglab conform --target direct --html report.html\n"
      "  eglab conform --target direct --filter 'CA-06*,Sessions' --protocol 5\n"
      "  eglab conform --target NAMESPACE.REGION-1.ts.eventgrid.azure.net --credentials "
      "certificates\n"
      "\n"
      "docs/azure.md leads from nothing to a run on a namespace in Azure. Exit 0 only if no MUST "
      "fails\nthat is not a declared known difference; an interrupted run ends with 5.");
  request->add_to(*verb);
  verb->callback([request, &chosen] { chosen = [request] { return conform(*request); }; });
}

}  // namespace lab::apps
