#pragma once

#include <cstddef>
#include <cstdint>

/// What a definition may hold at most. Each number with its source: the facts' section, and there
/// the tag of the page (LIM26 = the limits page of 2026-05-07, ARM = the resource model).
namespace lab::model::limits {

inline constexpr std::int64_t clients_per_throughput_unit = 10'000;  ///< §6, LIM26.
inline constexpr std::int64_t throughput_units = 40;                 ///< §6, LIM26 (X17).
inline constexpr std::size_t ca_certificates = 10;                   ///< §6, LIM26.
inline constexpr std::size_t client_groups = 10;                     ///< §6, LIM26.
inline constexpr std::size_t topic_spaces = 10;                      ///< §6, LIM26.
inline constexpr std::size_t topic_templates_per_space = 10;         ///< §6, LIM26.
inline constexpr std::size_t permission_bindings = 100;              ///< §6, LIM26.
inline constexpr std::size_t inbound_ip_rules = 16;                  ///< §6, LIM26.

inline constexpr std::size_t shortest_resource_name = 3;         ///< §1, ARM.
inline constexpr std::size_t longest_resource_name = 50;         ///< §1, ARM.
inline constexpr std::size_t longest_client_name = 128;          ///< §1, ARM, CLI.
inline constexpr std::size_t longest_authentication_name = 128;  ///< §2, CLI; code points.
inline constexpr std::size_t attribute_bytes = 4096;             ///< §2, CLI: "less than 4 KB".
inline constexpr std::size_t thumbprints_per_client = 2;         ///< §1, CLI.
inline constexpr std::size_t issuer_certificates = 2;            ///< §1 and §4, ARM, JWT.
inline constexpr std::int64_t session_expiry_in_hours = 8;       ///< §1, ARM; §6, LIM26.
inline constexpr std::int64_t sessions_per_name = 100;           ///< §1, ARM.
inline constexpr std::size_t enrichments = 20;                   ///< §7, RTE (X25).
inline constexpr std::size_t longest_enrichment_key = 20;        ///< §7, RTE.
inline constexpr std::size_t longest_enrichment_value = 128;     ///< §7, RTE.

// The lab's own bounds, far above what a real definition needs.
inline constexpr std::size_t nesting_depth = 64;              ///< Of JSON; also of expressions.
inline constexpr std::size_t definition_bytes = 256U << 20U;  ///< 400,000 clients fit.
inline constexpr std::int64_t copies_per_loop = 800;          ///< ARM's own bound for `copy`.
inline constexpr std::size_t expression_bytes = 64U << 20U;   ///< All that expressions may produce.

}  // namespace lab::model::limits
