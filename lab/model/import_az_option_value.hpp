#pragma once

#include <optional>

#include "lab/model/import_az_options.hpp"
#include "lab/model/import_log.hpp"

namespace lab::model {

/// What the values of an option of the Azure CLI are together.
enum class AzForm {
  text,
  boolean,
  list,    ///< One array, or one value an item.
  object,  ///< One object, or `key=value` an item; keys in kebab case, for ARM's in camel case.
  map,     ///< The same with keys that stay as they are.
};

/// Reads an option's values. What cannot be read is told in the log, at `place`, which is also
/// where every value stands.
std::optional<Node> read_az_option(const AzCommandLine::Option& option, AzForm form, PlaceId place,
                                   ImportLog& log);

}  // namespace lab::model
