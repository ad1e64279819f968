#include "lab/model/import_other_settings.hpp"

#include <algorithm>
#include <initializer_list>
#include <system_error>
#include <utility>

#include "lab/base/file.hpp"
#include "lab/model/arm_template.hpp"
#include "lab/model/canonical_form.hpp"
#include "lab/model/definition_folder.hpp"
#include "lab/model/definition_source.hpp"
#include "lab/model/import_canonical.hpp"
#include "lab/model/limits.hpp"

namespace lab::model {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Takes the members out that `Namespace` keeps; and an object that has none left.
void take_out(Json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) object.erase(key);
}

void take_out_if_empty(Json& object, const char* key) {
  if (object.contains(key) && object[key].empty()) object.erase(key);
}

/// Issuer certificates are an array, which can be told only as a whole.
bool has_identity(const Json& certificates) {
  return std::any_of(certificates.begin(), certificates.end(),
                     [](const Json& certificate) { return certificate.contains("identity"); });
}

void take_out_client_authentication(Json& configuration) {
  if (!configuration.contains("clientAuthentication")) return;
  Json& authentication = configuration["clientAuthentication"];
  take_out(authentication, {"alternativeAuthenticationNameSources"});
  if (authentication.contains("webhookAuthentication")) {
    take_out(authentication["webhookAuthentication"],
             {"endpointUrl", "endpointBaseUrl", "azureActiveDirectoryApplicationIdOrUri",
              "azureActiveDirectoryTenantId"});
    take_out_if_empty(authentication, "webhookAuthentication");
  }
  if (authentication.contains("customJwtAuthentication")) {
    Json& jwt = authentication["customJwtAuthentication"];
    take_out(jwt, {"tokenIssuer", "encodedIssuerCertificates"});
    if (jwt.contains("issuerCertificates") && !has_identity(jwt["issuerCertificates"])) {
      jwt.erase("issuerCertificates");
    }
    take_out_if_empty(authentication, "customJwtAuthentication");
  }
  take_out_if_empty(configuration, "clientAuthentication");
}

std::string other_settings_of(const DefinitionResources& resources) {
  if (!resources.name_space) return {};
  const UnknownTexts unknown;
  ImportLog log;
  CanonicalValues values{unknown, log};
  Json settings = namespace_json(*resources.name_space, values);
  take_out(settings, {"name", "location", "sku"});
  if (settings.contains("properties")) {
    Json& properties = settings["properties"];
    if (properties.contains("topicSpacesConfiguration")) {
      Json& configuration = properties["topicSpacesConfiguration"];
      take_out(configuration, {"state", "maximumSessionExpiryInHours",
                               "maximumClientSessionsPerAuthenticationName", "routeTopicResourceId",
                               "routingEnrichments"});
      take_out_client_authentication(configuration);
      take_out_if_empty(properties, "topicSpacesConfiguration");
    }
    take_out_if_empty(settings, "properties");
  }
  return settings.empty() ? std::string{} : settings.dump();
}

std::string other_settings_of_document(const std::string& text,
                                       const std::optional<fs::path>& parameters) {
  ProblemList problems;
  auto document = read_json(text, problems.places.add_file("definition"), problems);
  if (!document) return {};
  if (!is_arm_template(*document)) {
    return other_settings_of(read_canonical_form(std::move(*document), problems));
  }
  std::optional<Node> given;
  if (parameters) {
    given = read_json(read_file(*parameters, limits::definition_bytes),
                      problems.places.add_file("parameters"), problems);
  }
  return other_settings_of(read_arm_template(*document, given ? &*given : nullptr, problems));
}

}  // namespace

std::string other_settings(const fs::path& path, const std::optional<fs::path>& parameters) {
  std::error_code failure;
  if (!fs::is_directory(path, failure)) {
    return other_settings_of_document(read_file(path, limits::definition_bytes), parameters);
  }
  ProblemList problems;
  return other_settings_of(read_definition_folder(path, problems));
}

std::string other_settings_of_text(const std::string& text) {
  return other_settings_of_document(text, std::nullopt);
}

}  // namespace lab::model
