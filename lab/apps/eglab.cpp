#include <cstdio>
#include <exception>
#include <string>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "lab/apps/verbs.hpp"
#include "lab/base/error.hpp"
#include "lab/base/log.hpp"

namespace {

constexpr const char* description =
    "eglab: a local Azure Event Grid MQTT namespace, and the judge of request-response on it.";

constexpr const char* footer =
    "Start here:\n"
    "  eglab run                            play Microsoft's request-response how-to and judge it\n"
    "  eglab up namespace.json              serve a namespace definition until Ctrl-C\n"
    "\n"
    "Exit codes: 0 all holds, 1 a verdict does not hold, 2 wrong command line, 3 a file you gave "
    "is\n"
    "wrong, 4 the machine lacks something (program, port, space), 5 a process ended or did not "
    "answer.";

int usage_error(const CLI::App& eglab, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return eglab.exit(error);  // --help, --version
  fmt::print(stderr, "eglab: {}\n  next: eglab --help, or eglab VERB --help\n", error.what());
  return lab::exit_code(lab::ErrorKind::usage);
}

}  // namespace

int main(int argc, char** argv) {
  lab::log::open("eglab");
  CLI::App eglab{description, "eglab"};
  eglab.footer(footer);
  eglab.set_version_flag("--version", EGLAB_VERSION);
  eglab.require_subcommand(1);
  lab::apps::Chosen chosen;
  lab::apps::add_run(eglab, chosen);
  lab::apps::add_up(eglab, chosen);
  lab::apps::add_compile(eglab, chosen);
  lab::apps::add_certs(eglab, chosen);
  try {
    eglab.parse(argc, argv);
    return chosen();
  } catch (const CLI::ParseError& error) {
    return usage_error(eglab, error);
  } catch (const lab::Error& error) {
    fmt::print(stderr, "eglab: {}\n", error.what());
    return lab::exit_code(error.kind());
  } catch (const std::exception& error) {
    fmt::print(stderr, "eglab: a mistake in eglab: {}\n", error.what());
    return 70;
  }
}
