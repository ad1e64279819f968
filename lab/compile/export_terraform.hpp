#pragma once

#include <string>
#include <string_view>

#include "lab/model/namespace.hpp"

namespace lab::compile {

/// A Terraform configuration (provider azapi) that creates the namespace and all that is in it,
/// with the variables `resource_group_id`, `namespace_name` and, if the definition gives a
/// location, `location`.
///
/// `other_settings` as for `exported_namespace`.
std::string export_terraform(const model::Namespace& definition,
                             std::string_view other_settings = {});

/// A text as a Terraform string: in double quotes, on one line; neither `${` nor `%{` in it is
/// interpolated.
std::string terraform_text(std::string_view text);

}  // namespace lab::compile
