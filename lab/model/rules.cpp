#include "lab/model/rules.hpp"

#include <array>
#include <cstddef>

#include "lab/base/assert.hpp"

namespace lab::model {
namespace {

constexpr auto error = Problem::Severity::error;
constexpr auto warning = Problem::Severity::warning;

// "§" is a section of the documented facts about Event Grid; X… a contradiction noted there.
constexpr std::array rules{
    RuleDescription{Rule::json_syntax, "json-syntax", error, false,
                    "the file must be JSON (RFC 8259), without comments or trailing commas"},
    RuleDescription{Rule::duplicate_key, "duplicate-key", error, false,
                    "of two equal keys most readers silently drop one"},
    RuleDescription{Rule::nesting_depth, "nesting-depth", error, false,
                    "no definition nests deeply; the bound keeps hostile files harmless"},
    RuleDescription{Rule::not_a_definition, "not-a-definition", error, true,
                    "a file without any known part is most likely another file"},
    RuleDescription{Rule::wrong_type, "wrong-type", error, true,
                    "each property has one JSON type in the resource model (§1)"},
    RuleDescription{Rule::unknown_property, "unknown-property", warning, true,
                    "a misspelt property is silently without effect (§1)"},
    RuleDescription{Rule::required_property, "required-property", error, true,
                    "the resource means nothing without it (§1)"},
    RuleDescription{Rule::obsolete_property, "obsolete-property", error, true,
                    "private-preview shapes are no longer accepted (§1)"},
    RuleDescription{Rule::enum_value, "enum-value", error, true,
                    "the resource model lists the values (§1)"},
    RuleDescription{Rule::enum_case, "enum-case", warning, true,
                    "the az commands take lower case, the resource model writes PascalCase (§1)"},
    RuleDescription{Rule::number_range, "number-range", error, true,
                    "the resource model and the limits page bound the number (§1, §6)"},

    RuleDescription{Rule::client_name_pattern, "client-name-pattern", error, true,
                    "client names match ^[-a-zA-Z0-9:._]*$ (§1)"},
    RuleDescription{Rule::client_name_length, "client-name-length", error, true,
                    "client names have 1 to 128 characters (§1)"},
    RuleDescription{Rule::resource_name_pattern, "resource-name-pattern", error, true,
                    "other resource names match ^[a-zA-Z0-9-]*$ (§1)"},
    RuleDescription{Rule::resource_name_length, "resource-name-length", error, true,
                    "other resource names have 3 to 50 characters (§1)"},
    RuleDescription{Rule::reserved_group_name, "reserved-group-name", error, true,
                    "$all is built in and cannot be defined or changed (§2)"},
    RuleDescription{Rule::name_duplicate, "name-duplicate", error, false,
                    "a name is given once per kind of resource (§1)"},
    RuleDescription{Rule::name_mismatch, "name-mismatch", error, false,
                    "one resource has one name"},

    RuleDescription{Rule::quota_clients, "quota-clients", error, false,
                    "10,000 clients per throughput unit (§6)"},
    RuleDescription{Rule::quota_ca_certificates, "quota-ca-certificates", error, true,
                    "10 CA certificates per namespace (§6)"},
    RuleDescription{Rule::quota_client_groups, "quota-client-groups", error, true,
                    "10 client groups per namespace (§6)"},
    RuleDescription{Rule::quota_topic_spaces, "quota-topic-spaces", error, true,
                    "10 topic spaces per namespace (§6)"},
    RuleDescription{Rule::quota_topic_templates, "quota-topic-templates", error, true,
                    "10 topic templates per topic space (§6)"},
    RuleDescription{Rule::quota_permission_bindings, "quota-permission-bindings", error, true,
                    "100 permission bindings per namespace (§6)"},
    RuleDescription{Rule::quota_ip_rules, "quota-ip-rules", error, true,
                    "16 inbound IP rules per namespace (§6)"},
    RuleDescription{Rule::quota_issuer_certificates, "quota-issuer-certificates", error, true,
                    "2 issuer certificates for custom JWT (§1, §4)"},
    RuleDescription{Rule::quota_enrichments, "quota-enrichments", error, false,
                    "20 routing enrichments, static and dynamic together (§7, X25)"},

    RuleDescription{Rule::authentication_name_length, "authentication-name-length", error, true,
                    "authentication names have 1 to 128 characters (§2)"},
    RuleDescription{Rule::authentication_name_characters, "authentication-name-characters", error,
                    false, "an MQTT user name cannot carry U+0000 and its like (MQTT 5 §1.5.4)"},
    RuleDescription{Rule::authentication_name_duplicate, "authentication-name-duplicate", error,
                    false, "authentication names are unique ignoring case (§2, X20)"},
    RuleDescription{Rule::thumbprints_required, "thumbprints-required", error, false,
                    "ThumbprintMatch needs 1 or 2 thumbprints (§1)"},
    RuleDescription{Rule::thumbprints_forbidden, "thumbprints-forbidden", error, false,
                    "thumbprints are for ThumbprintMatch only (§1)"},
    RuleDescription{Rule::thumbprint_count, "thumbprint-count", error, true,
                    "at most 2 thumbprints per client (§1)"},
    RuleDescription{Rule::thumbprint_format, "thumbprint-format", error, true,
                    "a thumbprint is the certificate's SHA-256 or SHA-1 in hex (§4)"},
    RuleDescription{Rule::attribute_key, "attribute-key", error, true,
                    "attribute keys are alphanumeric and _ (§2)"},
    RuleDescription{Rule::attribute_value_type, "attribute-value-type", error, true,
                    "attribute values are strings, integers or arrays of strings (§2, X18)"},
    RuleDescription{Rule::attribute_integer_range, "attribute-integer-range", error, true,
                    "queries compare long integers: 64 bits (§2)"},
    RuleDescription{Rule::attributes_size, "attributes-size", error, false,
                    "a client's attributes are less than 4 KB (§2)"},

    RuleDescription{Rule::certificate_pem, "certificate-pem", error, false,
                    "a certificate is given as PEM text (§1)"},
    RuleDescription{Rule::certificate_private_key, "certificate-private-key", error, false,
                    "a private key never belongs into a definition"},

    RuleDescription{Rule::query_syntax, "query-syntax", error, false,
                    "the query language of client groups (§2)"},
    RuleDescription{Rule::query_attribute_unknown, "query-attribute-unknown", warning, false,
                    "a comparison with an attribute that nobody has is most likely a typing error"},
    RuleDescription{Rule::query_attribute_type, "query-attribute-type", warning, false,
                    "a comparison with another type never holds (§2)"},

    RuleDescription{Rule::topic_template_count, "topic-template-count", error, true,
                    "a topic space without templates holds no topic (§3)"},
    RuleDescription{Rule::topic_template_syntax, "topic-template-syntax", error, false,
                    "a template is an MQTT topic filter with variables (§3, MQTT 5 §4.7)"},
    RuleDescription{Rule::topic_template_obsolete_variable, "topic-template-obsolete-variable",
                    error, false, "${principal.…} and ${client.name} are historical (§3)"},
    RuleDescription{Rule::topic_template_injection, "topic-template-injection", error, false,
                    "a value with / + # in a topic would give a wider right"},
    RuleDescription{Rule::topic_template_unusable_value, "topic-template-unusable-value", warning,
                    false, "the client gets no topic from the template"},
    RuleDescription{Rule::topic_template_without_filter, "topic-template-without-filter", warning,
                    false, "the binding gives nobody anything"},

    RuleDescription{Rule::binding_group_unknown, "binding-group-unknown", error, false,
                    "bindings name a client group of the same namespace (§1)"},
    RuleDescription{Rule::binding_space_unknown, "binding-space-unknown", error, false,
                    "bindings name a topic space of the same namespace (§1)"},

    RuleDescription{Rule::mqtt_disabled, "mqtt-disabled", error, true,
                    "MQTT is off unless topicSpacesConfiguration.state is Enabled (§1)"},
    RuleDescription{Rule::enrichment_key, "enrichment-key", error, true,
                    "keys are [a-z0-9]{1,20}, no CloudEvents core name, not azsp… (§7)"},
    RuleDescription{Rule::enrichment_key_duplicate, "enrichment-key-duplicate", error, false,
                    "an enrichment key is given once (§7)"},
    RuleDescription{Rule::enrichment_value_length, "enrichment-value-length", error, true,
                    "enrichment values have at most 128 characters (§7)"},
    RuleDescription{Rule::enrichment_source, "enrichment-source", error, false,
                    "dynamic enrichments read a client's or a message's property (§7)"},

    RuleDescription{Rule::arm_expression, "arm-expression", error, false,
                    "a template expression must have a value before deployment"},
    RuleDescription{Rule::arm_parameter_missing, "arm-parameter-missing", error, false,
                    "a parameter without a default needs a value"},
    RuleDescription{Rule::arm_parameter_unknown, "arm-parameter-unknown", warning, false,
                    "a value for a parameter that the template does not declare has no effect"},
    RuleDescription{Rule::arm_parameter_type, "arm-parameter-type", error, false,
                    "a parameter's value has the declared type"},
    RuleDescription{Rule::arm_parameters_unused, "arm-parameters-unused", error, false,
                    "only an ARM template takes a parameters file"},
    RuleDescription{Rule::arm_resource_name, "arm-resource-name", error, false,
                    "a child's name has as many segments as its type: namespace/client"},
    RuleDescription{Rule::arm_resource_ignored, "arm-resource-ignored", warning, false,
                    "the lab runs the MQTT part of a namespace only"},
    RuleDescription{Rule::arm_several_namespaces, "arm-several-namespaces", error, false,
                    "a definition is one namespace"},
    RuleDescription{Rule::arm_copy, "arm-copy", error, false,
                    "copy loops are read on resources, up to 800 turns"},

    RuleDescription{Rule::folder_unknown_file, "folder-unknown-file", warning, false,
                    "a file in the wrong place is silently without effect"},
};

}  // namespace

std::span<const RuleDescription> all_rules() {
  return rules;
}

const RuleDescription& describe(Rule rule) {
  const auto index = static_cast<std::size_t>(rule);
  LAB_ASSERT(index < rules.size() && rules[index].rule == rule);
  return rules[index];
}

}  // namespace lab::model
