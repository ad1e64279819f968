#pragma once

#include <nlohmann/json.hpp>

#include "lab/model/import_collected.hpp"
#include "lab/model/reader.hpp"

namespace lab::model {

/// Takes out of a canonical definition what the reader finds wrong, until it finds no error: an
/// attribute, else the child resource, or the setting of the namespace. Each is told in the log
/// with where it was found and the reader's reason. MQTT that is off is switched on, and that is
/// told too, since a definition of it cannot be served otherwise. Gives what the reader says in the
/// end.
ReadResult repair(nlohmann::ordered_json& document, const Collected& collected, ImportLog& log);

}  // namespace lab::model
