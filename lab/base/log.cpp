#include "lab/base/log.hpp"

#include <cstdlib>
#include <memory>
#include <string>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "lab/base/error.hpp"

namespace lab::log {
namespace {

void use(std::shared_ptr<spdlog::logger> logger) {
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %n: %v", spdlog::pattern_time_type::utc);
  const char* level = std::getenv("EGLAB_LOG");
  logger->set_level(spdlog::level::from_str(level == nullptr ? "warning" : level));
  logger->flush_on(spdlog::level::debug);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace

void open(std::string_view program) {
  use(std::make_shared<spdlog::logger>(std::string{program},
                                       std::make_shared<spdlog::sinks::stderr_sink_mt>()));
}

void open_file(std::string_view program, const std::filesystem::path& path) {
  try {
    use(std::make_shared<spdlog::logger>(
        std::string{program},
        std::make_shared<spdlog::sinks::basic_file_sink_mt>(path.string(), false)));
  } catch (const spdlog::spdlog_ex& failure) {
    throw Error(ErrorKind::environment, "cannot open the log " + path.string(), failure.what(),
                "name a folder you may write");
  }
}

}  // namespace lab::log
