#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "lab/apps/app_options.hpp"

namespace lab::apps {

/// What a cloud app is told. `{device}` in a topic stands for the device a request goes to.
struct CloudAppOptions {
  CommonOptions common;
  std::string response_filter = "devices/+/reported";
  std::string request_topic = "devices/{device}/desired";
  std::string response_topic = "devices/{device}/reported";
  std::vector<std::string> request;  ///< Empty, or device and payload: send it, and end.
  std::optional<std::string> correlation_text;
  std::chrono::milliseconds timeout{5'000};
  bool envelope = false;
};

/// Reads the command line. False if it asked for help. Throws `Error` (usage).
bool read_cloud_app_options(int argc, const char* const* argv, CloudAppOptions& options);

}  // namespace lab::apps
