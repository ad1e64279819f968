#pragma once

#include <string_view>

#include "lab/model/import_az_options.hpp"
#include "lab/model/import_collected.hpp"
#include "lab/model/import_unknown.hpp"

namespace lab::model {

/// Reads `az eventgrid namespace create` and `az eventgrid namespace KIND create` (client,
/// client-group, topic-space, permission-binding, ca-certificate), whose options are the properties
/// in kebab case. `what` (`namespace`, `namespace client` …) is the command between `eventgrid` and
/// `create`; false if it is none of them. An option that is not known is told in the log, at
/// `place`.
bool read_az_create(std::string_view what, const AzCommandLine& line, PlaceId place,
                    const UnknownTexts& unknown, Collected& collected, ImportLog& log);

/// A name that may hold an unknown part: the name, or empty if none of it is of use. A name that is
/// not wholly known is told in the log as the reason why `what` is not read.
bool is_known_name(std::string_view name, std::string_view what, PlaceId place,
                   const UnknownTexts& unknown, ImportLog& log);

}  // namespace lab::model
