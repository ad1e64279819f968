#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/model/definition_tree.hpp"

namespace lab::model {

/// A child resource as found, whatever the form of the definition.
struct Resource {
  std::string name;
  PlaceId name_place = 0;  ///< Where a problem with the name points to.
  Node properties;         ///< The inner properties object.
  bool is_flat = false;    ///< Envelope properties (`id`, `type`, …) stand among them.
};

/// The namespace's own resource as found.
struct NamespaceResource {
  std::string name;  ///< Empty if the definition does not say.
  PlaceId name_place = 0;
  Node envelope;         ///< `location`, `sku` and, unless flat, `properties`.
  bool is_flat = false;  ///< What belongs into `properties` stands in the envelope.
};

/// A definition taken apart into resources: what each of the three forms is brought to, before any
/// rule about resources is checked.
struct DefinitionResources {
  std::optional<NamespaceResource> name_space;
  std::vector<Resource> ca_certificates;
  std::vector<Resource> clients;
  std::vector<Resource> client_groups;
  std::vector<Resource> topic_spaces;
  std::vector<Resource> permission_bindings;
};

/// A kind of child resource: its ARM segment, and where its resources are kept.
struct ResourceKind {
  std::string_view segment;
  std::string_view kebab;  ///< The other accepted folder name.
  std::vector<Resource> DefinitionResources::*list;
};

inline constexpr std::array resource_kinds{
    ResourceKind{"caCertificates", "ca-certificates", &DefinitionResources::ca_certificates},
    ResourceKind{"clients", "clients", &DefinitionResources::clients},
    ResourceKind{"clientGroups", "client-groups", &DefinitionResources::client_groups},
    ResourceKind{"topicSpaces", "topic-spaces", &DefinitionResources::topic_spaces},
    ResourceKind{"permissionBindings", "permission-bindings",
                 &DefinitionResources::permission_bindings},
};

}  // namespace lab::model
