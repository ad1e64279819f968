#pragma once

#include <filesystem>

#include "lab/base/deadline.hpp"

namespace lab::process {

/// Whether a broker answers a CONNECT (MQTT 5 §3.1) on its unix socket with a CONNACK, of any
/// reason code: only then does its loop run. An open port or socket proves less, and a line in its
/// log comes before it can be stopped. False if it closes the connection or the deadline passes.
bool answers_connect(const std::filesystem::path& socket, Deadline deadline);

}  // namespace lab::process
