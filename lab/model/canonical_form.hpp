#pragma once

#include <string>

#include "lab/model/definition_resources.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// Takes the canonical form apart: one object with `namespace` and, per kind of child resource, an
/// object of resources by name. An array of resources that name themselves is accepted too: that is
/// what `az … list -o json` prints.
DefinitionResources read_canonical_form(Node document, ProblemList& problems);

/// A child resource from `{"properties": {…}}` or, if `may_be_flat`, from the properties object
/// itself (what `az resource create --properties` takes, and what `az … show` may print). Reports a
/// `name` inside that differs from `name`.
Resource read_resource(Node node, std::string name, PlaceId name_place, bool may_be_flat,
                       ProblemList& problems);

/// The namespace from its own object; `may_be_flat` as for `read_resource`.
NamespaceResource read_namespace_resource(Node node, bool may_be_flat);

}  // namespace lab::model
