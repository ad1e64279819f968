#include "tests/support/stage.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "lab/model/reader.hpp"

namespace lab::test {
namespace {

using nlohmann::json;
using process::AppProcess;

bool has_members(const json& event, const json& members) {
  return std::ranges::all_of(members.items(), [&](const auto& member) {
    return event.contains(member.key()) && event[member.key()] == member.value();
  });
}

}  // namespace

model::Namespace story(const std::string& name) {
  return model::load_namespace(std::filesystem::path{LAB_SOURCE_FOLDER} / "fixtures" /
                               "namespaces" / (name + ".json"));
}

model::Namespace with_client(model::Namespace definition, const std::string& name,
                             const std::string& type) {
  model::Client client;
  client.name = name;
  client.authentication_name = name;
  client.attributes.emplace("type", type);
  const auto place = std::ranges::lower_bound(definition.clients, name, {}, &model::Client::name);
  definition.clients.insert(place, std::move(client));
  return definition;
}

Stage::Stage(const std::string& story_name, process::ServeOptions options)
    : Stage(story(story_name), std::move(options)) {}

Stage::Stage(model::Namespace definition, process::ServeOptions options)
    : served_(std::move(definition), std::move(options)) {}

AppProcess Stage::start(const std::string& program, const Part& part) {
  process::Command command;
  command.program = std::filesystem::path{LAB_PROGRAM_FOLDER} / program;
  command.arguments = {"--env", served_.env_file(part.client).string(), "--protocol", part.protocol,
                       "--commands"};
  command.arguments.insert(command.arguments.end(), part.arguments.begin(), part.arguments.end());
  command.wants_input = true;
  return AppProcess{fmt::format("{}-{}", part.client, ++started_), command, served_.folder()};
}

AppProcess Stage::cloud_app(const Part& part) {
  AppProcess app = start("cloud_app", part);
  await(app, "subscribed");
  return app;
}

AppProcess Stage::device(const Part& part) {
  AppProcess app = start("device", part);
  await(app, "subscribed");
  return app;
}

mqtt::ConnectOptions Stage::connect_options(const std::string& client,
                                            mqtt::Version version) const {
  const auto& files = served_.credentials().clients.at(client);
  const model::Client* entry = model::find_client(served_.definition(), client);
  mqtt::ConnectOptions options;
  options.port = served_.broker().port();
  options.version = version;
  options.client_id = entry->authentication_name;
  options.username = entry->authentication_name;
  options.ca_file = served_.credentials().ca_file;
  options.certificate_file = files.certificate_file;
  options.key_file = files.key_file;
  options.reconnect = false;
  return options;
}

json await(AppProcess& app, const std::string& event, const json& members,
           std::source_location place) {
  return await_by(Deadline::after(patience), app, event, members, place);
}

json await_by(Deadline deadline, AppProcess& app, const std::string& event, const json& members,
              std::source_location place) {
  const auto found = app.wait_for(
      event, [&](const json& body) { return has_members(body, members); }, deadline);
  if (found) return found->body;
  ADD_FAILURE_AT(place.file_name(), static_cast<int>(place.line()))
      << app.name() << " did not report \"" << event << "\" " << members.dump() << "\n"
      << app.describe_pending();
  return nullptr;
}

std::size_t count(const AppProcess& app, const std::string& event, const json& members) {
  const auto events = app.all_events();
  return static_cast<std::size_t>(std::ranges::count_if(events, [&](const process::Event& one) {
    return one.name == event && has_members(one.body, members);
  }));
}

json ask(AppProcess& cloud_app, const json& request, std::source_location place) {
  json command = request;
  command["command"] = "request";
  if (!command.contains("id")) command["id"] = "question";
  cloud_app.send(command);
  return await(cloud_app, "completed", {{"id", command["id"]}}, place);
}

json stop_and_count(AppProcess& app, std::source_location place) {
  app.send({{"command", "stop"}});
  const json stopped = await(app, "stopped", json::object(), place);
  return stopped.is_object() ? stopped.value("counters", json::object()) : json::object();
}

json nonzero(const json& counters) {
  json happened = json::object();
  for (const auto& [name, value] : counters.items()) {
    if (value != 0) happened[name] = value;
  }
  return happened;
}

}  // namespace lab::test
