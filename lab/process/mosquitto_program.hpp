#pragma once

#include <filesystem>

namespace lab::process {

/// The path of Mosquitto: EGLAB_MOSQUITTO if set, else where `find_program` finds it. Throws
/// `Error` (environment) that says which Debian package has it.
std::filesystem::path find_mosquitto();

}  // namespace lab::process
