#pragma once

#include <string>

#include "lab/model/namespace.hpp"

namespace lab::model {

/// Every field of a namespace as text, a line each, so that two of them can be compared and the
/// difference read.
std::string namespace_text(const Namespace& definition);

}  // namespace lab::model
