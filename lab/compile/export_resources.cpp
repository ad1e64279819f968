#include "lab/compile/export_resources.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "lab/base/assert.hpp"

namespace lab::compile {
namespace {

using Json = nlohmann::ordered_json;

std::string_view text_of(model::ValidationScheme scheme) {
  switch (scheme) {
    case model::ValidationScheme::subject_matches_authentication_name:
      return "SubjectMatchesAuthenticationName";
    case model::ValidationScheme::dns_matches_authentication_name:
      return "DnsMatchesAuthenticationName";
    case model::ValidationScheme::uri_matches_authentication_name:
      return "UriMatchesAuthenticationName";
    case model::ValidationScheme::ip_matches_authentication_name:
      return "IpMatchesAuthenticationName";
    case model::ValidationScheme::email_matches_authentication_name:
      return "EmailMatchesAuthenticationName";
    case model::ValidationScheme::thumbprint_match: return "ThumbprintMatch";
  }
  LAB_ASSERT(false);
  return {};
}

std::string_view text_of(model::AlternativeNameSource source) {
  switch (source) {
    case model::AlternativeNameSource::client_certificate_subject:
      return "ClientCertificateSubject";
    case model::AlternativeNameSource::client_certificate_dns: return "ClientCertificateDns";
    case model::AlternativeNameSource::client_certificate_uri: return "ClientCertificateUri";
    case model::AlternativeNameSource::client_certificate_ip: return "ClientCertificateIp";
    case model::AlternativeNameSource::client_certificate_email: return "ClientCertificateEmail";
  }
  LAB_ASSERT(false);
  return {};
}

/// Sets a text member unless the text is empty, which stands for "not given".
void set_given(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

Json custom_jwt(const model::CustomJwtAuthentication& jwt) {
  Json object = Json::object();
  set_given(object, "tokenIssuer", jwt.token_issuer);
  for (const std::string& url : jwt.issuer_certificate_urls) {
    object["issuerCertificates"].push_back({{"certificateUrl", url}});
  }
  for (const auto& issuer : jwt.encoded_issuer_certificates) {
    object["encodedIssuerCertificates"].push_back(
        {{"kid", issuer.kid}, {"encodedCertificate", issuer.encoded_certificate}});
  }
  return object;
}

Json webhook(const model::WebhookAuthentication& settings) {
  Json object = Json::object();
  set_given(object, "endpointUrl", settings.endpoint_url);
  set_given(object, "endpointBaseUrl", settings.endpoint_base_url);
  set_given(object, "azureActiveDirectoryApplicationIdOrUri",
            settings.azure_active_directory_application_id_or_uri);
  set_given(object, "azureActiveDirectoryTenantId", settings.azure_active_directory_tenant_id);
  return object;
}

Json client_authentication(const model::TopicSpacesConfiguration& configuration) {
  Json object = Json::object();
  for (const auto source : configuration.alternative_authentication_name_sources) {
    object["alternativeAuthenticationNameSources"].push_back(text_of(source));
  }
  if (configuration.custom_jwt_authentication) {
    object["customJwtAuthentication"] = custom_jwt(*configuration.custom_jwt_authentication);
  }
  if (configuration.webhook_authentication) {
    object["webhookAuthentication"] = webhook(*configuration.webhook_authentication);
  }
  return object;
}

Json routing_enrichments(const std::vector<model::RoutingEnrichment>& enrichments) {
  Json object = Json::object();
  for (const model::RoutingEnrichment& enrichment : enrichments) {
    Json item{{"key", enrichment.key}};
    if (!enrichment.is_dynamic) item["valueType"] = "String";
    item["value"] = enrichment.value;
    object[enrichment.is_dynamic ? "dynamic" : "static"].push_back(std::move(item));
  }
  return object;
}

Json topic_spaces_configuration(const model::TopicSpacesConfiguration& configuration) {
  Json object;
  object["state"] = configuration.enabled ? "Enabled" : "Disabled";
  object["maximumSessionExpiryInHours"] = configuration.maximum_session_expiry_in_hours;
  object["maximumClientSessionsPerAuthenticationName"] =
      configuration.maximum_client_sessions_per_authentication_name;
  Json authentication = client_authentication(configuration);
  if (!authentication.empty()) object["clientAuthentication"] = std::move(authentication);
  set_given(object, "routeTopicResourceId", configuration.route_topic_resource_id);
  Json enrichments = routing_enrichments(configuration.routing_enrichments);
  if (!enrichments.empty()) object["routingEnrichments"] = std::move(enrichments);
  return object;
}

Json envelope(const model::Namespace& definition, std::string_view other_settings) {
  Json object;
  object["sku"] = {{"name", "Standard"}, {"capacity", definition.capacity}};
  object["properties"]["topicSpacesConfiguration"] =
      topic_spaces_configuration(definition.topic_spaces_configuration);
  if (!other_settings.empty()) object.merge_patch(Json::parse(other_settings));
  return object;
}

Json properties_of(const model::CaCertificate& certificate) {
  Json object = Json::object();
  set_given(object, "description", certificate.description);
  object["encodedCertificate"] = certificate.encoded_certificate;
  return object;
}

Json properties_of(const model::Client& client) {
  Json object = Json::object();
  set_given(object, "description", client.description);
  object["authenticationName"] = client.authentication_name;
  object["state"] = client.state == model::ClientState::enabled ? "Enabled" : "Disabled";
  Json& authentication = object["clientCertificateAuthentication"];
  authentication["validationScheme"] = text_of(client.validation_scheme);
  if (!client.allowed_thumbprints.empty()) {
    authentication["allowedThumbprints"] = client.allowed_thumbprints;
  }
  for (const auto& [key, value] : client.attributes) {
    std::visit([&, &name = key](const auto& held) { object["attributes"][name] = held; }, value);
  }
  return object;
}

Json properties_of(const model::ClientGroup& group) {
  Json object = Json::object();
  set_given(object, "description", group.description);
  object["query"] = group.query.text();
  return object;
}

Json properties_of(const model::TopicSpace& space) {
  Json object = Json::object();
  set_given(object, "description", space.description);
  object["topicTemplates"] = Json::array();
  for (const model::TopicTemplate& topic_template : space.topic_templates) {
    object["topicTemplates"].push_back(topic_template.text());
  }
  return object;
}

Json properties_of(const model::PermissionBinding& binding) {
  Json object = Json::object();
  set_given(object, "description", binding.description);
  object["clientGroupName"] = binding.client_group_name;
  object["topicSpaceName"] = binding.topic_space_name;
  object["permission"] =
      binding.permission == model::Permission::publisher ? "Publisher" : "Subscriber";
  return object;
}

template <typename Part>
void add_children(const std::vector<Part>& parts, std::string_view kind,
                  std::vector<ExportedResource>& children) {
  for (const Part& part : parts) {
    children.push_back({std::string{kind}, part.name, properties_of(part), {}});
  }
}

/// Notes which group and which space each binding names; `$all` is always there.
void link_bindings(const model::Namespace& definition, std::vector<ExportedResource>& children) {
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> places;
  for (std::size_t i = 0; i < children.size(); ++i) {
    places[{children[i].kind, children[i].name}] = i;
  }
  std::size_t next = children.size() - definition.permission_bindings.size();
  for (const model::PermissionBinding& binding : definition.permission_bindings) {
    ExportedResource& child = children[next++];
    for (const auto& [kind, name] : std::array<std::pair<std::string_view, std::string_view>, 2>{
             {{"clientGroups", binding.client_group_name},
              {"topicSpaces", binding.topic_space_name}}}) {
      const auto found = places.find({kind, name});
      if (found != places.end()) child.needs.push_back(found->second);
    }
  }
}

/// Something that no stable version of the resource model has, from when a preview does, and how a
/// comment calls it.
struct PreviewFeature {
  const char* pointer;
  const char* value;  ///< Null: any.
  const char* version;
};

/// The newest first: whatever needs it decides. Facts X24; §1 for the other two.
constexpr std::array preview_features{
    PreviewFeature{"/properties/ipV6Enabled", nullptr, "2025-11-15-preview"},
    PreviewFeature{"/properties/topicSpacesConfiguration/clientAuthentication", nullptr,
                   "2025-07-15-preview"},
    PreviewFeature{"/properties/publicNetworkAccess", "SecuredByPerimeter", "2025-07-15-preview"},
};

ApiVersion choose_api_version(const Json& envelope) {
  constexpr std::string_view stable = "2025-02-15";
  for (const PreviewFeature& feature : preview_features) {
    const Json::json_pointer place{feature.pointer};
    if (!envelope.contains(place)) continue;
    if (feature.value != nullptr && envelope[place] != feature.value) continue;
    std::string name = std::string{feature.pointer}.substr(1);
    std::replace(name.begin(), name.end(), '/', '.');
    return {feature.version, fmt::format("a preview, since the stable {} has no {}{}{}", stable,
                                         name, feature.value == nullptr ? "" : " ",
                                         feature.value == nullptr ? "" : feature.value)};
  }
  return {std::string{stable}, "stable; nothing here needs a preview"};
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> symbol_prefixes{{
    {"caCertificates", "ca_certificate_"},
    {"clients", "client_"},
    {"clientGroups", "client_group_"},
    {"topicSpaces", "topic_space_"},
    {"permissionBindings", "permission_binding_"},
}};

std::string symbol_of(const ExportedResource& child) {
  const auto* prefix = std::find_if(symbol_prefixes.begin(), symbol_prefixes.end(),
                                    [&](const auto& entry) { return entry.first == child.kind; });
  LAB_ASSERT(prefix != symbol_prefixes.end());
  std::string symbol{prefix->second};
  for (const char letter : child.name) {
    const bool is_plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                          (letter >= '0' && letter <= '9');
    symbol += is_plain ? letter : '_';
  }
  return symbol;
}

}  // namespace

ExportedNamespace exported_namespace(const model::Namespace& definition,
                                     std::string_view other_settings) {
  ExportedNamespace exported;
  exported.name = definition.name;
  exported.location = definition.location;
  exported.envelope = envelope(definition, other_settings);
  exported.api_version = choose_api_version(exported.envelope);
  add_children(definition.ca_certificates, "caCertificates", exported.children);
  add_children(definition.clients, "clients", exported.children);
  add_children(definition.client_groups, "clientGroups", exported.children);
  add_children(definition.topic_spaces, "topicSpaces", exported.children);
  add_children(definition.permission_bindings, "permissionBindings", exported.children);
  link_bindings(definition, exported.children);
  return exported;
}

bool is_identifier(std::string_view text) {
  const auto is_letter = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
  };
  // Words that mean something in one of the two.
  constexpr std::array<std::string_view, 6> words{"for", "if", "in", "true", "false", "null"};
  return !text.empty() && is_letter(text.front()) &&
         std::find(words.begin(), words.end(), text) == words.end() &&
         std::all_of(text.begin(), text.end(), [&](char letter) {
           return is_letter(letter) || (letter >= '0' && letter <= '9');
         });
}

std::vector<std::string> symbols_of(const std::vector<ExportedResource>& children) {
  // A made-up number must not meet another child's own name either.
  std::set<std::string> wanted;
  for (const ExportedResource& child : children) wanted.insert(symbol_of(child));
  std::map<std::string, std::size_t> uses;
  std::vector<std::string> symbols;
  for (const ExportedResource& child : children) {
    const std::string wish = symbol_of(child);
    const std::size_t number = ++uses[wish];
    std::string symbol = number == 1 ? wish : fmt::format("{}_{}", wish, number);
    while (number > 1 && !wanted.insert(symbol).second) symbol += '_';
    symbols.push_back(std::move(symbol));
  }
  return symbols;
}

}  // namespace lab::compile
