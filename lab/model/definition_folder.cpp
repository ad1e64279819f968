#include "lab/model/definition_folder.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "lab/base/error.hpp"
#include "lab/base/file.hpp"
#include "lab/base/nearest.hpp"
#include "lab/model/canonical_form.hpp"
#include "lab/model/definition_source.hpp"
#include "lab/model/limits.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

namespace fs = std::filesystem;

/// What a folder holds, hidden files left out, sorted by name.
std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code failure;
  fs::directory_iterator entry{folder, failure};
  while (!failure && entry != fs::directory_iterator{}) {
    if (entry->path().filename().string().front() != '.') entries.push_back(entry->path());
    entry.increment(failure);
  }
  if (failure) {
    throw Error(ErrorKind::definition, fmt::format("cannot read the folder {}", folder.string()),
                failure.message(), "give yourself the right to read it (chmod, chown)");
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

const ResourceKind* find_kind(std::string_view folder_name) {
  const auto found =
      std::find_if(resource_kinds.begin(), resource_kinds.end(), [&](const ResourceKind& kind) {
        return kind.segment == folder_name || kind.kebab == folder_name;
      });
  return found == resource_kinds.end() ? nullptr : &*found;
}

void report_unknown(const fs::path& path, std::string_view cause, ProblemList& problems) {
  std::vector<std::string> names{"namespace.json"};
  for (const ResourceKind& kind : resource_kinds) names.emplace_back(kind.segment);
  const auto nearest = nearest_word(path.filename().string(), names);
  problems.add(problems.places.add_file(path.string()), Rule::folder_unknown_file,
               std::string{cause},
               nearest ? fmt::format("did you mean {}?", *nearest)
                       : "a definition's folder holds namespace.json and folders named clients, "
                         "clientGroups, topicSpaces, permissionBindings and caCertificates");
}

void read_kind(const fs::path& folder, const ResourceKind& kind, DefinitionResources& resources,
               ProblemList& problems) {
  for (const fs::path& path : entries_of(folder)) {
    if (path.extension() != ".json") {
      problems.add(problems.places.add_file(path.string()), Rule::folder_unknown_file,
                   "the file is left out", "resources stand in files named NAME.json");
      continue;
    }
    const PlaceId place = problems.places.add_file(path.string());
    auto node = read_json(read_file(path, limits::definition_bytes), place, problems);
    std::vector<Resource>& list = resources.*kind.list;
    if (node) {
      list.push_back(read_resource(std::move(*node), path.stem().string(), place, true, problems));
      continue;
    }
    // What others refer to by name is there all the same.
    Resource& unreadable = list.emplace_back();
    unreadable.name = path.stem().string();
    unreadable.name_place = place;
    unreadable.properties.kind = Node::Kind::unresolved;
    unreadable.properties.place = place;
  }
}

}  // namespace

DefinitionResources read_definition_folder(const fs::path& folder, ProblemList& problems) {
  DefinitionResources resources;
  bool is_definition = false;
  for (const fs::path& path : entries_of(folder)) {
    const std::string name = path.filename().string();
    std::error_code failure;
    const bool is_folder = fs::is_directory(path, failure);
    if (!is_folder && name == "namespace.json") {
      is_definition = true;
      const PlaceId place = problems.places.add_file(path.string());
      if (auto node = read_json(read_file(path, limits::definition_bytes), place, problems)) {
        resources.name_space = read_namespace_resource(std::move(*node), true);
      }
    } else if (const ResourceKind* kind = is_folder ? find_kind(name) : nullptr) {
      is_definition = true;
      read_kind(path, *kind, resources, problems);
    } else if (is_folder || path.extension() == ".json") {
      report_unknown(path, is_folder ? "the folder is left out" : "the file is left out", problems);
    }
  }
  if (!is_definition) {
    problems.add(problems.places.add_file(folder.string()), Rule::not_a_definition,
                 "the folder holds none of a definition's parts",
                 "put namespace.json and folders named clients, clientGroups, topicSpaces, "
                 "permissionBindings into it");
  }
  return resources;
}

}  // namespace lab::model
