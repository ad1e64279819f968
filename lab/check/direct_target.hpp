#pragma once

#include <memory>

#include "lab/check/target.hpp"
#include "lab/model/namespace.hpp"

namespace lab::check {

/// A namespace on a Mosquitto of its own (topology direct): certificates made, the extra ones too,
/// served on 127.0.0.1 over TLS and, if this Mosquitto can, over WebSocket. All of it is gone when
/// the target ends. Throws as `process::ServedNamespace` does.
std::unique_ptr<Target> make_direct_target(const model::Namespace& definition);

}  // namespace lab::check
