#pragma once

#include <string>

namespace lab::mqtt {

/// New correlation data: 16 bytes that nobody can guess (threat T3), from the kernel's generator.
/// Throws `Error` (environment) if the kernel has none to give.
std::string random_correlation_data();

}  // namespace lab::mqtt
