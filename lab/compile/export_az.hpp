#pragma once

#include <string>
#include <string_view>

#include "lab/model/namespace.hpp"

namespace lab::compile {

/// A bash script for the Azure CLI that creates the namespace and all that is in it. Every call is
/// `az resource create`, a PUT: a second run creates nothing twice and overwrites what differs.
/// What the definition does not name is left alone. `RESOURCE_GROUP` says where; `NAMESPACE` may
/// give another name. Ends by printing the MQTT host name.
///
/// `other_settings` as for `exported_namespace`.
std::string export_az(const model::Namespace& definition, std::string_view other_settings = {});

}  // namespace lab::compile
