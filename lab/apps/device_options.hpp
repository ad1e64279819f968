#pragma once

#include <cstddef>
#include <string>

#include "lab/apps/app_options.hpp"
#include "lab/apps/client_link.hpp"
#include "lab/mqtt/misbehaviour.hpp"

namespace lab::apps {

/// What the device program is told. `{name}` in a topic stands for the device's authentication
/// name, `{n}` in the name pattern for its number, from 1.
struct DeviceOptions {
  CommonOptions common;
  std::string request_filter = "devices/{name}/desired";
  std::string allowed_response_topic = "devices/{name}/reported";
  std::string reported = "{}";  ///< The properties each device starts with.
  mqtt::Responder::Misbehaviour misbehaviour;
  std::size_t count = 0;  ///< 0: one device, named as the common options say.
  std::string name_pattern = "device{n}";
  std::string credentials;  ///< Folder with ca.pem and clients/NAME.pem and .key.
  std::size_t connects_in_flight = 100;
  Quiet quiet;
};

/// Reads the command line. False if it asked for help. Throws `Error` (usage).
bool read_device_options(int argc, const char* const* argv, DeviceOptions& options);

/// The misbehaviour of that name, whose crash ends this process as a kill does. `crash` and its
/// like need nothing else. Throws `Error` (usage) for an unknown name.
mqtt::Responder::Misbehaviour make_misbehaviour(const std::string& name,
                                                std::chrono::milliseconds delay);

}  // namespace lab::apps
