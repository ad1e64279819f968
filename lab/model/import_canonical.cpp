#include "lab/model/import_canonical.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "lab/model/import_letter_case.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

using Json = nlohmann::ordered_json;

/// Which object stands in a property of an object, or in each item of its array.
struct Inner {
  const KnownObject& outer;
  std::string_view property;
  const KnownObject& inner;
};

const KnownObject* inner_of(const KnownObject* outer, std::string_view property) {
  static const std::array table{
      Inner{known::namespace_resource, "sku", known::sku},
      Inner{known::namespace_resource, "properties", known::namespace_properties},
      Inner{known::namespace_properties, "topicSpacesConfiguration",
            known::topic_spaces_configuration},
      Inner{known::namespace_properties, "topicsConfiguration", known::topics_configuration},
      Inner{known::namespace_properties, "inboundIpRules", known::inbound_ip_rule},
      Inner{known::topic_spaces_configuration, "routingEnrichments", known::routing_enrichments},
      Inner{known::topic_spaces_configuration, "routingIdentityInfo", known::routing_identity_info},
      Inner{known::topic_spaces_configuration, "clientAuthentication",
            known::client_authentication},
      Inner{known::routing_enrichments, "static", known::static_enrichment},
      Inner{known::routing_enrichments, "dynamic", known::dynamic_enrichment},
      Inner{known::client_authentication, "customJwtAuthentication",
            known::custom_jwt_authentication},
      Inner{known::client_authentication, "webhookAuthentication", known::webhook_authentication},
      Inner{known::custom_jwt_authentication, "issuerCertificates", known::issuer_certificate},
      Inner{known::custom_jwt_authentication, "encodedIssuerCertificates",
            known::encoded_issuer_certificate},
      Inner{known::issuer_certificate, "identity", known::custom_jwt_identity},
      Inner{known::webhook_authentication, "identity", known::custom_jwt_identity},
      Inner{known::client, "clientCertificateAuthentication",
            known::client_certificate_authentication}};
  const auto* found = std::find_if(table.begin(), table.end(), [&](const Inner& row) {
    return &row.outer == outer && row.property == property;
  });
  return found == table.end() ? nullptr : &found->inner;
}

const KnownObject* shape_of(std::string_view segment) {
  if (segment == "caCertificates") return &known::ca_certificate;
  if (segment == "clients") return &known::client;
  if (segment == "clientGroups") return &known::client_group;
  if (segment == "topicSpaces") return &known::topic_space;
  return &known::permission_binding;
}

/// Values that the Azure CLI takes in any letter case.
constexpr std::array<std::string_view, 23> enumerated{"Publisher",
                                                      "Subscriber",
                                                      "Enabled",
                                                      "Disabled",
                                                      "SecuredByPerimeter",
                                                      "Standard",
                                                      "Allow",
                                                      "String",
                                                      "None",
                                                      "SystemAssigned",
                                                      "UserAssigned",
                                                      "SubjectMatchesAuthenticationName",
                                                      "DnsMatchesAuthenticationName",
                                                      "UriMatchesAuthenticationName",
                                                      "IpMatchesAuthenticationName",
                                                      "EmailMatchesAuthenticationName",
                                                      "ThumbprintMatch",
                                                      "ClientCertificateSubject",
                                                      "ClientCertificateDns",
                                                      "ClientCertificateUri",
                                                      "ClientCertificateIp",
                                                      "ClientCertificateEmail",
                                                      "SystemAssigned, UserAssigned"};

/// The properties whose values are those.
constexpr std::array<std::string_view, 9> enumerations{"permission",
                                                       "state",
                                                       "validationScheme",
                                                       "publicNetworkAccess",
                                                       "action",
                                                       "valueType",
                                                       "type",
                                                       "alternativeAuthenticationNameSources",
                                                       "name"};

void mend_case(std::string_view property, const KnownObject* object, Json& value) {
  if (value.is_array()) {
    for (Json& item : value) mend_case(property, object, item);
    return;
  }
  const bool is_enumeration =
      std::find(enumerations.begin(), enumerations.end(), property) != enumerations.end();
  // Only the name of a SKU is one of those, not that of a resource.
  if (!value.is_string() || !is_enumeration || (property == "name" && object != &known::sku)) {
    return;
  }
  const std::string& text = value.get_ref<const std::string&>();
  const auto* found = std::find_if(enumerated.begin(), enumerated.end(), [&](std::string_view one) {
    return equal_ignoring_case(one, text);
  });
  if (found != enumerated.end()) value = std::string{*found};
}

const KnownProperty* find_property(const KnownObject* object, std::string_view name) {
  if (object == nullptr) return nullptr;
  const auto found =
      std::find_if(object->properties.begin(), object->properties.end(),
                   [&](const KnownProperty& property) { return property.name == name; });
  return found == object->properties.end() ? nullptr : &*found;
}

}  // namespace

bool CanonicalValues::is_known_text(const Node& node, std::string_view what) {
  if (!UnknownTexts::is_in(node.text)) return true;
  const UnknownText& part = unknown_.first_of(node.text);
  log_.add_not_read(node.place, std::string{what}, part.reason, part.next);
  return false;
}

bool CanonicalValues::is_kept(const Member& member, const KnownObject& known,
                              const KnownObject* also) {
  const KnownProperty* property = find_property(&known, member.key);
  if (property == nullptr) property = find_property(also, member.key);
  if (property != nullptr && property->use == PropertyUse::writable) return true;
  if (property != nullptr && property->use == PropertyUse::read_only) return false;
  const std::string what = fmt::format("the property {}", in_quotes(member.key, 60));
  if (property == nullptr) {
    log_.add_not_read(member.value.place, what,
                      fmt::format("the resource model's {} has none of that name", known.shape));
  } else {
    log_.add_not_read(member.value.place, what, "it is of a preview and no longer accepted",
                      std::string{property->instead});
  }
  return false;
}

Json CanonicalValues::object_of(const Node& node, const KnownObject* known,
                                const KnownObject* also) {
  Json object = Json::object();
  for (const Member& member : node.members) {
    if (member.value.is(Node::Kind::null)) continue;
    if (known != nullptr && !is_kept(member, *known, also)) continue;
    if (UnknownTexts::is_in(member.key)) {
      static_cast<void>(is_known_text(string_node(member.key, member.value.place), "a key"));
      continue;
    }
    if (member.value.is(Node::Kind::string) &&
        !is_known_text(member.value, fmt::format("the value of {}", in_quotes(member.key, 60)))) {
      continue;
    }
    const KnownObject* inner = inner_of(known, member.key);
    if (inner == nullptr) inner = inner_of(also, member.key);
    Json value = json_of(member.value, inner, nullptr, member.key);
    if (value.is_null()) continue;
    if (known != nullptr) mend_case(member.key, known, value);
    object[member.key] = std::move(value);
  }
  return object;
}

Json CanonicalValues::json_of(const Node& node, const KnownObject* known, const KnownObject* also,
                              std::string_view name) {
  switch (node.kind) {
    case Node::Kind::null:
    case Node::Kind::unresolved: return nullptr;
    case Node::Kind::boolean: return node.truth;
    case Node::Kind::integer: return node.integer;
    case Node::Kind::decimal: return Json::parse(node.text, nullptr, /*allow_exceptions=*/false);
    case Node::Kind::string: return node.text;
    case Node::Kind::object: return object_of(node, known, also);
    case Node::Kind::array: break;
  }
  Json array = Json::array();
  for (const Node& item : node.items) {
    if (item.is(Node::Kind::string) && !is_known_text(item, fmt::format("an item of {}", name)))
      continue;
    Json value = json_of(item, known, nullptr, name);
    if (!value.is_null()) array.push_back(std::move(value));
  }
  return array;
}

Json namespace_json(const NamespaceResource& resource, CanonicalValues& values) {
  Json whole = values.json_of(resource.envelope, &known::namespace_resource,
                              resource.is_flat ? &known::namespace_properties : nullptr);
  if (!whole.is_object()) whole = Json::object();
  Json result = Json::object();
  if (!resource.name.empty()) result["name"] = resource.name;
  for (const char* key : {"location", "sku", "tags", "identity", "properties"}) {
    if (whole.contains(key)) result[key] = whole[key];
  }
  if (!resource.is_flat) return result;
  for (const auto& [key, value] : whole.items()) {
    if (find_property(&known::namespace_properties, key) != nullptr) {
      result["properties"][key] = value;
    }
  }
  return result;
}

Json canonical_json(const Collected& collected, CanonicalValues& values) {
  const DefinitionResources& resources = collected.resources();
  Json document = Json::object();
  if (resources.name_space) {
    document["namespace"] = namespace_json(*resources.name_space, values);
  }
  for (const ResourceKind& kind : resource_kinds) {
    std::vector<const Resource*> sorted;
    for (const Resource& resource : resources.*kind.list) sorted.push_back(&resource);
    std::sort(sorted.begin(), sorted.end(),
              [](const Resource* left, const Resource* right) { return left->name < right->name; });
    Json list = Json::object();
    for (const Resource* resource : sorted) {
      Json properties = values.json_of(resource->properties, shape_of(kind.segment),
                                       resource->is_flat ? &known::child_resource : nullptr);
      if (!properties.is_object()) properties = Json::object();
      properties.erase("name");
      // Names are all different here; to look for each among the others would take long.
      list.get_ref<Json::object_t&>().emplace_back(resource->name,
                                                   Json{{"properties", std::move(properties)}});
    }
    document[std::string{kind.segment}] = std::move(list);
  }
  return document;
}

}  // namespace lab::model
