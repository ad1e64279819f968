#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/App.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "lab/apps/standard_input.hpp"
#include "lab/apps/verbs.hpp"
#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/terminal.hpp"
#include "lab/model/import_definition.hpp"

namespace lab::apps {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<fs::path> inputs;
  std::optional<fs::path> file;
  std::optional<fs::path> parameters;
  std::vector<std::string> variables;
  bool json = false;
};

constexpr int something_was_not_read = 1;

std::map<std::string, std::string> variables_of(const Options& options) {
  std::map<std::string, std::string> variables;
  for (const std::string& text : options.variables) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw Error(ErrorKind::usage, fmt::format("cannot set \"{}\"", printable(text, 60)),
                  "it is not of the form NAME=VALUE", "write for example --set rg=my-group");
    }
    variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return variables;
}

std::string counted(std::size_t count, const char* one, const char* several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

std::string contents_of(const model::Namespace& definition) {
  return fmt::format(
      "{}, {}, {}, {}, {}",
      counted(definition.ca_certificates.size(), "CA certificate", "CA certificates"),
      counted(definition.clients.size(), "client", "clients"),
      counted(definition.client_groups.size(), "client group", "client groups"),
      counted(definition.topic_spaces.size(), "topic space", "topic spaces"),
      counted(definition.permission_bindings.size(), "permission binding", "permission bindings"));
}

using Json = nlohmann::ordered_json;

/// A line of a script, or null where a pointer tells the place.
Json line_of(std::size_t line) {
  Json number = nullptr;
  if (line > 0) number = line;
  return number;
}

void print_json(const Options& options, const model::ImportResult& result) {
  Json document;
  document["file"] = nullptr;
  if (options.file && !result.text.empty()) document["file"] = options.file->string();
  document["definition"] = nullptr;
  if (!result.text.empty()) document["definition"] = Json::parse(result.text);
  document["not_read"] = Json::array();
  for (const model::NotRead& one : result.not_read) {
    document["not_read"].push_back({{"file", one.file},
                                    {"line", line_of(one.line)},
                                    {"pointer", one.pointer},
                                    {"what", one.what},
                                    {"reason", one.reason},
                                    {"next", one.next}});
  }
  document["passed_over"] = Json::array();
  for (const model::PassedOver& one : result.passed_over) {
    document["passed_over"].push_back({{"file", one.file},
                                       {"line", line_of(one.line)},
                                       {"what", one.what},
                                       {"reason", one.reason}});
  }
  fmt::print("{}\n", document.dump(2, ' ', false, Json::error_handler_t::replace));
}

void print_text(const Options& options, const model::ImportResult& result) {
  if (!options.file) {
    fmt::print("{}", result.text);
    return;
  }
  fmt::print("wrote {}: {}\n", options.file->string(), contents_of(*result.definition));
}

void tell_what_is_missing(const model::ImportResult& result) {
  for (const model::NotRead& one : result.not_read) {
    fmt::print(stderr, "{}\n", model::to_text(one));
  }
  fmt::print(stderr, "{}", model::to_text(result.warnings));
  if (!result.passed_over.empty()) {
    fmt::print(stderr, "passed over, as no part of a definition: {} (--json lists them)\n",
               counted(result.passed_over.size(), "thing", "things"));
  }
}

int import_namespace(const Options& options) {
  model::ImportRequest request{options.inputs, options.parameters, variables_of(options), {}};
  if (std::find(options.inputs.begin(), options.inputs.end(), "-") != options.inputs.end()) {
    request.standard_input = read_standard_input();
  }
  const model::ImportResult result = model::import_definition(request);
  tell_what_is_missing(result);
  if (options.file && !result.text.empty()) write_file(*options.file, result.text);
  if (options.json) print_json(options, result);
  if (result.text.empty()) {
    throw Error(ErrorKind::definition, "there is nothing to import",
                result.not_read.empty()
                    ? "no input holds a part of an Event Grid namespace"
                    : "no part of an Event Grid namespace could be read; why is told above",
                "give an ARM template, a folder of az … list -o json answers, or a script of "
                "az … create calls");
  }
  if (!options.json) print_text(options, result);
  return result.not_read.empty() ? 0 : something_was_not_read;
}

}  // namespace

void add_import(CLI::App& eglab, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = eglab.add_subcommand(
      "import", "Write a definition from an ARM template, answers of az, or a script of az calls");
  verb->footer(
      "Examples:\n"
      "  eglab import template.json --parameters parameters.json -o namespace.json\n"
      "  az eventgrid namespace client list -g GROUP --namespace-name NAME -o json > "
      "answers/client-list.json\n"
      "  eglab import answers/ -o namespace.json\n"
      "  eglab import setup.sh --set thumbprint=0123… -o namespace.json\n"
      "\n"
      "Nothing of a script is run. What could not be read is listed on standard error.\n"
      "Exit codes: 0 all was read, 1 written without what is listed, 3 nothing could be read.");
  verb->add_option("INPUT", options->inputs,
                   "Definitions, ARM templates, answers of az show and az list -o json (files, or "
                   "a folder of them), scripts (.sh); - for standard input")
      ->required();
  verb->add_option("-o,--output", options->file, "File to write to; else standard output")
      ->type_name("FILE");
  verb->add_option("--parameters", options->parameters, "Parameters file of an ARM template")
      ->type_name("FILE");
  verb->add_option("--set", options->variables,
                   "Value of a script's variable (repeatable); goes before what it assigns")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  verb->add_flag("--json", options->json, "Say what was read and what not as JSON (docs/json.md)");
  verb->callback([options, &chosen] { chosen = [options] { return import_namespace(*options); }; });
}

}  // namespace lab::apps
