#pragma once

#include <string>

#include "lab/model/namespace.hpp"

namespace lab::compile {

/// The dynamic-security plugin's JSON file that enforces the definition's topic access: deny by
/// default, one role per distinct set of expanded permissions, usernames descending (so that
/// Mosquitto 2.0.11 loads 100,000 clients in under a second). Usernames are authentication names.
/// Disabled clients are listed as disabled and have no role. Deterministic.
std::string dynamic_security(const model::Namespace& definition);

}  // namespace lab::compile
