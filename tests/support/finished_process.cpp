#include "tests/support/finished_process.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "tests/support/stage.hpp"

namespace lab::test {

std::string program_path(const std::string& program) {
  return (std::filesystem::path{LAB_PROGRAM_FOLDER} / program).string();
}

FinishedProcess run_to_end(const std::string& program, std::vector<std::string> arguments,
                           std::vector<std::string> environment, std::source_location place) {
  process::Command command;
  command.program = program.find('/') == std::string::npos ? program_path(program) : program;
  command.arguments = std::move(arguments);
  command.environment = std::move(environment);
  FinishedProcess finished;
  process::ChildProcess child{command, [&](std::string_view line, bool is_error) {
                                std::string& text = is_error ? finished.errors : finished.output;
                                text.append(line).append("\n");
                              }};
  const auto how = child.wait(Deadline::after(patience));
  finished.how = how ? *how : child.stop();
  if (!how) {
    ADD_FAILURE_AT(place.file_name(), static_cast<int>(place.line()))
        << program << " did not end by itself; it printed:\n"
        << finished.output << finished.errors;
  }
  return finished;
}

}  // namespace lab::test
