#pragma once

#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "lab/process/child_process.hpp"

namespace lab::test {

/// A program that was run to its end, as a user would at a prompt.
struct FinishedProcess {
  process::Exit how;
  std::string output;  ///< What it printed on standard output, …
  std::string errors;  ///< … and on standard error.
};

/// Runs a program of ours (`eglab`, `cloud_app`, `device`) to its end. Fails the test, with what it
/// printed, if it does not end in time; it is ended then.
FinishedProcess run_to_end(const std::string& program, std::vector<std::string> arguments,
                           std::vector<std::string> environment = {},
                           std::source_location place = std::source_location::current());

/// The path of a program of ours.
std::string program_path(const std::string& program);

}  // namespace lab::test
