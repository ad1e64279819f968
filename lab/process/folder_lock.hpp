#pragma once

#include <filesystem>

#include "lab/process/descriptor.hpp"

namespace lab::process {

/// Keeps a second eglab out of a folder while this object lives: two brokers would overwrite each
/// other's certificates, configuration and stored sessions. Also let go when the process is killed.
class FolderLock {
 public:
  /// Throws `Error` (environment) if another process holds the folder, or it cannot be written.
  explicit FolderLock(const std::filesystem::path& folder);

 private:
  Descriptor file_;
};

}  // namespace lab::process
