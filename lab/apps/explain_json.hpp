#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "lab/model/explain.hpp"
#include "lab/model/explain_change.hpp"
#include "lab/model/explain_patch.hpp"

namespace lab::apps {

/// An explanation and its change as `eglab explain --json` prints them (docs/json.md).
nlohmann::ordered_json to_json(const model::Explanation& explanation, const model::Change& change,
                               const std::vector<model::PatchOperation>& patch);

}  // namespace lab::apps
