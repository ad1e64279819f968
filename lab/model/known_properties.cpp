#include "lab/model/known_properties.hpp"

#include <array>

namespace lab::model {
namespace {

constexpr auto read_only = PropertyUse::read_only;
constexpr auto obsolete = PropertyUse::obsolete;

constexpr std::array document_properties{
    KnownProperty{"$schema"},
    KnownProperty{"namespace"},
    KnownProperty{"caCertificates"},
    KnownProperty{"clients"},
    KnownProperty{"clientGroups"},
    KnownProperty{"topicSpaces"},
    KnownProperty{"permissionBindings"},
};

constexpr std::array namespace_resource_properties{
    KnownProperty{"name"},
    KnownProperty{"location"},
    KnownProperty{"sku"},
    KnownProperty{"tags"},
    KnownProperty{"identity"},
    KnownProperty{"properties"},
    KnownProperty{"id", read_only},
    KnownProperty{"type", read_only},
    KnownProperty{"systemData", read_only},
    KnownProperty{"resourceGroup", read_only},
    KnownProperty{"etag", read_only},
};

constexpr std::array child_resource_properties{
    KnownProperty{"name"},
    KnownProperty{"properties"},
    KnownProperty{"id", read_only},
    KnownProperty{"type", read_only},
    KnownProperty{"systemData", read_only},
    KnownProperty{"resourceGroup", read_only},
    KnownProperty{"etag", read_only},
};

constexpr std::array sku_properties{
    KnownProperty{"name"},
    KnownProperty{"capacity"},
};

constexpr std::array namespace_properties_properties{
    KnownProperty{"topicSpacesConfiguration"},
    KnownProperty{"topicsConfiguration"},
    KnownProperty{"isZoneRedundant"},
    KnownProperty{"publicNetworkAccess"},
    KnownProperty{"inboundIpRules"},
    KnownProperty{"minimumTlsVersionAllowed"},
    KnownProperty{"ipV6Enabled"},
    KnownProperty{"provisioningState", read_only},
    KnownProperty{"privateEndpointConnections", read_only},
};

constexpr std::array topics_configuration_properties{
    KnownProperty{"customDomains"},
    KnownProperty{"hostname", read_only},
};

constexpr std::array inbound_ip_rule_properties{
    KnownProperty{"ipMask"},
    KnownProperty{"action"},
};

constexpr std::array topic_spaces_configuration_properties{
    KnownProperty{"state"},
    KnownProperty{"routeTopicResourceId"},
    KnownProperty{"routingEnrichments"},
    KnownProperty{"routingIdentityInfo"},
    KnownProperty{"clientAuthentication"},
    KnownProperty{"maximumSessionExpiryInHours"},
    KnownProperty{"maximumClientSessionsPerAuthenticationName"},
    KnownProperty{"customDomains"},
    KnownProperty{"hostname", read_only},
};

constexpr std::array routing_enrichments_properties{
    KnownProperty{"static"},
    KnownProperty{"dynamic"},
};

constexpr std::array static_enrichment_properties{
    KnownProperty{"key"},
    KnownProperty{"valueType"},
    KnownProperty{"value"},
};

constexpr std::array dynamic_enrichment_properties{
    KnownProperty{"key"},
    KnownProperty{"value"},
};

constexpr std::array routing_identity_info_properties{
    KnownProperty{"type"},
    KnownProperty{"userAssignedIdentity"},
};

constexpr std::array client_authentication_properties{
    KnownProperty{"alternativeAuthenticationNameSources"},
    KnownProperty{"customJwtAuthentication"},
    KnownProperty{"webhookAuthentication"},
};

constexpr std::array custom_jwt_authentication_properties{
    KnownProperty{"tokenIssuer"},
    KnownProperty{"issuerCertificates"},
    KnownProperty{"encodedIssuerCertificates"},
};

constexpr std::array issuer_certificate_properties{
    KnownProperty{"certificateUrl"},
    KnownProperty{"identity"},
};

constexpr std::array custom_jwt_identity_properties{
    KnownProperty{"type"},
    KnownProperty{"userAssignedIdentity"},
};

constexpr std::array encoded_issuer_certificate_properties{
    KnownProperty{"kid"},
    KnownProperty{"encodedCertificate"},
};

constexpr std::array webhook_authentication_properties{
    KnownProperty{"identity"},
    KnownProperty{"endpointUrl"},
    KnownProperty{"endpointBaseUrl"},
    KnownProperty{"azureActiveDirectoryApplicationIdOrUri"},
    KnownProperty{"azureActiveDirectoryTenantId"},
};

constexpr std::array ca_certificate_properties{
    KnownProperty{"description"},
    KnownProperty{"encodedCertificate"},
    KnownProperty{"issueTimeInUtc", read_only},
    KnownProperty{"expiryTimeInUtc", read_only},
    KnownProperty{"provisioningState", read_only},
};

constexpr std::array client_properties{
    KnownProperty{"description"},
    KnownProperty{"authenticationName"},
    KnownProperty{"clientCertificateAuthentication"},
    KnownProperty{"state"},
    KnownProperty{"attributes"},
    KnownProperty{"provisioningState", read_only},
};

constexpr std::array client_certificate_authentication_properties{
    KnownProperty{"validationScheme"},
    KnownProperty{"allowedThumbprints"},
    KnownProperty{"certificateSubject", obsolete,
                  "write validationScheme SubjectMatchesAuthenticationName, with the name in the "
                  "certificate's subject"},
};

constexpr std::array client_group_properties{
    KnownProperty{"description"},
    KnownProperty{"query"},
    KnownProperty{"provisioningState", read_only},
};

constexpr std::array topic_space_properties{
    KnownProperty{"description"},
    KnownProperty{"topicTemplates"},
    KnownProperty{"provisioningState", read_only},
    KnownProperty{"subscriptionSupport", obsolete,
                  "leave it out: every topic space allows any number of subscribers"},
};

constexpr std::array permission_binding_properties{
    KnownProperty{"description"},
    KnownProperty{"clientGroupName"},
    KnownProperty{"topicSpaceName"},
    KnownProperty{"permission"},
    KnownProperty{"provisioningState", read_only},
};

}  // namespace

namespace known {
const KnownObject document{"definition", document_properties};
const KnownObject namespace_resource{"namespace", namespace_resource_properties};
const KnownObject child_resource{"resource", child_resource_properties};
const KnownObject sku{"sku", sku_properties};
const KnownObject namespace_properties{"namespaceProperties", namespace_properties_properties};
const KnownObject topics_configuration{"topicsConfiguration", topics_configuration_properties};
const KnownObject inbound_ip_rule{"inboundIpRule", inbound_ip_rule_properties};
const KnownObject topic_spaces_configuration{"topicSpacesConfiguration",
                                             topic_spaces_configuration_properties};
const KnownObject routing_enrichments{"routingEnrichments", routing_enrichments_properties};
const KnownObject static_enrichment{"staticEnrichment", static_enrichment_properties};
const KnownObject dynamic_enrichment{"dynamicEnrichment", dynamic_enrichment_properties};
const KnownObject routing_identity_info{"routingIdentityInfo", routing_identity_info_properties};
const KnownObject client_authentication{"clientAuthentication", client_authentication_properties};
const KnownObject custom_jwt_authentication{"customJwtAuthentication",
                                            custom_jwt_authentication_properties};
const KnownObject issuer_certificate{"issuerCertificate", issuer_certificate_properties};
const KnownObject custom_jwt_identity{"customJwtIdentity", custom_jwt_identity_properties};
const KnownObject encoded_issuer_certificate{"encodedIssuerCertificate",
                                             encoded_issuer_certificate_properties};
const KnownObject webhook_authentication{"webhookAuthentication",
                                         webhook_authentication_properties};
const KnownObject ca_certificate{"caCertificate", ca_certificate_properties};
const KnownObject client{"client", client_properties};
const KnownObject client_certificate_authentication{"clientCertificateAuthentication",
                                                    client_certificate_authentication_properties};
const KnownObject client_group{"clientGroup", client_group_properties};
const KnownObject topic_space{"topicSpace", topic_space_properties};
const KnownObject permission_binding{"permissionBinding", permission_binding_properties};
}  // namespace known

std::span<const KnownObject* const> all_known_objects() {
  static constexpr std::array objects{&known::document,
                                      &known::namespace_resource,
                                      &known::child_resource,
                                      &known::sku,
                                      &known::namespace_properties,
                                      &known::topics_configuration,
                                      &known::inbound_ip_rule,
                                      &known::topic_spaces_configuration,
                                      &known::routing_enrichments,
                                      &known::static_enrichment,
                                      &known::dynamic_enrichment,
                                      &known::routing_identity_info,
                                      &known::client_authentication,
                                      &known::custom_jwt_authentication,
                                      &known::issuer_certificate,
                                      &known::custom_jwt_identity,
                                      &known::encoded_issuer_certificate,
                                      &known::webhook_authentication,
                                      &known::ca_certificate,
                                      &known::client,
                                      &known::client_certificate_authentication,
                                      &known::client_group,
                                      &known::topic_space,
                                      &known::permission_binding};
  return objects;
}

}  // namespace lab::model
