#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/history.hpp"
#include "tests/support/stage.hpp"

namespace lab::test {

/// A stage on which processes die: keeps every life of the cloud app and of device2, and checks
/// the invariants over all of them at the end.
class CrashScene {
 public:
  /// Both sides are up and subscribed.
  explicit CrashScene(process::ServeOptions options = {});

  Stage& stage() { return stage_; }
  process::Broker& broker() { return stage_.broker(); }
  /// The present life of each side.
  process::AppProcess& cloud_app() { return *cloud_apps_.back(); }
  process::AppProcess& device() { return *devices_.back(); }

  /// Begins a new life of one side, with the session that the old one left.
  process::AppProcess& new_cloud_app();
  process::AppProcess& new_device(const std::vector<std::string>& arguments = {});

  /// Ends one side at once, and waits until it has ended.
  void kill_cloud_app();
  void kill_device();

  /// Sends a request for device2 and waits for the broker's PUBACK 0.
  void ask_device(const std::string& id, const nlohmann::json& payload);
  /// The one end of a request.
  nlohmann::json end_of(const std::string& id);
  /// Holds the device still, so that a request stands before its door; lets it go on.
  void pause_device();
  void resume_device();

  /// Waits until the broker has done, and saved, all that it was asked before: it answers one more
  /// request of the cloud app, which it reads only after that.
  void let_broker_save();

  /// A good round trip within 2 s (I8), then an orderly end and the invariants I1-I7 of the whole
  /// history. Before that round trip all lives of device2 executed this often together; from
  /// `executions` to `most` times if that is not certain.
  void heals_and_ends_well_after(int executions) {
    heals_and_ends_well_after(executions, executions);
  }
  void heals_and_ends_well_after(int executions, int most);

 private:
  Stage stage_;
  std::vector<std::unique_ptr<process::AppProcess>> cloud_apps_;
  std::vector<bool> cloud_app_was_killed_;
  std::vector<std::unique_ptr<process::AppProcess>> devices_;
};

/// The options of a broker that saves each change before it goes on.
process::ServeOptions saving_every_change();

}  // namespace lab::test
