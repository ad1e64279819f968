#include "lab/apps/definition_option.hpp"

#include <algorithm>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/model/reader.hpp"

namespace lab::apps {

void DefinitionOption::add_to(CLI::App& verb, bool required) {
  auto* definition = verb.add_option("DEFINITION", path_,
                                     "Namespace definition: canonical JSON, an ARM template, or a "
                                     "folder of clients/NAME.json-like files");
  definition->required(required);
  verb.add_option("--parameters", parameters_, "Parameters file of an ARM template")
      ->type_name("FILE");
}

model::Namespace DefinitionOption::load() const {
  model::ReadResult read = model::read_namespace(path_, parameters_);
  fmt::print(stderr, "{}", model::to_text(read.problems));
  if (read.definition) return *std::move(read.definition);
  const auto errors = std::count_if(
      read.problems.begin(), read.problems.end(),
      [](const auto& problem) { return problem.severity == model::Problem::Severity::error; });
  throw Error(ErrorKind::definition,
              fmt::format("{} is not a valid namespace definition", path_.string()),
              fmt::format("{} error{}, listed above", errors, errors == 1 ? "" : "s"),
              "mend the places named; the schema is lab/model/namespace.schema.json");
}

}  // namespace lab::apps
