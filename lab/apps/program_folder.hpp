#pragma once

#include <filesystem>

namespace lab::apps {

/// The folder that this program's executable stands in: `cloud_app` and `device` stand beside
/// `eglab`. Throws `Error` (environment) if the system does not tell.
std::filesystem::path program_folder();

}  // namespace lab::apps
