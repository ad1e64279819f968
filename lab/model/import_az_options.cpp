#include "lab/model/import_az_options.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lab::model {

const AzCommandLine::Option* AzCommandLine::find(
    std::initializer_list<std::string_view> names) const {
  const auto found = std::find_if(options.begin(), options.end(), [&](const Option& option) {
    return std::find(names.begin(), names.end(), option.name) != names.end();
  });
  return found == options.end() ? nullptr : &*found;
}

std::string AzCommandLine::value(std::initializer_list<std::string_view> names) const {
  const Option* option = find(names);
  return option == nullptr ? std::string{} : fmt::format("{}", fmt::join(option->values, " "));
}

AzCommandLine read_az_command_line(const ShellCommand& command) {
  AzCommandLine line;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const std::string& word = command.words[i];
    if (word.size() > 1 && word.front() == '-') {
      const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
      line.options.push_back({word.substr(0, equals), {}});
      if (equals != std::string::npos)
        line.options.back().values.push_back(word.substr(equals + 1));
    } else if (line.options.empty()) {
      line.command += (line.command.empty() ? "" : " ") + word;
    } else {
      line.options.back().values.push_back(word);
    }
  }
  return line;
}

}  // namespace lab::model
