#include <cstdlib>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

#include "lab/base/error.hpp"
#include "lab/process/child_process.hpp"

namespace lab::process {
namespace {

namespace fs = std::filesystem;

bool is_program(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

fs::path find_program(std::string_view name, std::string_view package) {
  const char* path_variable = std::getenv("PATH");
  // A user's PATH has no sbin on Debian, and Mosquitto is in /usr/sbin.
  const std::string folders =
      fmt::format("{}:/usr/sbin:/usr/local/sbin", path_variable == nullptr ? "" : path_variable);
  std::string_view rest{folders};
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    const std::string_view folder = rest.substr(0, colon);
    rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
    // An empty entry means the working folder to a shell. A program found there by chance is not
    // one that the user meant.
    if (folder.empty()) continue;
    fs::path candidate = fs::path{folder} / name;
    if (is_program(candidate)) return fs::absolute(candidate);
  }
  throw Error(ErrorKind::environment, fmt::format("cannot find the program {}", name),
              fmt::format("it is in none of {}", folders),
              package.empty() ? std::string{"build or install it, or put its folder in PATH"}
                              : fmt::format("apt-get install {}", package));
}

}  // namespace lab::process
