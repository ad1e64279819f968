#include <filesystem>
#include <memory>
#include <string>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "lab/apps/definition_option.hpp"
#include "lab/apps/verbs.hpp"
#include "lab/compile/stock_folder.hpp"

namespace lab::apps {
namespace {

struct Options {
  DefinitionOption definition;
  std::filesystem::path folder;
};

int compile(const Options& options) {
  const model::Namespace definition = options.definition.load();
  compile::write_stock_folder(definition, options.folder);
  fmt::print("wrote {0}: how to start a Mosquitto with it stands in {0}\n",
             (options.folder / "README.txt").string());
  return 0;
}

}  // namespace

void add_compile(CLI::App& eglab, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = eglab.add_subcommand(
      "compile", "Write what a stock Mosquitto needs to serve the same namespace");
  verb->footer(
      "Example:\n"
      "  eglab compile namespace.json -o broker/     then read broker/README.txt");
  options->definition.add_to(*verb);
  verb->add_option("-o,--output", options->folder, "Folder to write to; made if it is not there")
      ->required()
      ->type_name("DIR");
  verb->callback([options, &chosen] { chosen = [options] { return compile(*options); }; });
}

}  // namespace lab::apps
