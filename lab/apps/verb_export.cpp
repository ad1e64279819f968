#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/apps/export_certificates.hpp"
#include "lab/apps/standard_input.hpp"
#include "lab/apps/verbs.hpp"
#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/nearest.hpp"
#include "lab/base/terminal.hpp"
#include "lab/compile/export_arm.hpp"
#include "lab/compile/export_az.hpp"
#include "lab/compile/export_bicep.hpp"
#include "lab/compile/export_resources.hpp"
#include "lab/compile/export_terraform.hpp"
#include "lab/model/import_other_settings.hpp"
#include "lab/model/limits.hpp"
#include "lab/model/reader.hpp"

namespace lab::apps {
namespace {

namespace fs = std::filesystem;

struct Language {
  const char* name;
  std::string (*write)(const model::Namespace& definition, std::string_view other_settings);
  bool is_one_deployment;  ///< Azure bounds how many resources it takes.
  const char* use;         ///< How its file is used.
};

constexpr std::array languages{
    Language{"az", compile::export_az, false, "RESOURCE_GROUP=my-group bash {}"},
    Language{"bicep", compile::export_bicep, true,
             "az deployment group create --resource-group my-group --template-file {}"},
    Language{"arm", compile::export_arm, true,
             "az deployment group create --resource-group my-group --template-file {}"},
    Language{"terraform", compile::export_terraform, false,
             "terraform apply -var resource_group_id=ID, in the folder of {}"}};

struct Options {
  fs::path definition;
  std::optional<fs::path> parameters;
  std::string language;
  std::optional<fs::path> file;
  std::vector<std::string> subset;
  std::optional<fs::path> certificates;
  std::string name;
  std::string location;
  bool json = false;
};

/// A definition, and what of it `model::Namespace` does not keep.
struct Loaded {
  model::Namespace definition;
  std::string other_settings;
};

Loaded load(const Options& options) {
  const bool is_piped = options.definition == "-";
  const std::string text = is_piped ? read_standard_input() : std::string{};
  model::ReadResult read = is_piped ? model::read_namespace_text(text, "standard input")
                                    : model::read_namespace(options.definition, options.parameters);
  fmt::print(stderr, "{}", model::to_text(read.problems));
  if (!read.definition) {
    throw Error(ErrorKind::definition,
                fmt::format("{} is not a valid namespace definition", options.definition.string()),
                "its errors are listed above",
                "mend the places named; eglab import can leave "
                "them out");
  }
  return {*std::move(read.definition),
          is_piped ? model::other_settings_of_text(text)
                   : model::other_settings(options.definition, options.parameters)};
}

/// Leaves only these clients; all else stays, so that they may do what they may do.
void keep_clients(model::Namespace& definition, const std::vector<std::string>& names) {
  if (names.empty()) return;
  for (const std::string& name : names) {
    if (model::find_client(definition, name) != nullptr) continue;
    std::vector<std::string> known;
    for (const model::Client& client : definition.clients) known.push_back(client.name);
    const auto nearest = nearest_word(name, known);
    throw Error(ErrorKind::usage, fmt::format("cannot export client {}", printable(name, 60)),
                "the namespace has no client of that name",
                nearest ? fmt::format("did you mean {}?", *nearest)
                        : std::string{"name a client of the definition"});
  }
  std::erase_if(definition.clients, [&](const model::Client& client) {
    return std::find(names.begin(), names.end(), client.name) == names.end();
  });
}

void check_name(const std::string& name) {
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '-';
  });
  if (is_plain && name.size() >= model::limits::shortest_resource_name &&
      name.size() <= model::limits::longest_resource_name) {
    return;
  }
  throw Error(ErrorKind::usage,
              fmt::format("no namespace in Azure can be called \"{}\"", printable(name, 60)),
              "a name has 3 to 50 letters, digits and hyphens", "give one with --name");
}

void warn_of_size(const Language& language, const compile::ExportedNamespace& exported,
                  std::vector<std::string>& warnings) {
  const std::size_t count = exported.children.size() + 1;
  if (!language.is_one_deployment || count <= compile::most_resources_of_a_deployment) return;
  warnings.push_back(
      fmt::format("Azure takes {} resources in one deployment, and here are {}: export as az or "
                  "terraform, or some clients at a time with --subset",
                  compile::most_resources_of_a_deployment, count));
}

void print_json(const Options& options, const compile::ExportedNamespace& exported,
                const std::string& text, const std::vector<std::string>& warnings) {
  nlohmann::ordered_json counts{{"namespace", 1},   {"caCertificates", 0},
                                {"clients", 0},     {"clientGroups", 0},
                                {"topicSpaces", 0}, {"permissionBindings", 0}};
  for (const compile::ExportedResource& child : exported.children) {
    counts[child.kind] = counts[child.kind].get<int>() + 1;
  }
  nlohmann::ordered_json document;
  document["as"] = options.language;
  document["file"] = nullptr;
  if (options.file) {
    document["file"] = options.file->string();
  } else {
    document["text"] = text;
  }
  document["name"] = exported.name;
  document["location"] = nullptr;
  if (!exported.location.empty()) document["location"] = exported.location;
  document["api_version"] = {{"version", exported.api_version.version},
                             {"reason", exported.api_version.reason}};
  document["resources"] = std::move(counts);
  document["warnings"] = warnings;
  fmt::print("{}\n", document.dump(2));
}

int export_namespace(const Options& options) {
  const auto* language = std::find_if(languages.begin(), languages.end(), [&](const Language& one) {
    return one.name == options.language;
  });
  Loaded loaded = load(options);
  std::vector<std::string> warnings;
  model::Namespace& definition = loaded.definition;
  if (options.certificates) {
    definition = with_certificates(std::move(definition), *options.certificates, warnings);
  }
  keep_clients(definition, options.subset);
  if (!options.name.empty()) definition.name = options.name;
  if (!options.location.empty()) definition.location = options.location;
  check_name(definition.name);

  const compile::ExportedNamespace exported =
      compile::exported_namespace(definition, loaded.other_settings);
  warn_of_size(*language, exported, warnings);
  const std::string text = language->write(definition, loaded.other_settings);
  for (const std::string& warning : warnings) {
    fmt::print(stderr, "warning: {}\n", printable(warning, 1000));
  }
  if (options.file) write_file(*options.file, text);
  if (options.json) {
    print_json(options, exported, text, warnings);
  } else if (options.file) {
    fmt::print("wrote {}\n  use it: {}\n", options.file->string(),
               fmt::format(fmt::runtime(language->use), options.file->string()));
  } else {
    fmt::print("{}", text);
  }
  return 0;
}

}  // namespace

void add_export(CLI::App& eglab, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = eglab.add_subcommand(
      "export", "Write what creates this namespace in Azure: az, Bicep, ARM or Terraform");
  verb->footer(
      "Examples:\n"
      "  eglab export namespace.json --as bicep -o namespace.bicep\n"
      "  eglab export namespace.json --as az --certs certificates --name my-namespace -o "
      "create.sh\n"
      "\n"
      "--certs takes what eglab certs wrote: its intermediate CA is registered, and clients known\n"
      "by thumbprint get the thumbprints of their certificates there.");
  verb->add_option("DEFINITION", options->definition,
                   "Namespace definition: canonical JSON, an ARM template, a folder; - for "
                   "standard input")
      ->required();
  verb->add_option("--parameters", options->parameters, "Parameters file of an ARM template")
      ->type_name("FILE");
  verb->add_option("--as", options->language, "az (a bash script), bicep, arm or terraform")
      ->required()
      ->check(CLI::IsMember({"az", "bicep", "arm", "terraform"}));
  verb->add_option("-o,--output", options->file, "File to write to; else standard output")
      ->type_name("FILE");
  verb->add_option("--subset", options->subset,
                   "Only these clients (several, also with commas); all else stays")
      ->type_name("CLIENT")
      ->delimiter(',');
  verb->add_option("--certs", options->certificates, "Folder that eglab certs wrote")
      ->type_name("DIR");
  verb->add_option("--name", options->name, "The namespace's name in Azure")
      ->type_name("NAMESPACE");
  verb->add_option("--location", options->location,
                   "Azure region; else the definition's, else the resource group's")
      ->type_name("LOCATION");
  verb->add_flag("--json", options->json, "Say what was written as JSON (docs/json.md)");
  verb->callback([options, &chosen] { chosen = [options] { return export_namespace(*options); }; });
}

}  // namespace lab::apps
