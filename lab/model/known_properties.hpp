#pragma once

#include <span>
#include <string_view>

namespace lab::model {

/// What a known property is to the reader.
enum class PropertyUse {
  writable,   ///< Part of a definition.
  read_only,  ///< Written by the service; exports hold it, the reader passes over it.
  obsolete,   ///< Of a preview; no longer accepted.
};

struct KnownProperty {
  std::string_view name;
  PropertyUse use = PropertyUse::writable;
  std::string_view instead = {};  ///< What to write instead of an obsolete one.
};

/// An object of the definition and the properties that it may have. `shape` is its name under
/// `$defs` in namespace.schema.json, which holds the same properties except the obsolete ones.
struct KnownObject {
  std::string_view shape;
  std::span<const KnownProperty> properties;
};

/// The objects of the resource model (facts §1, ARM).
namespace known {
extern const KnownObject document;
extern const KnownObject namespace_resource;
extern const KnownObject child_resource;
extern const KnownObject sku;
extern const KnownObject namespace_properties;
extern const KnownObject topics_configuration;
extern const KnownObject inbound_ip_rule;
extern const KnownObject topic_spaces_configuration;
extern const KnownObject routing_enrichments;
extern const KnownObject static_enrichment;
extern const KnownObject dynamic_enrichment;
extern const KnownObject routing_identity_info;
extern const KnownObject client_authentication;
extern const KnownObject custom_jwt_authentication;
extern const KnownObject issuer_certificate;
extern const KnownObject custom_jwt_identity;
extern const KnownObject encoded_issuer_certificate;
extern const KnownObject webhook_authentication;
extern const KnownObject ca_certificate;
extern const KnownObject client;
extern const KnownObject client_certificate_authentication;
extern const KnownObject client_group;
extern const KnownObject topic_space;
extern const KnownObject permission_binding;
}  // namespace known

/// All of them.
std::span<const KnownObject* const> all_known_objects();

}  // namespace lab::model
