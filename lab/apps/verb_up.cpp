#include <filesystem>
#include <memory>
#include <string>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "lab/apps/definition_option.hpp"
#include "lab/apps/verbs.hpp"
#include "lab/base/error.hpp"
#include "lab/process/end_signal.hpp"
#include "lab/process/served_namespace.hpp"

namespace lab::apps {
namespace {

struct Options {
  DefinitionOption definition;
  process::ServeOptions serve;
  std::string keep;
};

/// What a person should know before wondering why this client is refused.
const char* remark_on(const model::Client& client) {
  if (client.state == model::ClientState::disabled) return "   (disabled: all it does is refused)";
  if (client.validation_scheme != model::ValidationScheme::subject_matches_authentication_name) {
    return "   (a stock Mosquitto knows common names only: all it does is refused)";
  }
  return "";
}

void print_endpoints(const process::ServedNamespace& served, std::uint16_t port,
                     const std::string& host) {
  fmt::print("serving {} on mqtts://{}:{} (TLS with client certificates; MQTT 5 and 3.1.1)\n\n",
             served.definition().name, host, port);
  fmt::print("  CA           {}\n", served.credentials().ca_file.string());
  fmt::print("  broker log   {}\n\n", (served.folder() / "broker" / "broker.log").string());
  constexpr std::size_t shown_most = 20;
  std::size_t shown = 0;
  for (const model::Client& client : served.definition().clients) {
    if (!served.credentials().clients.contains(client.name)) continue;
    if (++shown > shown_most) continue;
    fmt::print("  {:<12} {}{}\n", client.name, served.env_file(client.name).string(),
               remark_on(client));
  }
  if (shown > shown_most) fmt::print("  … and {} more in that folder\n", shown - shown_most);
  fmt::print("\nready; Ctrl-C ends it\n");
  std::fflush(stdout);
}

int serve(const Options& options) {
  process::EndSignal end_signal;  // before anything starts, so that Ctrl-C never leaves a broker
  process::ServeOptions serve_options = options.serve;
  if (!options.keep.empty()) {
    serve_options.folder = options.keep;
    serve_options.persistent = true;
  }
  process::ServedNamespace served{options.definition.load(), serve_options};
  print_endpoints(served, served.broker().port(), options.serve.host);
  if (end_signal.wait_while_running(served.broker().pid())) {
    fmt::print("\nstopping\n");
    return 0;
  }
  throw Error(ErrorKind::peer, "the broker ended by itself", served.broker().log_tail(10),
              "read its log, then start again");
}

}  // namespace

void add_up(CLI::App& eglab, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  options->serve.broker.port = 8883;
  CLI::App* verb = eglab.add_subcommand("up", "Serve a namespace definition until Ctrl-C");
  verb->footer(
      "Example:\n"
      "  eglab up fixtures/namespaces/request-response.json --keep lab-data\n"
      "  set -a; . lab-data/certs/clients/device1.env; set +a     the variables of Microsoft's "
      "samples\n");
  options->definition.add_to(*verb);
  verb->add_option("--port", options->serve.broker.port, "TCP port; 0 takes any free one")
      ->type_name("PORT")
      ->capture_default_str();
  verb->add_option("--bind", options->serve.broker.bind_address,
                   "Address to listen on; loopback unless you say otherwise")
      ->type_name("ADDRESS")
      ->capture_default_str();
  verb->add_option("--host", options->serve.host, "Host name that goes into the .env files")
      ->type_name("HOST")
      ->capture_default_str();
  verb->add_option(
          "--keep", options->keep,
          "Keep sessions and queued messages in this folder; certificates are new each time")
      ->type_name("DIR");
  verb->add_flag("--save-every-change", options->serve.broker.save_every_change,
                 "Lose nothing acknowledged even if the broker is killed (slower; with --keep)");
  verb->add_option("--client", options->serve.clients,
                   "Make certificates for this client only (repeatable); else for all")
      ->type_name("NAME")
      ->allow_extra_args(false);
  verb->callback([options, &chosen] { chosen = [options] { return serve(*options); }; });
}

}  // namespace lab::apps
