#pragma once

#include <string_view>

#include "lab/mqtt/responder.hpp"

namespace lab::mqtt {

/// The answer to a request that cannot be served: `{"error":{"status":…,"message":"…"}}`, and the
/// user property `status`. A message that is long is cut, one that is not UTF-8 is mended: it may
/// repeat what a hostile peer sent (threats T10, T11).
Answer error_answer(int status, std::string_view message);

}  // namespace lab::mqtt
