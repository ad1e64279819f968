#include <algorithm>
#include <chrono>
#include <climits>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/App.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "lab/apps/definition_option.hpp"
#include "lab/apps/how_to_definition.hpp"
#include "lab/apps/program_folder.hpp"
#include "lab/apps/verbs.hpp"
#include "lab/base/assert.hpp"
#include "lab/base/error.hpp"
#include "lab/base/terminal.hpp"
#include "lab/check/how_to.hpp"
#include "lab/model/reader.hpp"
#include "lab/process/end_signal.hpp"
#include "lab/process/served_namespace.hpp"

namespace lab::apps {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  DefinitionOption definition;
  bool json = false;
};

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// All that was played, and how long it took.
struct Play {
  std::vector<check::Scene> scenes;
  double cold_start_ms = 0;
  double total_ms = 0;

  [[nodiscard]] bool holds() const {
    return std::all_of(scenes.begin(), scenes.end(),
                       [](const check::Scene& scene) { return check::all_hold(scene.verdicts); });
  }
};

void print_scene(const check::Scene& scene, bool coloured) {
  fmt::print("{}\n\n{}\n{}\n", paint(scene.title, Tone::strong, coloured),
             scene.ladder.to_text(coloured), check::to_text(scene.verdicts, coloured));
  std::fflush(stdout);
}

/// The how-to is about three clients by name. Throws `Error` (definition) if one is missing.
model::Namespace checked_for_the_how_to(model::Namespace definition) {
  for (const char* client : {"cloudapp", "device1", "device2"}) {
    if (model::find_client(definition, client) != nullptr) continue;
    throw Error(ErrorKind::definition, "this namespace cannot play the how-to",
                fmt::format("it has no client {}", client),
                "run needs the clients cloudapp, device1 and device2; to serve any namespace, use "
                "eglab up");
  }
  return definition;
}

model::Namespace definition_of(const Options& options) {
  if (!options.definition.path().empty()) return checked_for_the_how_to(options.definition.load());
  auto read = model::read_namespace_text(how_to_definition, "request-response.json");
  LAB_ASSERT(read.definition.has_value());
  return *std::move(read.definition);
}

Play play(const Options& options, bool coloured, const process::EndSignal& end_signal) {
  const Clock::time_point start = Clock::now();
  process::ServedNamespace served{definition_of(options)};
  check::HowTo how_to{served, program_folder(), std::chrono::seconds{10},
                      [&end_signal] { return end_signal.has_come(); }};
  Play result;
  const auto keep = [&](check::Scene scene) {
    if (!options.json) print_scene(scene, coloured);
    result.scenes.push_back(std::move(scene));
  };
  check::Scene first = how_to.request_on_v5();
  result.cold_start_ms = milliseconds_since(start);
  keep(std::move(first));
  keep(how_to.request_on_v311());
  keep(how_to.refused_publish());
  result.total_ms = milliseconds_since(start);
  return result;
}

void print_summary(const Play& play, bool coloured) {
  std::size_t count = 0;
  std::ptrdiff_t holding = 0;
  for (const check::Scene& scene : play.scenes) {
    count += scene.verdicts.size();
    holding += std::count_if(scene.verdicts.begin(), scene.verdicts.end(),
                             [](const check::Verdict& verdict) { return verdict.holds; });
  }
  fmt::print(
      "{}  cold start {:.0f} ms (nothing on disk → CA, certificates, broker, two processes, "
      "first verified response), all in {:.0f} ms\n",
      paint(fmt::format("{} of {} hold.", holding, count), play.holds() ? Tone::good : Tone::bad,
            coloured),
      play.cold_start_ms, play.total_ms);
}

void print_json(const Play& play) {
  nlohmann::json scenes = nlohmann::json::array();
  for (const check::Scene& scene : play.scenes) {
    nlohmann::json verdicts = nlohmann::json::array();
    for (const check::Verdict& verdict : scene.verdicts) {
      verdicts.push_back(
          {{"claim", verdict.claim}, {"holds", verdict.holds}, {"evidence", verdict.evidence}});
    }
    scenes.push_back({{"title", scene.title}, {"verdicts", verdicts}});
  }
  const nlohmann::json document{{"holds", play.holds()},
                                {"cold_start_ms", play.cold_start_ms},
                                {"total_ms", play.total_ms},
                                {"scenes", scenes}};
  fmt::print("{}\n", document.dump(2));
}

int run(const Options& options) {
  const process::EndSignal end_signal;  // so that a Ctrl-C lets destructors end what was started
  const bool coloured = wants_colour(stdout);
  const Play result = play(options, coloured, end_signal);
  if (options.json) {
    print_json(result);
  } else {
    print_summary(result, coloured);
  }
  return result.holds() ? 0 : 1;
}

}  // namespace

void add_run(CLI::App& eglab, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = eglab.add_subcommand(
      "run", "Play Microsoft's request-response how-to for real, and judge it");
  verb->footer(
      "Example:\n"
      "  eglab run                         the how-to's own namespace\n"
      "  eglab run my-namespace.json       yours, if it has cloudapp, device1 and device2\n"
      "\n"
      "A cloud app asks device2 on MQTT 5 and on MQTT 3.1.1, and device1 is refused to answer for\n"
      "device2. Each packet is shown as a ladder, each claim with what was seen. Exit 0 only if "
      "all hold.");
  options->definition.add_to(*verb, false);
  verb->add_flag("--json", options->json, "Print the verdicts as JSON");
  verb->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace lab::apps
