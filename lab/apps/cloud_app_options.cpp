#include "lab/apps/cloud_app_options.hpp"

#include <cmath>

#include <CLI/CLI.hpp>

#include "lab/base/error.hpp"

namespace lab::apps {
namespace {

const char* const about =
    "cloud_app: sends requests to devices and pairs their responses, one JSON event a line.";

const char* const examples = R"(Examples:
  # One request: events on standard output; exit code 0 if answered, 1 if refused or timed out.
  cloud_app --env credentials/clients/cloudapp.env --request device2 '{"temperature": 21}'

  # The how-to's correlation data, over MQTT 3.1.1:
  cloud_app --env credentials/clients/cloudapp.env --protocol 3.1.1 \
            --request device2 '{"temperature": 21}' --correlation device2-tempupdate1

  # Driven by another program, one command a line:
  echo '{"command":"request","id":1,"to":"device2","payload":{"temperature":21}}' |
    cloud_app --env credentials/clients/cloudapp.env --commands

Exit codes: 0 done, 1 the request was not answered, 2 wrong options, 3 a wrong file,
4 the machine lacks something, 5 no connection. Events and commands: docs/events.md.)";

}  // namespace

bool read_cloud_app_options(int argc, const char* const* argv, CloudAppOptions& options) {
  CLI::App app{about, "cloud_app"};
  app.footer(examples);
  add_common_options(app, options.common);
  app.add_option("--response-filter", options.response_filter,
                 "What to subscribe to for responses (devices/+/reported)")
      ->option_text("FILTER");
  app.add_option("--request-topic", options.request_topic,
                 "Where requests go (devices/{device}/desired)")
      ->option_text("TOPIC");
  app.add_option("--response-topic", options.response_topic,
                 "Where they ask to be answered (devices/{device}/reported)")
      ->option_text("TOPIC");
  auto* request = app.add_option("--request", options.request,
                                 "Send this one request, wait for its end, and end with it")
                      ->expected(2)
                      ->option_text("DEVICE PAYLOAD");
  app.add_option("--correlation", options.correlation_text,
                 "Its correlation data (16 random bytes)")
      ->option_text("TEXT")
      ->needs(request);
  double timeout_seconds = 5;
  app.add_option("--timeout", timeout_seconds, "How long it waits for its response (5)")
      ->check(CLI::Range(0.001, 86'400.0))
      ->option_text("SECONDS")
      ->needs(request);
  app.add_flag("--envelope", options.envelope,
               "Put response topic and correlation data into the payload,\n"
               "for a device on MQTT 3.1.1 (on 3.1.1 always so)");
  if (!read_command_line(app, argc, argv)) return false;
  options.timeout = std::chrono::milliseconds{std::llround(timeout_seconds * 1'000)};
  if (!options.request.empty() && options.common.commands) {
    throw Error(ErrorKind::usage, "--request and --commands exclude each other", {},
                "send the request as a command");
  }
  return true;
}

}  // namespace lab::apps
