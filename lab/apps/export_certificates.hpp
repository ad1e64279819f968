#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lab/model/namespace.hpp"

namespace lab::apps {

/// The CA certificate that stands for a folder of certificates in an export.
inline constexpr const char* exported_ca_name = "eglab-intermediate";

/// The definition with what `eglab certs` wrote into a folder: its intermediate's certificate,
/// which signed the clients' (CA-020), as the CA certificate `eglab-intermediate`, in place of one
/// of that name; and the thumbprints of the issued certificates for the clients that are known by
/// thumbprint. A client whose certificate the folder lacks keeps its thumbprints, and `warnings`
/// says so. Private keys are not read.
///
/// Throws `Error` (definition) if the folder holds no intermediate, or a file is no certificate; or
/// if the namespace would have more CA certificates than Event Grid allows.
model::Namespace with_certificates(model::Namespace definition, const std::filesystem::path& folder,
                                   std::vector<std::string>& warnings);

}  // namespace lab::apps
