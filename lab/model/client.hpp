#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lab::model {

/// A client attribute's value: integer, string, or array of strings (facts §2; booleans are not
/// attribute values, X18).
using AttributeValue = std::variant<std::int64_t, std::string, std::vector<std::string>>;

/// A client's attributes by key. Keys are case-sensitive.
using Attributes = std::map<std::string, AttributeValue, std::less<>>;

/// ARM `ClientState`. A disabled client may not connect (CA-017).
enum class ClientState { enabled, disabled };

/// ARM `ClientCertificateValidationScheme`: where in the client's certificate the authentication
/// name must stand, or that the certificate's thumbprint decides (CA-021 … CA-024).
enum class ValidationScheme {
  subject_matches_authentication_name,
  dns_matches_authentication_name,
  uri_matches_authentication_name,
  ip_matches_authentication_name,
  email_matches_authentication_name,
  thumbprint_match,
};

/// A registered MQTT client of the namespace.
struct Client {
  std::string name;  ///< ARM resource name, case-sensitive.
  std::string description;
  std::string authentication_name;  ///< Defaults to `name`; unique ignoring case (X20).
  ClientState state = ClientState::enabled;
  ValidationScheme validation_scheme = ValidationScheme::subject_matches_authentication_name;
  std::vector<std::string> allowed_thumbprints;  ///< One or two, only for `thumbprint_match`.
  Attributes attributes;
};

}  // namespace lab::model
