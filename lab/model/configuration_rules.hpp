#pragma once

#include "lab/model/definition_resources.hpp"
#include "lab/model/namespace.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// Reads the namespace's own properties into `definition` (facts §1): name, location, throughput
/// units and MQTT settings; reports every broken rule of theirs.
///
/// A definition without a namespace stands for children of one that exists: MQTT is then taken to
/// be on, with the settings' defaults. A namespace that is there must say `state: Enabled`, since
/// the service's default is Disabled.
void read_configuration(const DefinitionResources& resources, Namespace& definition,
                        ProblemList& problems);

}  // namespace lab::model
