#include "lab/report/source_tags.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace lab::report {
namespace {

using Tag = std::pair<std::string_view, std::string_view>;

/// The documents are Microsoft's for Azure Event Grid unless another owner is named.
constexpr std::array tags = {
    Tag{"SUP26", "MQTT features (mqtt-support.md), May 2026"},
    Tag{"SUP25", "MQTT features (mqtt-support.md), July 2025"},
    Tag{"SUP24", "MQTT features (mqtt-support.md), 2024"},
    Tag{"SUP23", "MQTT features (mqtt-support.md), November 2023"},
    Tag{"SUP23P", "MQTT features (mqtt-support.md), public preview, April 2023; since dropped"},
    Tag{"LIM26", "Quotas and limits (includes/limits.md), May 2026"},
    Tag{"LIM25b", "Quotas and limits (includes/limits.md), 2025, second text"},
    Tag{"LIM25", "Quotas and limits (includes/limits.md), July 2025"},
    Tag{"LIM23", "Quotas and limits (includes/limits.md), November 2023"},
    Tag{"SHARE", "MQTT shared subscriptions (mqtt-shared-subscriptions.md), May 2026"},
    Tag{"NEW", "What's new (whats-new.md), May 2026"},
    Tag{"OVR", "Overview of MQTT (mqtt-overview.md), April 2026"},
    Tag{"RET", "MQTT retain (mqtt-retain.md), December 2025"},
    Tag{"RETP", "MQTT retain, preview (mqtt-retain.md), July 2025"},
    Tag{"HTTP", "HTTP publish (mqtt-http-publish.md), July 2025"},
    Tag{"TS", "Topic spaces (mqtt-topic-spaces.md), August 2026"},
    Tag{"AC", "Access control for MQTT clients (mqtt-access-control.md), November 2023"},
    Tag{"CLI", "MQTT clients (mqtt-clients.md), November 2023"},
    Tag{"CG", "MQTT client groups (mqtt-client-groups.md), November 2023"},
    Tag{"AUTHN", "Client authentication (mqtt-client-authentication.md), August 2026"},
    Tag{"CERT", "Client certificates (mqtt-client-certificate-authentication.md), November 2023"},
    Tag{"CHAIN",
        "Certificate chains (mqtt-certificate-chain-client-authentication.md), November 2023"},
    Tag{"TLS", "TLS connection (mqtt-transport-layer-security-flow.md), November 2023"},
    Tag{"ENTRA",
        "Microsoft Entra tokens (mqtt-client-microsoft-entra-token-and-rbac.md), January 2025"},
    Tag{"JWT", "Custom JSON web tokens (mqtt-client-custom-jwt.md), April 2025"},
    Tag{"JWTH",
        "How to use JSON web tokens (authenticate-with-namespaces-using-json-web-tokens.md), "
        "April 2025"},
    Tag{"JWTO", "OAuth 2.0 tokens (oauth-json-web-token-authentication.md), April 2025"},
    Tag{"WH",
        "Webhook authentication, how to "
        "(authenticate-with-namespaces-using-webhook-authentication.md), May 2026"},
    Tag{"WHC", "Webhook authentication (mqtt-client-webhook-authentication.md), March 2026"},
    Tag{"MULTI",
        "Several sessions of a client (mqtt-establishing-multiple-sessions-per-client.md), May "
        "2023"},
    Tag{"TRB", "Troubleshooting MQTT errors (mqtt-troubleshoot-errors.md), November 2023"},
    Tag{"LIFE", "MQTT client life-cycle events (mqtt-client-life-cycle-events.md), November 2023"},
    Tag{"LIFES",
        "Event schema of namespaces (event-schema-event-grid-namespace.md), December 2022"},
    Tag{"MON", "Monitoring of MQTT delivery (monitor-mqtt-delivery-reference.md), December 2025"},
    Tag{"RT", "MQTT routing (mqtt-routing.md), August 2026"},
    Tag{"RTS", "Schema of routed messages (mqtt-routing-event-schema.md), November 2023"},
    Tag{"RTE", "Enrichment of routed messages (mqtt-routing-enrichment.md), November 2023"},
    Tag{"RTF", "Filtering of routed messages (mqtt-routing-filtering.md), November 2023"},
    Tag{"RR",
        "How to implement request-response (mqtt-request-response-messages.md), November 2023"},
    Tag{"CDN", "Custom domains (custom-domains-namespaces.md), November 2024"},
    Tag{"QSP", "Quickstart, portal (mqtt-publish-and-subscribe-portal.md), March 2026"},
    Tag{"QSC", "Quickstart, CLI (mqtt-publish-and-subscribe-cli.md), June 2025"},
    Tag{"TERM", "Terminology (mqtt-event-grid-namespace-terminology.md), August 2026"},
    Tag{"SPB", "Sparkplug B support, September 2025"},
    Tag{"ARM", "Resource definition (azure-rest-api-specs, TypeSpec of Microsoft.EventGrid), 2026"},
    Tag{"ARMS", "Resource definition, stable 2025-02-15 (azure-rest-api-specs, EventGrid.json)"},
    Tag{"SMP", "Sample code (Azure-Samples/MqttApplicationSamples), June 2024"},
    Tag{"PRIV", "README of the private preview, about 2023; historical"},
    Tag{"AIO", "Azure IoT Operations, how to configure an MQTT endpoint, 2024"},
    Tag{"CROW", "Not Microsoft's: README of Crow's Nest MQTT, 2026"},
    Tag{"CHIRP", "Not Microsoft's: ChirpStack MQTT forwarder, issue 59, October 2024"},
    Tag{"MBR", "Not Microsoft's: Mosquitto, issues 3028 and 3693 on bridging to Event Grid"},
    Tag{"MQ", "Source of Mosquitto 2.0.22"},
    Tag{"MRUN", "Seen in runs of Mosquitto 2.0.11 with dynamic security"},
    Tag{"SPEC", "The MQTT specification (OASIS); not a statement about Event Grid"},
    Tag{"X1", "Official texts contradict each other: retain on MQTT 3.1.1"},
    Tag{"X2", "Official texts contradict each other: user properties on CONNECT"},
    Tag{"X3", "Official texts contradict each other: whether a ClientId is needed"},
    Tag{"X4", "Official texts contradict each other: how long a will may be delayed"},
    Tag{"X5", "Official texts contradict each other: shared subscriptions and identifiers"},
    Tag{"X6", "Official texts contradict each other: 8 or 15 topic segments"},
    Tag{"X7", "Official texts contradict each other: 100 or 1,000 messages a second"},
    Tag{"X8", "Official texts contradict each other: 16 or 100 messages in flight"},
    Tag{"X9", "Official texts contradict each other: message order"},
    Tag{"X10", "Official texts contradict each other: 512 KiB or 512 KB"},
    Tag{"X11", "Official texts contradict each other: protocol of custom JSON web tokens"},
    Tag{"X12", "Official texts contradict each other: audience of custom JSON web tokens"},
    Tag{"X20", "Official texts contradict each other: letter case of authentication names"},
    Tag{"X21", "Official texts contradict each other: what a takeover is"},
    Tag{"X23", "Official texts contradict each other: connects a second"},
    Tag{"undocumented", "No official text says what happens; it is recorded and not judged"},
};

}  // namespace

std::string_view source_text(std::string_view tag) {
  if (tag.starts_with('[') && tag.ends_with(']')) tag = tag.substr(1, tag.size() - 2);
  const auto found =
      std::find_if(tags.begin(), tags.end(), [&](const Tag& each) { return each.first == tag; });
  return found == tags.end() ? std::string_view{} : found->second;
}

}  // namespace lab::report
