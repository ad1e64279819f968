#pragma once

#include "lab/model/namespace.hpp"
#include "lab/model/problem_list.hpp"
#include "lab/model/property_reader.hpp"

namespace lab::model {

/// Reads where messages are routed to and what they are enriched with (facts §7) from the
/// namespace's MQTT settings; reports every broken rule.
void read_routing(const PropertyReader& settings, TopicSpacesConfiguration& configuration,
                  ProblemList& problems);

}  // namespace lab::model
