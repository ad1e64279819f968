#include "lab/model/configuration_rules.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "lab/model/authentication_rules.hpp"
#include "lab/model/limits.hpp"
#include "lab/model/name_rules.hpp"
#include "lab/model/property_reader.hpp"
#include "lab/model/routing_rules.hpp"

namespace lab::model {
namespace {

constexpr std::array<NamedValue<bool>, 2> states{{{"Enabled", true}, {"Disabled", false}}};

/// Enumerations whose value the lab has no use for; checked all the same.
constexpr std::array<NamedValue<bool>, 1> sku_names{{{"Standard", true}}};
constexpr std::array<NamedValue<bool>, 1> tls_versions{{{"1.2", true}}};
constexpr std::array<NamedValue<bool>, 1> ip_actions{{{"Allow", true}}};
constexpr std::array<NamedValue<bool>, 3> network_accesses{{
    {"Enabled", true},
    {"Disabled", false},
    {"SecuredByPerimeter", false},
}};

void read_sku(const PropertyReader& envelope, Namespace& definition, ProblemList& problems) {
  const Node* node = envelope.object("sku");
  if (node == nullptr) return;
  const PropertyReader sku{*node, known::sku, problems};
  static_cast<void>(sku.one_of("name", sku_names));
  if (const auto capacity = sku.integer("capacity", 1, limits::throughput_units)) {
    definition.capacity = static_cast<std::uint32_t>(*capacity);
  }
}

void report_disabled(PlaceId place, std::string_view cause, ProblemList& problems) {
  problems.add(place, Rule::mqtt_disabled, std::string{cause},
               "write \"topicSpacesConfiguration\": {\"state\": \"Enabled\"}");
}

void read_state(const PropertyReader& reader, TopicSpacesConfiguration& configuration,
                ProblemList& problems) {
  const Node* node = reader.find("state");
  if (node == nullptr) {
    report_disabled(reader.place(), "MQTT is off: the state's default is Disabled", problems);
    return;
  }
  const auto enabled = reader.one_of("state", states);
  configuration.enabled = enabled.value_or(false);
  if (enabled == false) report_disabled(node->place, "MQTT is off", problems);
}

void read_topic_spaces_configuration(const Node& node, TopicSpacesConfiguration& configuration,
                                     ProblemList& problems) {
  const PropertyReader reader{node, known::topic_spaces_configuration, problems};
  if (!node.is(Node::Kind::object)) return;
  read_state(reader, configuration, problems);
  if (const auto hours =
          reader.integer("maximumSessionExpiryInHours", 1, limits::session_expiry_in_hours)) {
    configuration.maximum_session_expiry_in_hours = static_cast<std::uint32_t>(*hours);
  }
  if (const auto sessions = reader.integer("maximumClientSessionsPerAuthenticationName", 1,
                                           limits::sessions_per_name)) {
    configuration.maximum_client_sessions_per_authentication_name =
        static_cast<std::uint32_t>(*sessions);
  }
  static_cast<void>(reader.array("customDomains"));
  read_routing(reader, configuration, problems);
  if (const Node* authentication = reader.object("clientAuthentication")) {
    read_client_authentication(*authentication, configuration, problems);
  }
}

void check_network(const PropertyReader& properties, ProblemList& problems) {
  static_cast<void>(properties.boolean("isZoneRedundant"));
  static_cast<void>(properties.boolean("ipV6Enabled"));
  static_cast<void>(properties.one_of("publicNetworkAccess", network_accesses));
  static_cast<void>(properties.one_of("minimumTlsVersionAllowed", tls_versions));
  const std::span<const Node> rules = properties.array("inboundIpRules");
  if (rules.size() > limits::inbound_ip_rules) {
    problems.add(rules[limits::inbound_ip_rules].place, Rule::quota_ip_rules,
                 fmt::format("the namespace has {} inbound IP rules; Event Grid allows {}",
                             rules.size(), limits::inbound_ip_rules),
                 "join neighbouring ranges into one mask");
  }
  for (const Node& item : rules) {
    const PropertyReader rule{item, known::inbound_ip_rule, problems};
    static_cast<void>(rule.string("ipMask"));
    static_cast<void>(rule.one_of("action", ip_actions));
  }
  if (const Node* node = properties.object("topicsConfiguration")) {
    const PropertyReader topics{*node, known::topics_configuration, problems};
    static_cast<void>(topics.array("customDomains"));
  }
}

void read_properties(const PropertyReader& properties, Namespace& definition,
                     ProblemList& problems) {
  check_network(properties, problems);
  const Node* node = properties.find("topicSpacesConfiguration");
  if (node == nullptr) {
    report_disabled(properties.place(), "MQTT is off: there is no topicSpacesConfiguration",
                    problems);
    return;
  }
  read_topic_spaces_configuration(*node, definition.topic_spaces_configuration, problems);
}

}  // namespace

void read_configuration(const DefinitionResources& resources, Namespace& definition,
                        ProblemList& problems) {
  if (!resources.name_space) {
    definition.topic_spaces_configuration.enabled = true;
    return;
  }
  const NamespaceResource& resource = *resources.name_space;
  const PropertyReader envelope{resource.envelope, known::namespace_resource, problems,
                                resource.is_flat ? &known::namespace_properties : nullptr};
  if (!resource.envelope.is(Node::Kind::object)) return;
  if (const auto name = envelope.string("name")) {
    definition.name = *name;
    check_resource_name(*name, "namespace", resource.name_place, problems);
  }
  definition.location = envelope.string("location").value_or("");
  read_sku(envelope, definition, problems);
  static_cast<void>(envelope.object("tags"));
  static_cast<void>(envelope.object("identity"));
  if (resource.is_flat) {
    read_properties(envelope, definition, problems);
    return;
  }
  const Node* node = envelope.find("properties");
  if (node == nullptr) {
    report_disabled(envelope.place(), "MQTT is off: the namespace has no properties", problems);
    return;
  }
  if (!check_kind(*node, Node::Kind::object, "properties", problems)) return;
  read_properties(PropertyReader{*node, known::namespace_properties, problems}, definition,
                  problems);
}

}  // namespace lab::model
