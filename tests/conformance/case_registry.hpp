#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "tests/conformance/conformance_case.hpp"

namespace lab::conformance {

/// The case that is bound to a requirement; null if none is.
const CaseEntry* find_case(std::string_view id);

/// All cases as `eglab-conformance --list` prints them, in order of their first ids:
/// [{"ids":["CA-065"],"suite":"Authorization","file":"tests/conformance/…","line":12}, …].
nlohmann::json case_list();

}  // namespace lab::conformance
