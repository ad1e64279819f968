#include "lab/process/mosquitto_program.hpp"

#include <cstdlib>
#include <system_error>

#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/process/child_process.hpp"

namespace lab::process {
namespace {

constexpr const char* override_variable = "EGLAB_MOSQUITTO";

}  // namespace

std::filesystem::path find_mosquitto() {
  const char* given = std::getenv(override_variable);
  if (given == nullptr) return find_program("mosquitto", "mosquitto");
  std::error_code ignored;
  if (std::filesystem::is_regular_file(given, ignored)) return std::filesystem::absolute(given);
  throw Error(ErrorKind::environment, "cannot find the program mosquitto",
              fmt::format("{} names {}, which is no file", override_variable, given),
              fmt::format("unset {}, or correct it; apt-get install mosquitto if there is none",
                          override_variable));
}

}  // namespace lab::process
