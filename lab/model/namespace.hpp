#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/model/client.hpp"
#include "lab/model/client_query.hpp"
#include "lab/model/topic_template.hpp"

namespace lab::model {

/// A registered certificate authority (ARM `caCertificates`).
struct CaCertificate {
  std::string name;
  std::string description;
  std::string encoded_certificate;  ///< PEM text.
};

/// A set of clients, chosen by a query over their attributes.
struct ClientGroup {
  std::string name;
  std::string description;
  ClientQuery query;
};

/// The name of the built-in group that holds every client.
inline constexpr std::string_view all_clients_group = "$all";

/// A set of topics, given by templates.
struct TopicSpace {
  std::string name;
  std::string description;
  std::vector<TopicTemplate> topic_templates;
};

/// ARM `PermissionType`. There is no deny and no "both".
enum class Permission { publisher, subscriber };

/// Gives the clients of a group a permission on the topics of a space.
struct PermissionBinding {
  std::string name;
  std::string description;
  std::string client_group_name;
  std::string topic_space_name;
  Permission permission = Permission::publisher;
};

/// ARM `AlternativeAuthenticationNameSource`: certificate fields that may hold the authentication
/// name when CONNECT has no Username, tried in order (CA-011 … CA-013).
enum class AlternativeNameSource {
  client_certificate_subject,
  client_certificate_dns,
  client_certificate_uri,
  client_certificate_ip,
  client_certificate_email,
};

/// ARM `customJwtAuthentication`.
struct CustomJwtAuthentication {
  std::string token_issuer;
  struct EncodedCertificate {
    std::string kid;
    std::string encoded_certificate;  ///< PEM text.
  };
  std::vector<EncodedCertificate> encoded_issuer_certificates;
  std::vector<std::string> issuer_certificate_urls;
};

/// ARM `webhookAuthentication`.
struct WebhookAuthentication {
  std::string endpoint_url;
  std::string endpoint_base_url;
  std::string azure_active_directory_application_id_or_uri;
  std::string azure_active_directory_tenant_id;
};

/// ARM `routingEnrichments`.
struct RoutingEnrichment {
  std::string key;
  std::string value;  ///< Literal text, or `${…}` when dynamic.
  bool is_dynamic = false;
};

/// ARM `topicSpacesConfiguration`: the namespace's MQTT settings.
struct TopicSpacesConfiguration {
  bool enabled = false;
  std::uint32_t maximum_session_expiry_in_hours = 1;                  ///< 1-8.
  std::uint32_t maximum_client_sessions_per_authentication_name = 1;  ///< 1-100.
  std::vector<AlternativeNameSource> alternative_authentication_name_sources;
  std::optional<CustomJwtAuthentication> custom_jwt_authentication;
  std::optional<WebhookAuthentication> webhook_authentication;
  std::string route_topic_resource_id;
  std::vector<RoutingEnrichment> routing_enrichments;
};

/// An Event Grid namespace's MQTT definition, checked: whatever reads one (`reader.hpp`) has
/// reported every broken rule, so every reference resolves and every value is in range. Collections
/// are sorted by name.
struct Namespace {
  std::string name;  ///< As given, or the definition file's stem.
  std::string location;
  std::uint32_t capacity = 1;  ///< Throughput units (`sku.capacity`), 1-40.
  TopicSpacesConfiguration topic_spaces_configuration;
  std::vector<CaCertificate> ca_certificates;
  std::vector<Client> clients;
  std::vector<ClientGroup> client_groups;
  std::vector<TopicSpace> topic_spaces;
  std::vector<PermissionBinding> permission_bindings;
};

/// A client by its ARM name, or null.
const Client* find_client(const Namespace& definition, std::string_view name);

/// A client by its authentication name, ignoring ASCII case (CA-014), or null.
const Client* find_client_by_authentication_name(const Namespace& definition,
                                                 std::string_view authentication_name);

/// A topic space by its name, or null.
const TopicSpace* find_topic_space(const Namespace& definition, std::string_view name);

/// A client group by its name, or null. `$all` is built in and not among them.
const ClientGroup* find_client_group(const Namespace& definition, std::string_view name);

/// Whether a client is in a group (by the group's name, `$all` included).
bool is_member(const Namespace& definition, const Client& client, std::string_view group_name);

}  // namespace lab::model
