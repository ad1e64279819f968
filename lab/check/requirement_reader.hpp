#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "lab/check/requirement.hpp"

namespace lab::check {

/// Reads one entry of a catalogue. Throws `Error` (definition) with the file's name and the JSON
/// pointer of the fault: an unknown, missing, or mistyped member, a value that is none of the known
/// ones.
Requirement read_requirement(const nlohmann::json& entry, std::size_t index,
                             const std::string& file);

}  // namespace lab::check
