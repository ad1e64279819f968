#include "lab/apps/device_options.hpp"

#include <csignal>
#include <cstdint>

#include <CLI/CLI.hpp>

#include "lab/base/error.hpp"

namespace lab::apps {
namespace {

const char* const about =
    "device: applies desired properties and answers with its reported ones, one JSON event a line.";

const char* const examples = R"(Examples:
  # One device that answers on devices/device2/reported until Ctrl-C:
  device --env credentials/clients/device2.env

  # The same over MQTT 3.1.1, late by two seconds, on purpose:
  device --env credentials/clients/device2.env --protocol 3.1.1 --misbehave slow --delay-ms 2000

  # A thousand devices, device1 to device1000, in this one process:
  device --count 1000 --credentials credentials --host localhost --quiet-connect

Exit codes: 0 done, 2 wrong options, 3 a wrong file, 4 the machine lacks something,
5 no connection. Events and commands: docs/events.md.)";

}  // namespace

mqtt::Responder::Misbehaviour make_misbehaviour(const std::string& name,
                                                std::chrono::milliseconds delay) {
  mqtt::Responder::Misbehaviour misbehaviour;
  misbehaviour.kind = mqtt::parse_misbehaviour(name);
  misbehaviour.delay = delay;
  misbehaviour.crash = [] { std::raise(SIGKILL); };
  return misbehaviour;
}

bool read_device_options(int argc, const char* const* argv, DeviceOptions& options) {
  CLI::App app{about, "device"};
  app.footer(examples);
  add_common_options(app, options.common);
  app.add_option("--request-filter", options.request_filter,
                 "What to take requests from (devices/{name}/desired)")
      ->option_text("FILTER");
  app.add_option("--allowed-response-topic", options.allowed_response_topic,
                 "Where it may answer, whatever it is asked\n(devices/{name}/reported)")
      ->option_text("FILTER");
  app.add_option("--reported", options.reported, "The properties it starts with ({})")
      ->option_text("JSON");
  std::string misbehave = "none";
  std::uint32_t delay_ms = 0;
  app.add_option("--misbehave", misbehave,
                 "A deliberate fault: mute slow twice wrong_correlation\n"
                 "truncated_correlation no_correlation wrong_response_topic\n"
                 "crash_before_answer crash_after_answer ignore_redelivery")
      ->option_text("NAME");
  app.add_option("--delay-ms", delay_ms, "How late \"slow\" is")->option_text("NUMBER");
  app.add_option("--count", options.count, "Hold this many devices in one process")
      ->check(CLI::Range(1, 1'000'000))
      ->option_text("NUMBER");
  app.add_option("--name-pattern", options.name_pattern,
                 "With --count: their names; {n} is 1, 2, 3, … (device{n})")
      ->option_text("TEXT");
  app.add_option("--credentials", options.credentials,
                 "Folder with ca.pem and clients/NAME.pem and .key")
      ->option_text("FOLDER");
  app.add_option("--connects-in-flight", options.connects_in_flight,
                 "With --count: how many connect at a time (100)")
      ->check(CLI::Range(1, 1'000'000))
      ->option_text("NUMBER");
  app.add_flag("--quiet-connect", options.quiet.connections,
               "No connected and subscribed events (all_connected comes)");
  app.add_flag("--quiet-messages", options.quiet.messages,
               "No request, executed, response and acknowledged events");
  if (!read_command_line(app, argc, argv)) return false;
  options.misbehaviour = make_misbehaviour(misbehave, std::chrono::milliseconds{delay_ms});
  if (options.count > 1 && options.name_pattern.find("{n}") == std::string::npos) {
    throw Error(ErrorKind::usage, "--name-pattern " + options.name_pattern,
                "without {n} all devices would have one name", "write, for example, device{n}");
  }
  return true;
}

}  // namespace lab::apps
