#include "lab/model/reader.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/model/arm_template.hpp"
#include "lab/model/binding_rules.hpp"
#include "lab/model/canonical_form.hpp"
#include "lab/model/certificate_rules.hpp"
#include "lab/model/client_rules.hpp"
#include "lab/model/configuration_rules.hpp"
#include "lab/model/definition_folder.hpp"
#include "lab/model/definition_resources.hpp"
#include "lab/model/definition_source.hpp"
#include "lab/model/expansion_rules.hpp"
#include "lab/model/group_rules.hpp"
#include "lab/model/limits.hpp"
#include "lab/model/problem_list.hpp"
#include "lab/model/topic_space_rules.hpp"

namespace lab::model {
namespace {

namespace fs = std::filesystem;

template <typename Item>
void sort_by_name(std::vector<Item>& items) {
  std::sort(items.begin(), items.end(),
            [](const Item& left, const Item& right) { return left.name < right.name; });
}

void sort_collections(Namespace& definition) {
  sort_by_name(definition.ca_certificates);
  sort_by_name(definition.clients);
  sort_by_name(definition.client_groups);
  sort_by_name(definition.topic_spaces);
  sort_by_name(definition.permission_bindings);
}

/// Checks every rule about the resources, whatever form they came in.
Namespace check_resources(const DefinitionResources& resources, ProblemList& problems) {
  Namespace definition;
  if (resources.name_space) definition.name = resources.name_space->name;
  read_configuration(resources, definition, problems);
  definition.ca_certificates = read_ca_certificates(resources.ca_certificates, problems);
  const auto quota =
      static_cast<std::size_t>(limits::clients_per_throughput_unit) * definition.capacity;
  auto clients = read_clients(resources.clients, quota, problems);
  auto groups = read_groups(resources.client_groups, clients, problems);
  auto spaces = read_topic_spaces(resources.topic_spaces, problems);
  std::vector<std::string> space_names;
  for (const ReadTopicSpace& read : spaces) space_names.push_back(read.space.name);
  auto bindings = read_bindings(resources.permission_bindings, groups.names, space_names, problems);
  check_expansions(clients, groups, spaces, bindings, problems);

  for (ReadClient& read : clients) definition.clients.push_back(std::move(read.client));
  definition.client_groups = std::move(groups.groups);
  for (ReadTopicSpace& read : spaces) definition.topic_spaces.push_back(std::move(read.space));
  for (ReadBinding& read : bindings) {
    definition.permission_bindings.push_back(std::move(read.binding));
  }
  sort_collections(definition);
  return definition;
}

ReadResult finish(const DefinitionResources& resources, const std::string& name_otherwise,
                  ProblemList& problems) {
  Namespace definition = check_resources(resources, problems);
  if (definition.name.empty()) definition.name = name_otherwise;
  ReadResult result;
  result.problems = problems.in_text_order();
  if (!problems.has_error()) result.definition = std::move(definition);
  return result;
}

/// A document in text: the definition, or a template's parameters.
struct Document {
  const std::string& text;
  std::string file;
};

ReadResult read_document(const Document& document, const std::optional<Document>& parameters) {
  ProblemList problems;
  auto tree = read_json(document.text, problems.places.add_file(document.file), problems);
  std::optional<Node> parameters_tree;
  if (parameters) {
    const PlaceId place = problems.places.add_file(parameters->file);
    parameters_tree = read_json(parameters->text, place, problems);
    if (tree && !is_arm_template(*tree)) {
      problems.add(
          place, Rule::arm_parameters_unused,
          fmt::format("{} is no ARM template, so nothing takes the parameters", document.file),
          "leave the parameters file out, or give the template");
    }
  }
  if (!tree || (parameters && !parameters_tree)) return {std::nullopt, problems.in_text_order()};
  const DefinitionResources resources =
      is_arm_template(*tree)
          ? read_arm_template(*tree, parameters_tree ? &*parameters_tree : nullptr, problems)
          : read_canonical_form(std::move(*tree), problems);
  return finish(resources, fs::path{document.file}.stem().string(), problems);
}

ReadResult read_folder(const fs::path& path, const std::optional<fs::path>& parameters) {
  ProblemList problems;
  const DefinitionResources resources = read_definition_folder(path, problems);
  if (parameters) {
    problems.add(problems.places.add_file(parameters->string()), Rule::arm_parameters_unused,
                 fmt::format("{} is a folder, so nothing takes the parameters", path.string()),
                 "leave the parameters file out, or give the template");
  }
  return finish(resources, fs::canonical(path).filename().string(), problems);
}

}  // namespace

ReadResult read_namespace(const fs::path& path, const std::optional<fs::path>& parameters) {
  std::error_code failure;
  if (fs::is_directory(path, failure)) return read_folder(path, parameters);
  const std::string text = read_file(path, limits::definition_bytes);
  if (!parameters) return read_document({text, path.string()}, std::nullopt);
  const std::string parameters_text = read_file(*parameters, limits::definition_bytes);
  return read_document({text, path.string()}, Document{parameters_text, parameters->string()});
}

ReadResult read_namespace_text(const std::string& text, const std::string& file) {
  return read_document({text, file}, std::nullopt);
}

Namespace load_namespace(const fs::path& path, const std::optional<fs::path>& parameters) {
  ReadResult result = read_namespace(path, parameters);
  if (result.definition) return std::move(*result.definition);
  std::vector<Problem> errors;
  for (const Problem& problem : result.problems) {
    if (problem.severity == Problem::Severity::error) errors.push_back(problem);
  }
  std::string text = to_text(errors);
  text.pop_back();
  throw Error(ErrorKind::definition,
              fmt::format("the definition {} has {} error{}", path.string(), errors.size(),
                          errors.size() == 1 ? "" : "s"),
              "\n" + text, "correct them in that order");
}

}  // namespace lab::model
