#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace lab::model {

/// Checks a JSON value against a schema of draft 2020-12: the keywords that namespace.schema.json
/// uses, and no others. Gives the places that break it, as "POINTER: KEYWORD"; throws
/// `std::logic_error` on a keyword that it does not know, so that none is silently passed over.
std::vector<std::string> schema_problems(const nlohmann::json& schema, const nlohmann::json& value);

}  // namespace lab::model
