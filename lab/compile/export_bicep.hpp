#pragma once

#include <string>
#include <string_view>

#include "lab/model/namespace.hpp"

namespace lab::compile {

/// A Bicep file that creates the namespace and all that is in it, with the parameters
/// `namespaceName` and `location`.
///
/// `other_settings` as for `exported_namespace`.
std::string export_bicep(const model::Namespace& definition, std::string_view other_settings = {});

/// A text as a Bicep string: in single quotes, on one line; nothing in it is interpolated.
std::string bicep_text(std::string_view text);

}  // namespace lab::compile
