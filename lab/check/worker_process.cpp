#include "lab/check/worker_process.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/terminal.hpp"
#include "lab/process/child_process.hpp"
#include "lab/process/process_log.hpp"

namespace lab::check {
namespace fs = std::filesystem;
namespace {

/// How many of its last lines a failed worker's result shows.
constexpr std::size_t shown_lines = 12;

/// How long a worker may take for what needs no waiting: its list, its last words.
constexpr std::chrono::seconds patience{30};

std::string stem_of(const std::string& id, const std::string& version) {
  return version.empty() ? id : fmt::format("{}-{}", id, version);
}

std::vector<std::string> target_arguments(const WorkerSetup& setup) {
  const TargetDescription& target = setup.target;
  if (!target.is_elsewhere()) return {"--target", target.kind};
  std::vector<std::string> arguments{"--target",      "elsewhere",
                                     "--host",        target.host,
                                     "--port",        std::to_string(target.port),
                                     "--credentials", target.credentials.string(),
                                     "--namespace",   target.name_space};
  const auto add = [&](const char* option, std::string value) {
    arguments.emplace_back(option);
    arguments.push_back(std::move(value));
  };
  if (target.websocket_port) add("--websocket-port", std::to_string(*target.websocket_port));
  if (target.server_ca) add("--server-ca", target.server_ca->string());
  for (const std::string& feature : target.features) add("--feature", feature);
  if (setup.round_trips_per_second > 0) {
    add("--rate", fmt::format("{}", setup.round_trips_per_second));
    add("--pace-file", (setup.folder / "pace").string());
  }
  return arguments;
}

process::Command command_for(const WorkerSetup& setup, const Job& job) {
  process::Command command;
  command.program = setup.program;
  command.arguments = {"--case",   job.ids.front(), "--results", setup.folder / "results",
                       "--prefix", setup.prefix};
  if (!job.version.empty()) {
    command.arguments.insert(command.arguments.end(), {"--version", job.version});
  }
  const auto target = target_arguments(setup);
  command.arguments.insert(command.arguments.end(), target.begin(), target.end());
  // Its run folders lie in ours, so that one that was killed leaves none behind.
  command.environment = {"TMPDIR=" + (setup.folder / "w").string()};
  return command;
}

/// The last lines a process printed, made safe to show.
std::string printable_lines(const std::string& text) {
  std::string shown;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    shown += printable(std::string_view{text}.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return shown;
}

}  // namespace

fs::path find_worker(const fs::path& folder) {
  const char* named = std::getenv("EGLAB_CONFORMANCE");
  const fs::path program = named != nullptr ? fs::path{named} : folder / "eglab-conformance";
  std::error_code failure;
  if (fs::exists(program, failure)) return program;
  throw Error(ErrorKind::environment,
              fmt::format("the suite's worker {} is missing", program.string()),
              named != nullptr ? "EGLAB_CONFORMANCE names it" : "it is built beside eglab",
              "build it (cmake --build build --target eglab-conformance), or name it with "
              "EGLAB_CONFORMANCE");
}

std::vector<BoundCase> list_cases(const fs::path& worker) {
  std::string output;
  std::string errors;
  process::ChildProcess child{{.program = worker, .arguments = {"--list"}},
                              [&](std::string_view line, bool is_error) {
                                (is_error ? errors : output).append(line).append("\n");
                              }};
  const std::optional<process::Exit> how = child.wait(Deadline::after(patience));
  if (how && how->code == 0) return case_list_from_json(output);
  throw Error(ErrorKind::peer, fmt::format("{} --list gave no list of cases", worker.string()),
              how ? fmt::format("{}\n{}", process::to_text(*how), printable_lines(errors))
                  : "it did not end",
              "run it by hand");
}

struct WorkerProcess::State {
  State(const WorkerSetup& setup, Job wanted, std::function<void()> on_end)
      : job(std::move(wanted)),
        allowed(job.takes + setup.grace),
        results(setup.folder / "results"),
        log(setup.folder / (stem_of(job.ids.front(), job.version) + ".log")),
        child(
            command_for(setup, job), [this](std::string_view line, bool) { log.append(line); },
            std::move(on_end)) {}

  Job job;
  Deadline::Clock::time_point started = Deadline::Clock::now();
  std::chrono::seconds allowed;
  fs::path results;
  process::ProcessLog log;
  process::ChildProcess child;  // last: its thread writes into the log

  [[nodiscard]] std::optional<CaseResult> written(const std::string& id) const;
  [[nodiscard]] CaseResult failed(const std::string& id, const std::string& how) const;
};

/// What the worker wrote for an id; nothing if it wrote none. Throws `Error` if it wrote another.
std::optional<CaseResult> WorkerProcess::State::written(const std::string& id) const {
  const fs::path file = results / (stem_of(id, job.version) + ".json");
  std::error_code failure;
  if (!fs::exists(file, failure)) return std::nullopt;
  const auto json = nlohmann::json::parse(read_file(file), nullptr, false);
  if (json.is_discarded()) throw Error(ErrorKind::definition, "its result file is no JSON");
  CaseResult result = case_result_from_json(json);
  if (result.id == id && result.version == job.version) return result;
  throw Error(ErrorKind::definition, fmt::format("its result file is about {} on \"{}\"",
                                                 printable(result.id), printable(result.version)));
}

/// A failed result: of nothing, or of what the worker wrote before it ended wrongly.
CaseResult WorkerProcess::State::failed(const std::string& id, const std::string& how) const {
  CaseResult result;
  try {
    result = written(id).value_or(CaseResult{});
  } catch (const Error&) {
    result = CaseResult{};
  }
  result.id = id;
  result.version = job.version;
  result.outcome = Outcome::fail;
  result.reason = how;
  result.claims.push_back(
      {"the worker that plays the case ends well", false,
       fmt::format("{}; its last lines:\n{}", how, printable_lines(log.tail(shown_lines)))});
  return result;
}

WorkerProcess::WorkerProcess(const WorkerSetup& setup, Job job, std::function<void()> on_end) {
  make_folder(setup.folder / "results", FileMode::secret);
  make_folder(setup.folder / "w", FileMode::secret);
  state_ = std::make_unique<State>(setup, std::move(job), std::move(on_end));
}

WorkerProcess::WorkerProcess(WorkerProcess&&) noexcept = default;
WorkerProcess& WorkerProcess::operator=(WorkerProcess&&) noexcept = default;
WorkerProcess::~WorkerProcess() = default;

const Job& WorkerProcess::job() const {
  return state_->job;
}

Deadline::Clock::time_point WorkerProcess::started() const {
  return state_->started;
}

Deadline WorkerProcess::deadline() const {
  return Deadline{state_->started + state_->allowed};
}

void WorkerProcess::ask_to_end() {
  state_->child.signal(SIGTERM);
}

std::vector<CaseResult> WorkerProcess::finish() {
  std::string how;
  if (!state_->child.exited()) {
    state_->child.stop(std::chrono::seconds{1});
    how = fmt::format("the worker hung: it did not end in {} s", state_->allowed.count());
  } else if (const auto exit = state_->child.wait(Deadline::after(patience));
             exit && exit->code != 0) {
    how = fmt::format("the worker ended wrongly: {}", process::to_text(*exit));
  }
  std::vector<CaseResult> results;
  for (const std::string& id : state_->job.ids) {
    if (!how.empty()) {
      results.push_back(state_->failed(id, how));
      continue;
    }
    try {
      auto result = state_->written(id);
      results.push_back(result ? *std::move(result)
                               : state_->failed(id, "the worker wrote no result"));
    } catch (const Error& error) {
      results.push_back(state_->failed(id, fmt::format("the worker's result: {}", error.what())));
    }
  }
  return results;
}

}  // namespace lab::check
