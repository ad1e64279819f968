#pragma once

#include <string_view>
#include <vector>

#include "lab/model/definition_resources.hpp"
#include "lab/model/namespace.hpp"
#include "lab/model/problem_list.hpp"

namespace lab::model {

/// Checks that a text is one whole certificate in PEM, without reading what is in it (that is the
/// certs room's door): the two lines, base64 between them, and a DER length that fits. Line breaks
/// are optional: JSON files often lose them.
void check_certificate_text(std::string_view text, PlaceId place, ProblemList& problems);

/// Reads the CA certificates (facts §1) and reports every broken rule of theirs.
std::vector<CaCertificate> read_ca_certificates(const std::vector<Resource>& resources,
                                                ProblemList& problems);

}  // namespace lab::model
