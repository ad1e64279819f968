#include "lab/base/run_directory.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "lab/base/error.hpp"

namespace lab {
namespace fs = std::filesystem;

RunDirectory::RunDirectory(std::string_view prefix, const fs::path& parent)
    : kept_(std::getenv("EGLAB_KEEP") != nullptr) {
  std::error_code failure;
  const fs::path base = parent.empty() ? fs::temp_directory_path(failure) : parent;
  std::string name = (base / fmt::format("{}-XXXXXX", prefix)).string();
  if (failure || ::mkdtemp(name.data()) == nullptr) {
    throw Error(ErrorKind::environment, fmt::format("cannot make a run folder {}", name),
                errno_text(failure ? failure.value() : errno),
                "set TMPDIR to a folder you may write, on a disk with space");
  }
  path_ = name;
}

RunDirectory::RunDirectory(RunDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})), kept_(other.kept_) {}

RunDirectory& RunDirectory::operator=(RunDirectory&& other) noexcept {
  if (this == &other) return *this;
  remove();
  path_ = std::exchange(other.path_, {});
  kept_ = other.kept_;
  return *this;
}

RunDirectory::~RunDirectory() {
  remove();
}

void RunDirectory::remove() noexcept {
  if (path_.empty() || kept_) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace lab
