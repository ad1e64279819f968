#include "tests/unit/export/random_definition.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/base/base64.hpp"

namespace lab::test {
namespace {

/// Pieces that mean something to a shell, to JSON, ARM, Bicep or Terraform, and some that do not.
constexpr std::array<const char*, 40> pieces{
    "'",    "''", "'''",  "\"", "\\",   "\\\\", "`", "$",      "${",    "}",
    "${x}", "$$", "$$${", "%{", "%%{",  "%",    "[", "]",      "[[",    "$(id)",
    "$all", "\n", "\r\n", "\t", "\x01", "\x7F", "é", "\u2028", "😀",     "日本",
    " ",    "  ", "#",    "//", "/*",   "*/",   "!", "~",      "plain", "concat('a')"};

/// Of those, what a topic's segment or an authentication name can hold.
constexpr std::array<const char*, 20> topic_pieces{"'", "\"", "\\", "`",  "$$", "}", "%{",
                                                   "%", "[",  "]",  "[[", "é",  "😀", "日本",
                                                   " ", "!",  "~",  "a",  "B",  "7"};

constexpr std::array<const char*, 3> safe_areas{"red", "hall", "b"};

}  // namespace

std::string RandomDefinitions::hostile_text(std::size_t most_pieces) {
  std::string text;
  for (std::size_t count = below(most_pieces + 1); count > 0; --count) {
    text += pieces[below(pieces.size())];
  }
  return text;
}

std::string RandomDefinitions::topic_text() {
  std::string text{topic_pieces[17 + below(3)]};  // So that no topic begins with a $.
  for (std::size_t count = below(5); count > 0; --count) {
    text += topic_pieces[below(topic_pieces.size())];
  }
  return text;
}

std::string RandomDefinitions::name(std::size_t number) {
  constexpr std::array<const char*, 4> forms{"part-{}", "Part{}", "p-{}-q", "x--{}"};
  return fmt::format(fmt::runtime(forms[below(forms.size())]), number);
}

/// PEM whose content is one DER sequence: what the reader asks of a certificate.
std::string RandomDefinitions::certificate() {
  const std::size_t length = below(100);
  std::string der{"\x30"};
  der += static_cast<char>(length);
  for (std::size_t i = 0; i < length; ++i) der += static_cast<char>(below(256));
  const char* line_end = once_in(2) ? "\n" : "";
  return fmt::format("-----BEGIN CERTIFICATE-----{0}{1}{0}-----END CERTIFICATE-----{0}", line_end,
                     base64_encode(der));
}

std::string RandomDefinitions::thumbprint() {
  std::string text;
  for (std::size_t digits = once_in(2) ? 64 : 40; digits > 0; --digits) {
    text += "0123456789ABCDEF"[below(16)];
  }
  return text;
}

model::AttributeValue RandomDefinitions::attribute_value() {
  if (once_in(8)) return std::numeric_limits<std::int64_t>::max();
  if (once_in(3)) return static_cast<std::int64_t>(below(100)) - 50;
  if (once_in(2)) return hostile_text(8);
  std::vector<std::string> items;
  for (std::size_t count = below(3); count > 0; --count) items.push_back(hostile_text(4));
  return items;
}

model::Client RandomDefinitions::client(std::size_t number) {
  constexpr std::array<const char*, 5> forms{"c{}", "c-{}", "c_{}", "c.{}", "c:{}"};
  model::Client client;
  // Several that are the same but for what an identifier cannot hold.
  client.name = fmt::format(fmt::runtime(forms[number % forms.size()]), number / forms.size());
  client.description = hostile_text(10);
  client.authentication_name =
      once_in(3) ? client.name : fmt::format("{} {}", topic_text(), number);
  if (once_in(4)) client.state = model::ClientState::disabled;
  client.validation_scheme = static_cast<model::ValidationScheme>(below(6));
  if (client.validation_scheme == model::ValidationScheme::thumbprint_match) {
    client.allowed_thumbprints.push_back(thumbprint());
    if (once_in(2)) client.allowed_thumbprints.push_back(thumbprint());
  }
  if (once_in(2)) client.attributes["area"] = std::string{safe_areas[below(safe_areas.size())]};
  for (const char* key : {"for", "null", "a_1", "Type", "0x"}) {
    if (once_in(3)) client.attributes[key] = attribute_value();
  }
  return client;
}

model::ClientQuery RandomDefinitions::query() {
  while (true) {
    const char quote = once_in(2) ? '\'' : '"';
    auto parsed = model::ClientQuery::parse(
        once_in(4) ? std::string{"attributes.a_1 > -5 or authenticationName IN ['x', \"y\"]"}
                   : fmt::format("attributes.Type = {0}{1}{0}", quote, hostile_text(4)));
    if (auto* query = std::get_if<model::ClientQuery>(&parsed)) return std::move(*query);
  }
}

model::TopicTemplate RandomDefinitions::topic_template() {
  constexpr std::array<const char*, 6> ends{"/#",
                                            "/+/x",
                                            "/${client.authenticationName}",
                                            "/${client.attributes.area|-line}/+",
                                            "",
                                            "/a${client.attributes.area}b"};
  while (true) {
    auto parsed = model::TopicTemplate::parse(topic_text() + ends[below(ends.size())]);
    if (auto* good = std::get_if<model::TopicTemplate>(&parsed)) return std::move(*good);
  }
}

void RandomDefinitions::add_jwt(model::TopicSpacesConfiguration& configuration) {
  model::CustomJwtAuthentication jwt;
  jwt.token_issuer = hostile_text(4);
  for (std::size_t count = below(3); count > 0; --count) {
    jwt.issuer_certificate_urls.push_back("https://" + hostile_text(4));
  }
  for (std::size_t count = below(3); count > 0; --count) {
    jwt.encoded_issuer_certificates.push_back({hostile_text(3), certificate()});
  }
  configuration.custom_jwt_authentication = std::move(jwt);
}

model::TopicSpacesConfiguration RandomDefinitions::configuration() {
  model::TopicSpacesConfiguration configuration;
  configuration.enabled = true;
  configuration.maximum_session_expiry_in_hours = static_cast<std::uint32_t>(1 + below(8));
  configuration.maximum_client_sessions_per_authentication_name =
      static_cast<std::uint32_t>(1 + below(100));
  if (once_in(2)) {
    for (std::size_t source = 0; source < 5; ++source) {
      if (once_in(2)) {
        configuration.alternative_authentication_name_sources.push_back(
            static_cast<model::AlternativeNameSource>(source));
      }
    }
  }
  if (once_in(3)) add_jwt(configuration);
  if (once_in(3)) {
    configuration.webhook_authentication = model::WebhookAuthentication{
        "https://" + hostile_text(3), hostile_text(3), hostile_text(2), hostile_text(2)};
  }
  if (once_in(2)) configuration.route_topic_resource_id = "/subscriptions/" + hostile_text(4);
  for (std::size_t count = below(3); count > 0; --count) {
    configuration.routing_enrichments.push_back(
        {fmt::format("key{}", count), hostile_text(6), false});
  }
  if (once_in(2)) {
    configuration.routing_enrichments.push_back({"who", "${client.authenticationName}", true});
  }
  return configuration;
}

void RandomDefinitions::add_bindings(model::Namespace& definition) {
  std::vector<std::string> groups{"$all"};
  for (const model::ClientGroup& group : definition.client_groups) groups.push_back(group.name);
  if (definition.topic_spaces.empty()) return;
  for (std::size_t count = below(5); count > 0; --count) {
    definition.permission_bindings.push_back(
        {name(count), hostile_text(5), groups[below(groups.size())],
         definition.topic_spaces[below(definition.topic_spaces.size())].name,
         once_in(2) ? model::Permission::publisher : model::Permission::subscriber});
  }
}

model::Namespace RandomDefinitions::next() {
  model::Namespace definition;
  definition.name = name(below(1000) + 100);
  definition.location = once_in(3) ? "x" + hostile_text(3) : "westeurope";
  definition.capacity = static_cast<std::uint32_t>(1 + below(40));
  definition.topic_spaces_configuration = configuration();
  for (std::size_t i = below(3); i > 0; --i) {
    definition.ca_certificates.push_back({name(i), hostile_text(5), certificate()});
  }
  for (std::size_t i = below(12); i > 0; --i) definition.clients.push_back(client(i));
  for (std::size_t i = below(3); i > 0; --i) {
    definition.client_groups.push_back({name(i), hostile_text(5), query()});
  }
  for (std::size_t i = below(4); i > 0; --i) {
    model::TopicSpace space{name(i), hostile_text(5), {}};
    for (std::size_t count = 1 + below(3); count > 0; --count) {
      space.topic_templates.push_back(topic_template());
    }
    definition.topic_spaces.push_back(std::move(space));
  }
  add_bindings(definition);
  const auto sort = [](auto& parts) {
    std::sort(parts.begin(), parts.end(),
              [](const auto& left, const auto& right) { return left.name < right.name; });
  };
  sort(definition.ca_certificates);
  sort(definition.clients);
  sort(definition.client_groups);
  sort(definition.topic_spaces);
  sort(definition.permission_bindings);
  return definition;
}

namespace {

std::string value_text(const model::AttributeValue& value) {
  return std::visit([](const auto& held) { return fmt::format("{}", held); }, value);
}

std::string configuration_values(const model::TopicSpacesConfiguration& configuration) {
  std::string text =
      fmt::format("enabled {}\nexpiry {}\nsessions {}\nroute {}\n", configuration.enabled,
                  configuration.maximum_session_expiry_in_hours,
                  configuration.maximum_client_sessions_per_authentication_name,
                  configuration.route_topic_resource_id);
  for (const auto source : configuration.alternative_authentication_name_sources) {
    text += fmt::format("source {}\n", static_cast<int>(source));
  }
  if (const auto& jwt = configuration.custom_jwt_authentication) {
    text += fmt::format("jwt {}\nurls {}\n", jwt->token_issuer, jwt->issuer_certificate_urls);
    for (const auto& issuer : jwt->encoded_issuer_certificates) {
      text += fmt::format("issuer {} {}\n", issuer.kid, issuer.encoded_certificate);
    }
  }
  if (const auto& webhook = configuration.webhook_authentication) {
    text +=
        fmt::format("webhook {}\n{}\n{}\n{}\n", webhook->endpoint_url, webhook->endpoint_base_url,
                    webhook->azure_active_directory_application_id_or_uri,
                    webhook->azure_active_directory_tenant_id);
  }
  for (const auto& enrichment : configuration.routing_enrichments) {
    text += fmt::format("enrichment {} {} {}\n", enrichment.key, enrichment.value,
                        enrichment.is_dynamic);
  }
  return text;
}

std::string client_values(const model::Client& client) {
  std::string text =
      fmt::format("client {}\n{}\n{}\n{} {} {}\n", client.name, client.description,
                  client.authentication_name, static_cast<int>(client.state),
                  static_cast<int>(client.validation_scheme), client.allowed_thumbprints);
  for (const auto& [key, value] : client.attributes) {
    text += fmt::format("attribute {} {} {}\n", key, value.index(), value_text(value));
  }
  return text;
}

}  // namespace

std::string all_values(const model::Namespace& definition) {
  std::string text = fmt::format("name {}\nlocation {}\ncapacity {}\n", definition.name,
                                 definition.location, definition.capacity);
  text += configuration_values(definition.topic_spaces_configuration);
  for (const auto& certificate : definition.ca_certificates) {
    text += fmt::format("CA {}\n{}\n{}\n", certificate.name, certificate.description,
                        certificate.encoded_certificate);
  }
  for (const auto& client : definition.clients) text += client_values(client);
  for (const auto& group : definition.client_groups) {
    text += fmt::format("group {}\n{}\n{}\n", group.name, group.description, group.query.text());
  }
  for (const auto& space : definition.topic_spaces) {
    text += fmt::format("space {}\n{}\n", space.name, space.description);
    for (const auto& topic_template : space.topic_templates) {
      text += fmt::format("template {}\n", topic_template.text());
    }
  }
  for (const auto& binding : definition.permission_bindings) {
    text += fmt::format("binding {}\n{}\n{} {} {}\n", binding.name, binding.description,
                        binding.client_group_name, binding.topic_space_name,
                        static_cast<int>(binding.permission));
  }
  return text;
}

}  // namespace lab::test
