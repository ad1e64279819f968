#include "tests/unit/reader/namespace_text.hpp"

#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lab::model {
namespace {

std::string attribute_text(const AttributeValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *number);
  if (const auto* text = std::get_if<std::string>(&value)) return fmt::format("'{}'", *text);
  return fmt::format("{}", std::get<std::vector<std::string>>(value));
}

std::string configuration_text(const TopicSpacesConfiguration& configuration) {
  std::string text =
      fmt::format("enabled {} expiry {} sessions {} route '{}'\n", configuration.enabled,
                  configuration.maximum_session_expiry_in_hours,
                  configuration.maximum_client_sessions_per_authentication_name,
                  configuration.route_topic_resource_id);
  for (const AlternativeNameSource source : configuration.alternative_authentication_name_sources) {
    text += fmt::format("name source {}\n", static_cast<int>(source));
  }
  for (const RoutingEnrichment& enrichment : configuration.routing_enrichments) {
    text += fmt::format("enrichment {} = {} dynamic {}\n", enrichment.key, enrichment.value,
                        enrichment.is_dynamic);
  }
  if (const auto& jwt = configuration.custom_jwt_authentication) {
    text += fmt::format("jwt '{}' {}\n", jwt->token_issuer, jwt->issuer_certificate_urls);
    for (const auto& certificate : jwt->encoded_issuer_certificates) {
      text += fmt::format("jwt key '{}' {}\n", certificate.kid, certificate.encoded_certificate);
    }
  }
  if (const auto& webhook = configuration.webhook_authentication) {
    text += fmt::format("webhook '{}' '{}' '{}' '{}'\n", webhook->endpoint_url,
                        webhook->endpoint_base_url,
                        webhook->azure_active_directory_application_id_or_uri,
                        webhook->azure_active_directory_tenant_id);
  }
  return text;
}

std::string client_text(const Client& client) {
  std::string text =
      fmt::format("client {} '{}' as '{}' state {} scheme {} {}\n", client.name, client.description,
                  client.authentication_name, static_cast<int>(client.state),
                  static_cast<int>(client.validation_scheme), client.allowed_thumbprints);
  for (const auto& [key, value] : client.attributes) {
    text += fmt::format("  {} = {}\n", key, attribute_text(value));
  }
  return text;
}

}  // namespace

std::string namespace_text(const Namespace& definition) {
  std::string text = fmt::format("namespace {} in '{}' capacity {}\n", definition.name,
                                 definition.location, definition.capacity);
  text += configuration_text(definition.topic_spaces_configuration);
  for (const CaCertificate& certificate : definition.ca_certificates) {
    text += fmt::format("ca {} '{}' {}\n", certificate.name, certificate.description,
                        certificate.encoded_certificate);
  }
  for (const Client& client : definition.clients) text += client_text(client);
  for (const ClientGroup& group : definition.client_groups) {
    text += fmt::format("group {} '{}' {}\n", group.name, group.description, group.query.text());
  }
  for (const TopicSpace& space : definition.topic_spaces) {
    text += fmt::format("space {} '{}'\n", space.name, space.description);
    for (const TopicTemplate& topic_template : space.topic_templates) {
      text += fmt::format("  {}\n", topic_template.text());
    }
  }
  for (const PermissionBinding& binding : definition.permission_bindings) {
    text += fmt::format("binding {} '{}' {} {} {}\n", binding.name, binding.description,
                        binding.client_group_name, binding.topic_space_name,
                        static_cast<int>(binding.permission));
  }
  return text;
}

}  // namespace lab::model
