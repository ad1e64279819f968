#pragma once

#include <span>
#include <string_view>

#include "lab/model/problem.hpp"

namespace lab::model {

/// Every rule that a definition can break. A problem can be reported only by one of these, and each
/// has a broken definition in `fixtures/invalid/`.
enum class Rule {
  // The text and its form.
  json_syntax,
  duplicate_key,
  nesting_depth,
  not_a_definition,
  wrong_type,
  unknown_property,
  required_property,
  obsolete_property,
  enum_value,
  enum_case,
  number_range,
  // Names.
  client_name_pattern,
  client_name_length,
  resource_name_pattern,
  resource_name_length,
  reserved_group_name,
  name_duplicate,
  name_mismatch,
  // Quotas.
  quota_clients,
  quota_ca_certificates,
  quota_client_groups,
  quota_topic_spaces,
  quota_topic_templates,
  quota_permission_bindings,
  quota_ip_rules,
  quota_issuer_certificates,
  quota_enrichments,
  // Clients.
  authentication_name_length,
  authentication_name_characters,
  authentication_name_duplicate,
  thumbprints_required,
  thumbprints_forbidden,
  thumbprint_count,
  thumbprint_format,
  attribute_key,
  attribute_value_type,
  attribute_integer_range,
  attributes_size,
  // Certificates.
  certificate_pem,
  certificate_private_key,
  // Groups.
  query_syntax,
  query_attribute_unknown,
  query_attribute_type,
  // Topic spaces.
  topic_template_count,
  topic_template_syntax,
  topic_template_obsolete_variable,
  topic_template_injection,
  topic_template_unusable_value,
  topic_template_without_filter,
  // Bindings.
  binding_group_unknown,
  binding_space_unknown,
  // The namespace's configuration.
  mqtt_disabled,
  enrichment_key,
  enrichment_key_duplicate,
  enrichment_value_length,
  enrichment_source,
  // ARM templates.
  arm_expression,
  arm_parameter_missing,
  arm_parameter_unknown,
  arm_parameter_type,
  arm_parameters_unused,
  arm_resource_name,
  arm_resource_ignored,
  arm_several_namespaces,
  arm_copy,
  // Folders.
  folder_unknown_file,
};

/// What a rule is about.
struct RuleDescription {
  Rule rule;
  std::string_view id;  ///< Short, stable; stands at the end of each message.
  Problem::Severity severity;
  /// Whether namespace.schema.json tells it too. What the schema cannot say (references, syntax,
  /// uniqueness, other files) the reader alone does.
  bool in_schema;
  std::string_view reason;  ///< One line: why the rule is there, with its source.
};

/// All rules, in the order of `Rule`.
std::span<const RuleDescription> all_rules();

/// One rule's description.
const RuleDescription& describe(Rule rule);

}  // namespace lab::model
