#include <algorithm>
#include <cctype>
#include <cstdio>
#include <set>
#include <string>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/apps/run_program.hpp"
#include "lab/base/error.hpp"
#include "lab/base/terminal.hpp"
#include "lab/check/requirement.hpp"
#include "lab/check/target_description.hpp"
#include "tests/conformance/case_registry.hpp"
#include "tests/conformance/worker.hpp"

namespace {

using lab::Error;
using lab::ErrorKind;
using lab::conformance::WorkerRequest;

/// What the command line says.
struct CommandLine {
  bool list = false;
  std::string target;
  std::set<std::string> features;
  WorkerRequest request;
};

void add_target_options(CLI::App& app, CommandLine& line) {
  auto& target = line.request.target;
  app.add_option("--target", line.target, "direct, or elsewhere")
      ->check(CLI::IsMember({"direct", "elsewhere"}));
  app.add_option("--host", target.host, "Elsewhere: its name or address")->type_name("NAME");
  app.add_option("--port", target.port, "Its TLS port (8883)")->type_name("PORT");
  app.add_option("--websocket-port", target.websocket_port, "Its WebSocket port, if it has one")
      ->type_name("PORT");
  app.add_option("--credentials", target.credentials,
                 "The clients' certificates, as eglab certs writes them")
      ->type_name("DIR");
  app.add_option("--server-ca", target.server_ca,
                 "What its certificate must lead to (this system's roots)")
      ->type_name("FILE");
  app.add_option("--namespace", target.name_space,
                 "Which definition is deployed there (conformance)")
      ->type_name("NAME");
  app.add_option("--feature", line.features, "What it has (repeatable)")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("--rate", line.request.pace.round_trips_per_second,
                 "At most so many round trips a second")
      ->type_name("NUMBER")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--pace-file", line.request.pace.shared_file,
                 "Shared by all workers that keep the rate together")
      ->type_name("FILE");
}

void add_options(CLI::App& app, CommandLine& line) {
  app.add_flag("--list", line.list, "Print all cases as JSON");
  app.add_option("--case", line.request.id, "The requirement whose case is played")
      ->type_name("ID");
  app.add_option("--version", line.request.version, "MQTT version: 3.1, 3.1.1 or 5")
      ->type_name("VERSION");
  app.add_option("--results", line.request.results, "Where result files go")->type_name("DIR");
  app.add_option("--prefix", line.request.prefix, "Of this run's ClientIds and topics")
      ->type_name("TEXT");
  add_target_options(app, line);
}

[[noreturn]] void refuse(const std::string& cause, const std::string& next = {}) {
  throw Error(ErrorKind::usage, cause, {}, next);
}

void check_prefix(const std::string& prefix) {
  constexpr std::size_t longest = 24;
  const bool is_plain = std::ranges::all_of(prefix, [](unsigned char character) {
    return std::isalnum(character) != 0 || character == '-';
  });
  if (is_plain && prefix.size() <= longest) return;
  refuse(fmt::format("--prefix {}: it is not plain", lab::printable(prefix, 60)),
         fmt::format("take at most {} letters, digits and -", longest));
}

/// What `eglab conform` says of a target, made whole and checked.
void complete(CommandLine& line) {
  WorkerRequest& request = line.request;
  if (request.id.empty() || request.results.empty() || request.prefix.empty() ||
      line.target.empty()) {
    refuse("--case, --results, --prefix and --target go together", "eglab-conformance --help");
  }
  check_prefix(request.prefix);
  if (line.target == "direct") {
    request.target = lab::check::parse_target(line.target);
    return;
  }
  request.target.kind = line.target;
  if (request.target.host.empty() || request.target.credentials.empty()) {
    refuse("a target elsewhere needs --host and --credentials");
  }
  for (const std::string& feature : line.features) {
    if (!lab::check::feature_text(feature)) {
      refuse(fmt::format("--feature {}: there is none", lab::printable(feature, 40)));
    }
    request.target.features.insert(feature);
  }
  if (request.target.websocket_port) request.target.features.emplace("websocket");
  request.pace.session_limits = request.pace.round_trips_per_second > 0;
}

}  // namespace

int main(int argc, char** argv) {
  return lab::apps::run_program("eglab-conformance", [&] {
    CLI::App app{
        "Plays one case of eglab's conformance suite on one target; eglab conform starts it.",
        "eglab-conformance"};
    CommandLine line;
    add_options(app, line);
    try {
      app.parse(argc, argv);
    } catch (const CLI::CallForHelp& help) {
      return app.exit(help);
    } catch (const CLI::ParseError& error) {
      refuse(error.what(), "eglab-conformance --help");
    }
    if (line.list) {
      fmt::print("{}\n", lab::conformance::case_list().dump(1));
      return 0;
    }
    complete(line);
    lab::conformance::do_work(line.request);
    return 0;
  });
}
