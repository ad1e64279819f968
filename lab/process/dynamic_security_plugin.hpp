#pragma once

#include <filesystem>

namespace lab::process {

/// The path of Mosquitto's dynamic-security plugin: EGLAB_DYNAMIC_SECURITY_PLUGIN if set, else
/// where Debian (on any architecture) and a build from source put it. Throws `Error` (environment)
/// that says which Debian package has it.
std::filesystem::path find_dynamic_security_plugin();

}  // namespace lab::process
