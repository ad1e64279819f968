#include "lab/model/client_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "lab/model/attribute_rules.hpp"
#include "lab/model/limits.hpp"
#include "lab/model/name_rules.hpp"
#include "lab/model/property_reader.hpp"
#include "lab/model/quoted.hpp"
#include "lab/model/utf8.hpp"

namespace lab::model {
namespace {

constexpr std::array<NamedValue<ClientState>, 2> states{{
    {"Enabled", ClientState::enabled},
    {"Disabled", ClientState::disabled},
}};

constexpr std::array<NamedValue<ValidationScheme>, 6> schemes{{
    {"SubjectMatchesAuthenticationName", ValidationScheme::subject_matches_authentication_name},
    {"DnsMatchesAuthenticationName", ValidationScheme::dns_matches_authentication_name},
    {"UriMatchesAuthenticationName", ValidationScheme::uri_matches_authentication_name},
    {"IpMatchesAuthenticationName", ValidationScheme::ip_matches_authentication_name},
    {"EmailMatchesAuthenticationName", ValidationScheme::email_matches_authentication_name},
    {"ThumbprintMatch", ValidationScheme::thumbprint_match},
}};

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char letter) { return std::isxdigit(static_cast<unsigned char>(letter)); });
}

/// A thumbprint in upper-case hex: SHA-256, or SHA-1 since the resource model does not say which
/// hash it means and Windows shows SHA-1. Nothing if it is neither.
std::optional<std::string> read_thumbprint(const Node& node, ProblemList& problems) {
  if (!check_kind(node, Node::Kind::string, "a thumbprint", problems)) return std::nullopt;
  constexpr std::size_t sha1_digits = 40;
  constexpr std::size_t sha256_digits = 64;
  const std::string& text = node.text;
  if (!is_hex(text) || (text.size() != sha1_digits && text.size() != sha256_digits)) {
    const bool has_separators = text.find_first_of(": ") != std::string::npos;
    problems.add(node.place, Rule::thumbprint_format,
                 fmt::format("the thumbprint {} is not 64 (SHA-256) or 40 (SHA-1) hex digits",
                             in_quotes(text)),
                 has_separators ? "write the digits without colons or spaces"
                                : "take it from openssl x509 -noout -fingerprint -sha256");
    return std::nullopt;
  }
  std::string upper = text;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char letter) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  });
  return upper;
}

void read_thumbprints(const PropertyReader& reader, Client& client, ProblemList& problems) {
  const std::span<const Node> items = reader.array("allowedThumbprints");
  const bool is_wanted = client.validation_scheme == ValidationScheme::thumbprint_match;
  if (!is_wanted && !items.empty()) {
    problems.add(reader.find("allowedThumbprints")->place, Rule::thumbprints_forbidden,
                 "allowedThumbprints is given, but the validation scheme does not use it",
                 "leave it out, or write validationScheme ThumbprintMatch");
  }
  if (is_wanted && items.empty()) {
    const Node* node = reader.find("allowedThumbprints");
    if (node == nullptr || node->is(Node::Kind::array)) {
      problems.add(node == nullptr ? reader.place() : node->place, Rule::thumbprints_required,
                   "ThumbprintMatch has no allowedThumbprints",
                   "give one or two thumbprints of the client's certificates");
    }
  }
  if (items.size() > limits::thumbprints_per_client) {
    problems.add(items[limits::thumbprints_per_client].place, Rule::thumbprint_count,
                 fmt::format("allowedThumbprints has {} entries", items.size()),
                 fmt::format("keep at most {}", limits::thumbprints_per_client));
  }
  for (const Node& item : items) {
    if (auto thumbprint = read_thumbprint(item, problems)) {
      client.allowed_thumbprints.push_back(std::move(*thumbprint));
    }
  }
}

void read_authentication_name(const PropertyReader& reader, ReadClient& read,
                              ProblemList& problems) {
  Client& client = read.client;
  client.authentication_name = client.name;
  read.authentication_name_place = read.place;
  const auto name = reader.string("authenticationName");
  if (!name) return;
  read.authentication_name_place = reader.find("authenticationName")->place;
  client.authentication_name = *name;
  const std::size_t length = code_points(*name);
  if (length < 1 || length > limits::longest_authentication_name) {
    problems.add(
        read.authentication_name_place, Rule::authentication_name_length,
        fmt::format("the authentication name {} has {} characters", in_quotes(*name), length),
        fmt::format("use 1 to {}", limits::longest_authentication_name));
  }
  if (const auto problem = mqtt_text_problem(*name)) {
    problems.add(read.authentication_name_place, Rule::authentication_name_characters,
                 fmt::format("the authentication name {} is no MQTT text: {}", in_quotes(*name),
                             problem->cause),
                 "take it out");
  }
}

ReadClient read_client(const Resource& resource, ProblemList& problems) {
  ReadClient read;
  read.place = resource.name_place;
  read.attributes_place = resource.name_place;
  Client& client = read.client;
  client.name = resource.name;
  check_client_name(resource.name, resource.name_place, problems);
  if (resource.properties.is(Node::Kind::unresolved)) {
    client.authentication_name = client.name;
    read.authentication_name_place = read.place;
    return read;
  }
  const PropertyReader reader{resource.properties, known::client, problems,
                              resource.is_flat ? &known::child_resource : nullptr};
  client.description = reader.string("description").value_or("");
  read_authentication_name(reader, read, problems);
  if (const auto state = reader.one_of("state", states)) client.state = *state;
  if (const Node* node = reader.object("clientCertificateAuthentication")) {
    const PropertyReader inner{*node, known::client_certificate_authentication, problems};
    const auto scheme = inner.one_of("validationScheme", schemes);
    if (scheme) client.validation_scheme = *scheme;
    if (scheme || inner.find("validationScheme") == nullptr) {
      read_thumbprints(inner, client, problems);
    }
  }
  if (const Node* node = reader.object("attributes")) {
    read.attributes_place = node->place;
    client.attributes = read_attributes(*node, problems);
    for (const Member& member : node->members) {
      read.attribute_places.emplace_back(member.key, member.value.place);
    }
  }
  return read;
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return text;
}

void check_unique_authentication_names(const std::vector<ReadClient>& clients,
                                       ProblemList& problems) {
  std::unordered_map<std::string, const Client*> owners;
  owners.reserve(clients.size());
  for (const ReadClient& read : clients) {
    const Client& client = read.client;
    const auto [owner, is_new] = owners.emplace(lower_case(client.authentication_name), &client);
    if (is_new || owner->second->name == client.name) continue;
    problems.add(read.authentication_name_place, Rule::authentication_name_duplicate,
                 fmt::format("the authentication name {} is also that of client {}{}",
                             in_quotes(client.authentication_name), in_quotes(owner->second->name),
                             owner->second->authentication_name == client.authentication_name
                                 ? ""
                                 : ", but for the case"),
                 "give each client its own; case does not count");
  }
}

}  // namespace

std::vector<ReadClient> read_clients(const std::vector<Resource>& resources, std::size_t quota,
                                     ProblemList& problems) {
  check_quota(resources, quota, Rule::quota_clients, "clients for its throughput units", problems);
  check_unique_names(resources, problems);
  std::vector<ReadClient> clients;
  clients.reserve(resources.size());
  for (const Resource& resource : resources) clients.push_back(read_client(resource, problems));
  check_unique_authentication_names(clients, problems);
  return clients;
}

}  // namespace lab::model
