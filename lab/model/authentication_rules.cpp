#include "lab/model/authentication_rules.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "lab/model/certificate_rules.hpp"
#include "lab/model/limits.hpp"
#include "lab/model/property_reader.hpp"

namespace lab::model {
namespace {

constexpr std::array<NamedValue<AlternativeNameSource>, 5> name_sources{{
    {"ClientCertificateSubject", AlternativeNameSource::client_certificate_subject},
    {"ClientCertificateDns", AlternativeNameSource::client_certificate_dns},
    {"ClientCertificateUri", AlternativeNameSource::client_certificate_uri},
    {"ClientCertificateIp", AlternativeNameSource::client_certificate_ip},
    {"ClientCertificateEmail", AlternativeNameSource::client_certificate_email},
}};

constexpr std::array<NamedValue<bool>, 2> identity_types{{
    {"SystemAssigned", true},
    {"UserAssigned", true},
}};

void check_identity(const PropertyReader& reader, ProblemList& problems) {
  const Node* node = reader.object("identity");
  if (node == nullptr) return;
  const PropertyReader identity{*node, known::custom_jwt_identity, problems};
  static_cast<void>(identity.one_of("type", identity_types));
  static_cast<void>(identity.string("userAssignedIdentity"));
}

void check_issuer_count(std::span<const Node> items, std::string_view name, ProblemList& problems) {
  if (items.size() <= limits::issuer_certificates) return;
  problems.add(items[limits::issuer_certificates].place, Rule::quota_issuer_certificates,
               fmt::format("{} has {} entries; Event Grid allows {}", name, items.size(),
                           limits::issuer_certificates),
               "keep the current issuer's certificate and the next one's");
}

CustomJwtAuthentication read_custom_jwt(const Node& node, ProblemList& problems) {
  const PropertyReader reader{node, known::custom_jwt_authentication, problems};
  CustomJwtAuthentication jwt;
  jwt.token_issuer = reader.string("tokenIssuer").value_or("");
  const std::span<const Node> issuers = reader.array("issuerCertificates");
  check_issuer_count(issuers, "issuerCertificates", problems);
  for (const Node& item : issuers) {
    const PropertyReader issuer{item, known::issuer_certificate, problems};
    issuer.require({"certificateUrl"}, "give the certificate's URL in the key vault");
    if (auto url = issuer.string("certificateUrl")) {
      jwt.issuer_certificate_urls.push_back(std::move(*url));
    }
    check_identity(issuer, problems);
  }
  const std::span<const Node> encoded = reader.array("encodedIssuerCertificates");
  check_issuer_count(encoded, "encodedIssuerCertificates", problems);
  for (const Node& item : encoded) {
    const PropertyReader issuer{item, known::encoded_issuer_certificate, problems};
    issuer.require({"kid", "encodedCertificate"}, "give the key's id and its certificate as PEM");
    auto text = issuer.string("encodedCertificate");
    if (text) check_certificate_text(*text, issuer.find("encodedCertificate")->place, problems);
    jwt.encoded_issuer_certificates.push_back(
        {issuer.string("kid").value_or(""), std::move(text).value_or("")});
  }
  return jwt;
}

WebhookAuthentication read_webhook(const Node& node, ProblemList& problems) {
  const PropertyReader reader{node, known::webhook_authentication, problems};
  WebhookAuthentication webhook;
  webhook.endpoint_url = reader.string("endpointUrl").value_or("");
  webhook.endpoint_base_url = reader.string("endpointBaseUrl").value_or("");
  webhook.azure_active_directory_application_id_or_uri =
      reader.string("azureActiveDirectoryApplicationIdOrUri").value_or("");
  webhook.azure_active_directory_tenant_id =
      reader.string("azureActiveDirectoryTenantId").value_or("");
  check_identity(reader, problems);
  return webhook;
}

}  // namespace

void read_client_authentication(const Node& node, TopicSpacesConfiguration& configuration,
                                ProblemList& problems) {
  const PropertyReader reader{node, known::client_authentication, problems};
  for (const Node& item : reader.array("alternativeAuthenticationNameSources")) {
    const auto source =
        enum_value(item, "an alternative authentication name source", name_sources, problems);
    if (source) configuration.alternative_authentication_name_sources.push_back(*source);
  }
  if (const Node* jwt = reader.object("customJwtAuthentication")) {
    configuration.custom_jwt_authentication = read_custom_jwt(*jwt, problems);
  }
  if (const Node* webhook = reader.object("webhookAuthentication")) {
    configuration.webhook_authentication = read_webhook(*webhook, problems);
  }
}

}  // namespace lab::model
