#pragma once

#include <filesystem>

#include "lab/model/definition_resources.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// Reads the folder form: `namespace.json` (may be missing) and `clients/NAME.json`,
/// `clientGroups/…`, `topicSpaces/…`, `permissionBindings/…`, `caCertificates/…` (kebab-case folder
/// names too). Each file holds the properties object that `az resource create --properties` takes,
/// or the whole `{"properties": {…}}`. Files are read in the order of their names. Throws `Error`
/// (definition) if a file cannot be read.
DefinitionResources read_definition_folder(const std::filesystem::path& folder,
                                           ProblemList& problems);

}  // namespace lab::model
