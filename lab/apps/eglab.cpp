#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "lab/apps/verbs.hpp"
#include "lab/base/error.hpp"
#include "lab/base/log.hpp"
#include "lab/base/nearest.hpp"
#include "lab/base/terminal.hpp"

namespace {

constexpr const char* description =
    "eglab: a local Azure Event Grid MQTT namespace, and the judge of request-response on it.";

constexpr const char* footer =
    "Start here:\n"
    "  eglab run                            play Microsoft's request-response how-to and judge it\n"
    "  eglab up namespace.json              serve a namespace definition until Ctrl-C\n"
    "  eglab conform                        judge a broker by what Event Grid documents\n"
    "\n"
    "Exit codes: 0 all holds, 1 a verdict does not hold, 2 wrong command line, 3 a file you gave "
    "is\n"
    "wrong, 4 the machine lacks something (program, port, space), 5 a process ended or did not "
    "answer.\n"
    "\n"
    "Environment: EGLAB_MOSQUITTO and EGLAB_DYNAMIC_SECURITY_PLUGIN name the program and its "
    "plugin,\n"
    "EGLAB_CONFORMANCE the suite's worker, if not those found; EGLAB_LOG is debug, info, warn or "
    "error;\n"
    "EGLAB_KEEP leaves run folders.";

/// What to say of a first word that is no verb; nothing if there is none, or it is one.
std::string unknown_verb(const CLI::App& eglab, int argc, const char* const* argv) {
  std::vector<std::string> verbs;
  for (const CLI::App* verb : eglab.get_subcommands({})) verbs.push_back(verb->get_name());
  if (argc < 2) return fmt::format("no verb is given; the verbs are: {}", fmt::join(verbs, " "));
  const std::string word = argv[1];
  if (word.starts_with('-')) return {};
  if (std::find(verbs.begin(), verbs.end(), word) != verbs.end()) return {};
  const auto nearest = lab::nearest_word(word, verbs);
  return fmt::format("there is no verb \"{}\"; {}", lab::printable(word, 40),
                     nearest ? fmt::format("did you mean \"{}\"?", *nearest)
                             : fmt::format("the verbs are: {}", fmt::join(verbs, " ")));
}

int usage_error(const CLI::App& eglab, const CLI::ParseError& error, int argc,
                const char* const* argv) {
  if (error.get_exit_code() == 0) return eglab.exit(error);  // --help, --version
  const std::string unknown = unknown_verb(eglab, argc, argv);
  fmt::print(stderr, "eglab: {}\n  next: eglab --help, or eglab VERB --help\n",
             unknown.empty() ? error.what() : unknown);
  return lab::exit_code(lab::ErrorKind::usage);
}

}  // namespace

int main(int argc, char** argv) {
  // A file over the limit of ulimit -f shall be an error that can be told, like a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  // A reader that goes away shall not end us before the destructors have tidied up.
  std::signal(SIGPIPE, SIG_IGN);
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
  lab::apps::add_conform(eglab, chosen);
  lab::apps::add_report(eglab, chosen);
  lab::apps::add_diff(eglab, chosen);
  lab::apps::add_explain(eglab, chosen);
  lab::apps::add_export(eglab, chosen);
  lab::apps::add_import(eglab, chosen);
  try {
    eglab.parse(argc, argv);
    return chosen();
  } catch (const CLI::ParseError& error) {
    return usage_error(eglab, error, argc, argv);
  } catch (const lab::Error& error) {
    fmt::print(stderr, "eglab: {}\n", error.what());
    return lab::exit_code(error.kind());
  } catch (const std::system_error& error) {               // what fmt throws when it cannot print
    if (error.code() == std::errc::broken_pipe) return 0;  // nobody reads on: `eglab run | head`
    fmt::print(stderr, "eglab: {}\n  next: make room, or send the output elsewhere\n",
               error.what());
    return lab::exit_code(lab::ErrorKind::environment);
  } catch (const std::exception& error) {
    fmt::print(stderr, "eglab: a mistake in eglab: {}\n", error.what());
    return 70;
  }
}
