#include "lab/model/routing_rules.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "lab/model/limits.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

constexpr std::array<NamedValue<bool>, 3> identity_types{{
    {"None", false},
    {"SystemAssigned", true},
    {"UserAssigned", true},
}};
constexpr std::array<NamedValue<bool>, 1> value_types{{{"String", true}}};

/// Attributes that every CloudEvent may have: an enrichment would collide with them.
constexpr std::array<std::string_view, 10> cloud_event_names{
    "specversion",     "id",         "time", "type",       "source", "subject",
    "datacontenttype", "dataschema", "data", "data_base64"};

/// Why a text cannot be an enrichment's key, or empty.
std::string_view key_problem(std::string_view key) {
  const bool is_plain = std::all_of(key.begin(), key.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
  });
  if (std::find(cloud_event_names.begin(), cloud_event_names.end(), key) !=
      cloud_event_names.end()) {
    return "is an attribute that every CloudEvent has";
  }
  if (key.empty() || key.size() > limits::longest_enrichment_key || !is_plain) {
    return "is not of 1 to 20 lower-case letters and digits";
  }
  if (key.substr(0, 4) == "azsp") return "starts with the reserved azsp";
  return {};
}

/// Whether a dynamic enrichment's value names something that a message or its client has.
bool is_source(std::string_view value) {
  constexpr std::array<std::string_view, 5> whole{
      "${client.authenticationName}", "${mqtt.message.topicName}", "${mqtt.message.responseTopic}",
      "${mqtt.message.correlationData}", "${mqtt.message.pfi}"};
  constexpr std::array<std::string_view, 3> prefixes{
      "${client.attributes.", "${mqtt.message.userProperties.", "${mqtt.message.userProperties['"};
  if (std::find(whole.begin(), whole.end(), value) != whole.end()) return true;
  return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view prefix) {
    const std::string_view end = prefix.back() == '\'' ? "']}" : "}";
    return value.size() > prefix.size() + end.size() && value.substr(0, prefix.size()) == prefix &&
           value.substr(value.size() - end.size()) == end;
  });
}

class EnrichmentReader {
 public:
  EnrichmentReader(TopicSpacesConfiguration& configuration, ProblemList& problems)
      : configuration_(configuration), problems_(problems) {}

  void read(const Node& item, const KnownObject& known, bool is_dynamic) {
    const PropertyReader reader{item, known, problems_};
    reader.require({"key", "value"}, "an enrichment is a key and a value");
    if (!is_dynamic) static_cast<void>(reader.one_of("valueType", value_types));
    const auto key = reader.string("key");
    const auto value = reader.string("value");
    if (key) check_key(*key, reader.find("key")->place);
    if (value) check_value(*value, reader.find("value")->place, is_dynamic);
    if (!key || !value) return;
    configuration_.routing_enrichments.push_back({*key, *value, is_dynamic});
  }

 private:
  void check_key(const std::string& key, PlaceId place) {
    if (const std::string_view problem = key_problem(key); !problem.empty()) {
      problems_.add(place, Rule::enrichment_key,
                    fmt::format("the enrichment key {} {}", in_quotes(key), problem), "rename it");
    }
    if (!keys_.insert(key).second) {
      problems_.add(place, Rule::enrichment_key_duplicate,
                    fmt::format("the enrichment key {} is given twice", in_quotes(key)),
                    "rename one of the two; static and dynamic ones share their keys");
    }
  }

  void check_value(const std::string& value, PlaceId place, bool is_dynamic) {
    if (code_points(value) > limits::longest_enrichment_value) {
      problems_.add(place, Rule::enrichment_value_length,
                    fmt::format("the enrichment value has {} characters", code_points(value)),
                    fmt::format("use at most {}", limits::longest_enrichment_value));
    } else if (is_dynamic && !is_source(value)) {
      problems_.add(place, Rule::enrichment_source,
                    fmt::format("the dynamic enrichment {} reads nothing known", in_quotes(value)),
                    "write ${client.authenticationName}, ${client.attributes.KEY} or "
                    "${mqtt.message.…} with userProperties.KEY, topicName, responseTopic, "
                    "correlationData or pfi");
    }
  }

  TopicSpacesConfiguration& configuration_;
  ProblemList& problems_;
  std::set<std::string> keys_;
};

void read_enrichments(const Node& node, TopicSpacesConfiguration& configuration,
                      ProblemList& problems) {
  const PropertyReader reader{node, known::routing_enrichments, problems};
  const std::span<const Node> fixed = reader.array("static");
  const std::span<const Node> dynamic = reader.array("dynamic");
  EnrichmentReader enrichments{configuration, problems};
  for (const Node& item : fixed) enrichments.read(item, known::static_enrichment, false);
  for (const Node& item : dynamic) enrichments.read(item, known::dynamic_enrichment, true);
  const std::size_t count = fixed.size() + dynamic.size();
  if (count <= limits::enrichments) return;
  problems.add(
      node.place, Rule::quota_enrichments,
      fmt::format("there are {} enrichments; Event Grid allows {}", count, limits::enrichments),
      fmt::format("take out {}", count - limits::enrichments));
}

}  // namespace

void read_routing(const PropertyReader& settings, TopicSpacesConfiguration& configuration,
                  ProblemList& problems) {
  configuration.route_topic_resource_id = settings.string("routeTopicResourceId").value_or("");
  if (const Node* node = settings.object("routingEnrichments")) {
    read_enrichments(*node, configuration, problems);
  }
  if (const Node* node = settings.object("routingIdentityInfo")) {
    const PropertyReader identity{*node, known::routing_identity_info, problems};
    static_cast<void>(identity.one_of("type", identity_types));
    static_cast<void>(identity.string("userAssignedIdentity"));
  }
}

}  // namespace lab::model
