#pragma once

#include <string>
#include <string_view>

namespace lab::model {

/// What an Azure resource id (or URL) says about a part of an Event Grid namespace. Its parts may
/// hold marks for what is unknown.
struct ResourceId {
  bool is_event_grid = false;  ///< It is a namespace, or a child of one.
  bool is_unknown = false;     ///< Too much of it is unknown to tell.
  std::string namespace_name{};
  std::string segment{};  ///< `clients` …; empty for the namespace itself.
  std::string name{};     ///< The child's.
};

/// Reads `…/Microsoft.EventGrid/namespaces/NAME[/SEGMENT/NAME]`, in any letter case. An id whose
/// beginning is unknown is told by its end: `…/clients/NAME`.
ResourceId parse_resource_id(std::string_view id);

/// The same from `az resource create --namespace --resource-type --parent --name`.
ResourceId resource_id_of_type(std::string_view provider, std::string_view type,
                               std::string_view parent, std::string_view name);

}  // namespace lab::model
