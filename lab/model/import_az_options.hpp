#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "lab/model/import_shell_script.hpp"

namespace lab::model {

/// A command line of the Azure CLI, cut into its command (`eventgrid namespace create`) and its
/// options. Each value may hold marks for what is unknown.
struct AzCommandLine {
  struct Option {
    std::string name;  ///< `--name` or `-n`, as written.
    std::vector<std::string> values;
  };
  std::string command;
  std::vector<Option> options;

  /// The first option with one of these names, or null.
  [[nodiscard]] const Option* find(std::initializer_list<std::string_view> names) const;
  /// The value of such an option: its values in one text; empty without any.
  [[nodiscard]] std::string value(std::initializer_list<std::string_view> names) const;
};

/// Cuts the words behind `az`. `--name=value` is an option and its value.
AzCommandLine read_az_command_line(const ShellCommand& command);

}  // namespace lab::model
