#include "tests/e2e/crash_scene.hpp"

#include <csignal>

namespace lab::test {

using nlohmann::json;
using process::AppProcess;

process::ServeOptions saving_every_change() {
  process::ServeOptions options;
  options.persistent = true;
  options.broker.save_every_change = true;
  return options;
}

CrashScene::CrashScene(process::ServeOptions options)
    : stage_("request-response", std::move(options)) {
  new_cloud_app();
  new_device();
}

AppProcess& CrashScene::new_cloud_app() {
  cloud_apps_.push_back(std::make_unique<AppProcess>(stage_.cloud_app({"cloudapp"})));
  cloud_app_was_killed_.push_back(false);
  return cloud_app();
}

AppProcess& CrashScene::new_device(const std::vector<std::string>& arguments) {
  devices_.push_back(std::make_unique<AppProcess>(stage_.device({"device2", "5", arguments})));
  return device();
}

void CrashScene::kill_cloud_app() {
  cloud_app().signal(SIGKILL);
  EXPECT_TRUE(cloud_app().wait(Deadline::after(patience)));
  cloud_app_was_killed_.back() = true;
}

void CrashScene::kill_device() {
  device().signal(SIGKILL);
  EXPECT_TRUE(device().wait(Deadline::after(patience)));
}

void CrashScene::ask_device(const std::string& id, const json& payload) {
  cloud_app().send({{"command", "request"},
                    {"id", id},
                    {"to", "device2"},
                    {"payload", payload},
                    {"timeout_ms", 15'000}});
  await(cloud_app(), "acknowledged", {{"id", id}, {"reason_code", 0}});
}

json CrashScene::end_of(const std::string& id) {
  return await(cloud_app(), "completed", {{"id", id}});
}

void CrashScene::pause_device() {
  device().signal(SIGSTOP);
}

void CrashScene::resume_device() {
  device().signal(SIGCONT);
}

void CrashScene::let_broker_save() {
  cloud_app().send({{"command", "subscribe"}, {"filter", "devices/device2/reported"}});
  await(cloud_app(), "subscribed", {{"filter", "devices/device2/reported"}});
  cloud_app().send({{"command", "unsubscribe"}, {"filter", "devices/device2/reported"}});
  await(cloud_app(), "unsubscribed", {{"filter", "devices/device2/reported"}});
}

void CrashScene::heals_and_ends_well_after(int executions, int most) {
  const json healed = ask(
      cloud_app(),
      {{"id", "healed"}, {"to", "device2"}, {"payload", json::object()}, {"timeout_ms", 2'000}});
  EXPECT_EQ(healed.value("outcome", ""), "answered") << "I8: no good round trip within 2 s";
  stop_and_count(cloud_app());
  stop_and_count(device());
  // Only now has every line that the device wrote been read.
  std::size_t executed = 0;
  for (const auto& life : devices_) {
    life->wait(Deadline::after(patience));
    executed += count(*life, "executed");
  }
  EXPECT_GE(executed, static_cast<std::size_t>(executions) + 1);
  EXPECT_LE(executed, static_cast<std::size_t>(most) + 1);
  History history;
  for (std::size_t life = 0; life < cloud_apps_.size(); ++life) {
    history.add_cloud_app(cloud_apps_[life]->all_events(), cloud_app_was_killed_[life]);
  }
  for (const auto& life : devices_) history.add_device(life->all_events());
  EXPECT_TRUE(invariants_hold(history));
}

}  // namespace lab::test
