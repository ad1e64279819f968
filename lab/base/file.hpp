#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace lab {

/// The mode bits of a file the lab writes.
enum class FileMode {
  shared = 0644,  ///< Anyone may read: certificates, configuration.
  secret = 0600,  ///< The owner only: private keys, password files.
};

/// Reads a whole file. Throws `Error` (definition) that names the file if it is missing, is a
/// folder, cannot be read, or is larger than `limit` bytes.
std::string read_file(const std::filesystem::path& path, std::size_t limit = 64U << 20U);

/// Writes a file so that a reader sees the old text or the new one, never half: writes aside in the
/// same folder, flushes, renames. Throws `Error` (environment) that names the file and the cause (a
/// full disk, a folder that cannot be written); the old file is then untouched.
void write_file(const std::filesystem::path& path, std::string_view text,
                FileMode mode = FileMode::shared);

/// Makes a folder and its parents, for the owner only if `mode` is secret. A folder that is there
/// already keeps its mode: it is somebody's. Throws `Error` (environment) if that cannot be.
void make_folder(const std::filesystem::path& path, FileMode mode = FileMode::shared);

}  // namespace lab
