#include "lab/process/dynamic_security_plugin.hpp"

#include <cstdlib>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "lab/base/error.hpp"

namespace lab::process {
namespace {

namespace fs = std::filesystem;

constexpr const char* override_variable = "EGLAB_DYNAMIC_SECURITY_PLUGIN";
constexpr const char* file_name = "mosquitto_dynamic_security.so";

/// /usr/lib, its folders (Debian has one for each architecture), and where a build from source
/// goes.
std::vector<fs::path> library_folders() {
  std::vector<fs::path> folders;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator{"/usr/lib", ignored}) {
    if (entry.is_directory(ignored)) folders.push_back(entry.path());
  }
  for (const char* folder : {"/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64"}) {
    folders.emplace_back(folder);
  }
  return folders;
}

}  // namespace

fs::path find_dynamic_security_plugin() {
  std::error_code ignored;
  if (const char* given = std::getenv(override_variable)) {
    if (fs::is_regular_file(given, ignored)) return fs::absolute(given);
    throw Error(ErrorKind::environment, "cannot find Mosquitto's dynamic-security plugin",
                fmt::format("{} names {}, which is no file", override_variable, given),
                fmt::format("unset {}, or correct it", override_variable));
  }
  for (const fs::path& folder : library_folders()) {
    fs::path candidate = folder / file_name;
    if (fs::is_regular_file(candidate, ignored)) return candidate;
  }
  throw Error(ErrorKind::environment, "cannot find Mosquitto's dynamic-security plugin",
              fmt::format("{} is in no folder of libraries", file_name),
              fmt::format("apt-get install mosquitto, or set {} to its path", override_variable));
}

}  // namespace lab::process
