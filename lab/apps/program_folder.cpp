#include "lab/apps/program_folder.hpp"

#include <system_error>

#include "lab/base/error.hpp"

namespace lab::apps {

std::filesystem::path program_folder() {
  std::error_code failure;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failure);
  if (!failure) return program.parent_path();
  throw Error(ErrorKind::environment, "cannot find cloud_app and device beside eglab",
              failure.message(), "is /proc mounted?");
}

}  // namespace lab::apps
