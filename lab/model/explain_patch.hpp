#pragma once

#include <string>
#include <vector>

#include "lab/model/explain_change.hpp"

namespace lab::model {

/// One operation `add` of a JSON Patch (RFC 6902) on a definition in canonical form.
struct PatchOperation {
  std::string path;   ///< A JSON pointer (RFC 6901); a last `-` appends to an array.
  std::string value;  ///< JSON text, indented by two.
};

/// A change as a patch of the canonical file that the definition was read from, its collections
/// being maps by name. A collection or an attributes object that is empty is added whole, since the
/// file may lack it.
std::vector<PatchOperation> json_patch(const Namespace& definition, const Change& change);

}  // namespace lab::model
