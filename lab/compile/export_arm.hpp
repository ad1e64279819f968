#pragma once

#include <string>
#include <string_view>

#include "lab/model/namespace.hpp"

namespace lab::compile {

/// An ARM template that creates the namespace and all that is in it, with the parameters
/// `namespaceName` and `location`. Read back (`model::read_namespace`) it gives the same namespace;
/// a location that the definition does not give becomes the resource group's.
///
/// `other_settings` as for `exported_namespace`.
std::string export_arm(const model::Namespace& definition, std::string_view other_settings = {});

/// A text as a value of an ARM template: what would be taken for an expression is escaped. A text
/// that begins with `[` and ends with `]` gets a second `[`; one that begins with `[[` and does not
/// end with `]` is written as an expression that gives it, since Azure leaves such a text alone and
/// other readers take one `[` away.
std::string arm_text(std::string_view text);

}  // namespace lab::compile
