#include "lab/check/how_to.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/base/base64.hpp"
#include "lab/base/error.hpp"
#include "lab/model/access.hpp"
#include "lab/process/app_process.hpp"

namespace lab::check {
namespace {

using nlohmann::json;
using process::AppProcess;

constexpr const char* correlation = "device2-tempupdate1";
constexpr const char* response_filter = "devices/+/reported";

std::string desired_topic(const std::string& device) {
  return fmt::format("devices/{}/desired", device);
}
std::string reported_topic(const std::string& device) {
  return fmt::format("devices/{}/reported", device);
}

/// Until when to wait, and who may end the wait before.
struct Patience {
  Deadline deadline;
  const std::function<bool()>& interrupted;
};

/// Waits for an event; an `Error` (peer) that shows what came instead if it does not come. Looks up
/// ten times a second to see whether it is interrupted.
json await(AppProcess& app, const std::string& name, const json& members,
           const Patience& patience) {
  constexpr std::chrono::milliseconds look_up{100};
  const auto matches = [&](const json& event) {
    return std::all_of(members.items().begin(), members.items().end(), [&](const auto& member) {
      return event.contains(member.key()) && event[member.key()] == member.value();
    });
  };
  do {
    const Deadline soon = Deadline::after(look_up);
    const auto event = app.wait_for(
        name, matches, soon.when() < patience.deadline.when() ? soon : patience.deadline);
    if (event) return event->body;
    if (patience.interrupted && patience.interrupted()) {
      throw Error(ErrorKind::peer, "interrupted", "what was started has been ended");
    }
  } while (!patience.deadline.passed() && app.running());
  throw Error(ErrorKind::peer,
              fmt::format("{} did not report \"{}\" {}", app.name(), name, members.dump()),
              app.describe_pending(), "look into " + app.log_file().string());
}

/// The first event of that name with that direction, or null.
json find_event(const AppProcess& app, const std::string& name, const std::string& direction) {
  for (const auto& event : app.all_events()) {
    if (event.name == name && event.body.value("direction", "") == direction) return event.body;
  }
  return {};
}

std::string brief(const json& event, std::initializer_list<const char*> members) {
  if (event.is_null()) return "nothing came";
  std::string text;
  for (const char* member : members) {
    if (!event.contains(member)) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", member, event[member].dump());
  }
  return text;
}

/// `0x87 Not authorized`.
std::string reason(const json& event) {
  if (!event.is_object()) return "did not come";
  return fmt::format("0x{:02X} {}", event.value("reason_code", 0), event.value("reason", ""));
}

bool same(const json& event, const char* member, const json& value) {
  return event.is_object() && event.contains(member) && event[member] == value;
}

/// Waits until the device has told all that it did so far: events come in order, so the answer to a
/// question asked now comes last. If it has answered, its last packet is the PUBACK of its answer.
void catch_up(AppProcess& device, bool has_answered, const Patience& patience) {
  if (has_answered) await(device, "acknowledged", {{"of", "response"}}, patience);
  device.send({{"command", "report"}});
  await(device, "state", json::object(), patience);
}

}  // namespace

/// The two processes of a scene.
struct HowTo::Cast {
  AppProcess cloud_app;
  AppProcess device;

  [[nodiscard]] Ladder ladder() const {
    Ladder picture{"cloud app " + cloud_app.name(), "device " + device.name()};
    for (const auto& event : cloud_app.all_events()) {
      picture.add_event(Rung::Side::cloud_app, event.body);
    }
    for (const auto& event : device.all_events()) picture.add_event(Rung::Side::device, event.body);
    return picture;
  }
};

HowTo::HowTo(process::ServedNamespace& served, std::filesystem::path programs,
             std::chrono::milliseconds patience, std::function<bool()> interrupted)
    : served_(served),
      programs_(std::move(programs)),
      patience_(patience),
      interrupted_(std::move(interrupted)) {}

HowTo::Cast HowTo::start_cast(const std::string& device, const std::string& protocol) {
  const auto start = [&](const char* program, const std::string& client) {
    process::Command command;
    command.program = programs_ / program;
    command.arguments = {"--env",         served_.env_file(client).string(),
                         "--protocol",    protocol,
                         "--clean-start", "--commands"};
    command.wants_input = true;
    return AppProcess{client, command, served_.folder()};
  };
  Cast cast{start("cloud_app", "cloudapp"), start("device", device)};
  const Patience patience{Deadline::after(patience_), interrupted_};
  await(cast.device, "subscribed", {{"filter", desired_topic(device)}}, patience);
  await(cast.cloud_app, "subscribed", {{"filter", response_filter}}, patience);
  return cast;
}

Scene HowTo::request_on_v5() {
  return play_request("MQTT 5: cloudapp asks device2 for a temperature of 21", "5");
}

Scene HowTo::request_on_v311() {
  return play_request("MQTT 3.1.1: the same, with the response topic in the payload", "3.1.1");
}

Scene HowTo::play_request(const std::string& title, const std::string& protocol) {
  Cast cast = start_cast("device2", protocol);
  const json temperature{{"temperature", 21}};
  cast.cloud_app.send({{"command", "request"},
                       {"id", "how-to"},
                       {"to", "device2"},
                       {"payload", temperature},
                       {"correlation_text", correlation}});
  const json completed = await(cast.cloud_app, "completed", {{"id", "how-to"}},
                               {Deadline::after(patience_), interrupted_});
  catch_up(cast.device, same(completed, "outcome", "answered"),
           {Deadline::after(patience_), interrupted_});

  const json arrived = find_event(cast.device, "request", "received");
  const json answer = find_event(cast.cloud_app, "response", "received");
  const json sent = find_event(cast.cloud_app, "request", "sent");
  const json subscribed = find_event(cast.cloud_app, "subscribed", "");
  const std::string correlation_data = base64_encode(correlation);
  const auto device_events = cast.device.all_events();
  const auto executions = std::ranges::count(device_events, "executed", &process::Event::name);
  Scene scene{title, cast.ladder(), {}};
  scene.verdicts = {
      {"cloudapp's subscription to devices/+/reported is granted before it asks",
       subscribed.is_object() && sent.is_object() && subscribed["reason_code"] < 0x80 &&
           subscribed["at_us"] <= sent["at_us"],
       "SUBACK " + reason(subscribed)},
      {"device2 receives the request with the response topic it shall answer on",
       same(arrived, "topic", desired_topic("device2")) &&
           same(arrived, "response_topic", reported_topic("device2")),
       brief(arrived, {"topic", "response_topic", "enveloped"})},
      {"the response topic travels in the " +
           std::string{protocol == "5" ? "properties" : "payload"},
       same(arrived, "enveloped", protocol != "5"), brief(arrived, {"enveloped"})},
      {"device2 answers on that topic, and cloudapp takes the answer as the one it asked for",
       same(completed, "outcome", "answered") && same(answer, "topic", reported_topic("device2")),
       brief(completed, {"outcome", "reason", "elapsed_us"})},
      {"the answer carries the request's correlation data, byte for byte",
       same(answer, "correlation_data", correlation_data),
       brief(answer, {"correlation_text", "correlation_data"})},
      {"the answer is the state that device2 reports after applying the request",
       same(completed, "response", temperature), brief(completed, {"response"})},
      {"the request was executed once", executions == 1, fmt::format("executions: {}", executions)},
  };
  return scene;
}

Scene HowTo::refused_publish() {
  Cast cast = start_cast("device1", "5");
  const std::string forbidden = reported_topic("device2");
  cast.device.send({{"command", "publish"},
                    {"id", "forged"},
                    {"topic", forbidden},
                    {"payload", {{"temperature", 99}}},
                    {"correlation_text", correlation}});
  const json refused = await(cast.device, "acknowledged", {{"topic", forbidden}},
                             {Deadline::after(patience_), interrupted_});
  // What cloudapp sees next must be the answer to a question asked after the forgery.
  cast.cloud_app.send(
      {{"command", "request"}, {"id", "after"}, {"to", "device1"}, {"payload", {{"a", 1}}}});
  const json after = await(cast.cloud_app, "completed", {{"id", "after"}},
                           {Deadline::after(patience_), interrupted_});
  catch_up(cast.device, same(after, "outcome", "answered"),
           {Deadline::after(patience_), interrupted_});
  std::vector<std::string> seen;
  for (const auto& event : cast.cloud_app.all_events()) {
    if (event.body.value("direction", "") == "received")
      seen.push_back(event.body.value("topic", ""));
  }
  const model::Decision decision =
      model::may(served_.definition(), "device1", model::Action::publish, forbidden);
  Scene scene{"Refused: device1 tries to answer for device2", cast.ladder(), {}};
  scene.verdicts = {
      {"the broker refuses device1's publish to " + forbidden, same(refused, "reason_code", 0x87),
       "PUBACK " + reason(refused)},
      {"the definition says so too", !decision.allowed, decision.explanation},
      {"cloudapp never sees it: the next message it gets is an answer asked for later",
       same(after, "outcome", "answered") && seen == std::vector{reported_topic("device1")},
       fmt::format("received on: {}", fmt::join(seen, ", "))},
  };
  return scene;
}

}  // namespace lab::check
