#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lab/apps/app_loop.hpp"
#include "lab/apps/device_options.hpp"
#include "lab/apps/one_device.hpp"
#include "lab/base/error.hpp"

namespace lab::apps {

/// The device program: one device, or `--count` of them, as events and commands (docs/events.md).
class DeviceProgram final {
 public:
  /// Throws `Error`: as `resolve` does; environment if the machine does not allow so many
  /// connections.
  explicit DeviceProgram(DeviceOptions options);

  /// Runs until it is asked to stop. Gives the exit code, 0. Throws `Error`: definition if a
  /// certificate or key cannot be used, peer if a connection ended with --no-reconnect.
  int run();

 private:
  void make_devices();
  [[nodiscard]] std::unique_ptr<OneDevice> make_device(const Identity& identity);
  [[nodiscard]] Identity numbered(std::size_t number) const;
  void start_more();
  void on_first_attempt_ended();
  void on_ready();
  void on_disconnected(const mqtt::Disconnected& how);
  void run_command(const Command& for_some);
  [[nodiscard]] std::vector<OneDevice*> meant_by(const Command& command) const;
  void stop();
  void finish();
  [[nodiscard]] bool is_fleet() const { return options_.count > 0; }

  DeviceOptions options_;
  Identity identity_;  ///< Of the one device, or what all have in common.
  AppLoop app_;
  EventSource source_;  ///< Of events that are about the whole program.
  OneDevice::Observer observer_;
  std::vector<std::unique_ptr<OneDevice>> devices_;
  std::chrono::steady_clock::time_point started_at_;
  std::size_t started_ = 0;
  std::size_t in_flight_ = 0;
  std::size_t ready_ = 0;
  std::size_t leaving_ = 0;
  std::optional<Error> failure_;
  bool stopping_ = false;
  bool finished_ = false;
};

}  // namespace lab::apps
