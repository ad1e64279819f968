#pragma once

#include <string_view>

namespace lab::model {

/// Whether two authentication names name the same client: compared ignoring ASCII case (CA-014, X20
/// in the facts). Only ASCII, since the service does not document how it folds other letters.
bool same_authentication_name(std::string_view left, std::string_view right);

}  // namespace lab::model
