#include "tests/conformance/case_registry.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace lab::conformance {
namespace {

/// A source file's path from the project's folder on.
std::string project_path(std::string_view file) {
  const std::size_t at = file.rfind("/tests/conformance/");
  return std::string{at == std::string_view::npos ? file : file.substr(at + 1)};
}

}  // namespace

std::vector<CaseEntry>& case_entries() {
  static std::vector<CaseEntry> entries;
  return entries;
}

bool add_case(CaseEntry entry) {
  case_entries().push_back(std::move(entry));
  return true;
}

std::vector<std::string> ids_in(std::string_view macro_arguments) {
  std::vector<std::string> ids;
  std::string id;
  for (const char character : macro_arguments) {
    if (character == ',') ids.push_back(std::exchange(id, {}));
    if (character == ',' || character == ' ') continue;
    id += character == '_' ? '-' : character;
  }
  ids.push_back(id);
  return ids;
}

const CaseEntry* find_case(std::string_view id) {
  const auto& entries = case_entries();
  const auto found = std::ranges::find_if(entries, [&](const CaseEntry& entry) {
    return std::ranges::find(entry.ids, id) != entry.ids.end();
  });
  return found == entries.end() ? nullptr : &*found;
}

nlohmann::json case_list() {
  std::vector<const CaseEntry*> entries;
  for (const CaseEntry& entry : case_entries()) entries.push_back(&entry);
  std::ranges::stable_sort(entries, std::ranges::less{},
                           [](const CaseEntry* entry) { return entry->ids.front(); });
  nlohmann::json list = nlohmann::json::array();
  for (const CaseEntry* entry : entries) {
    list.push_back({{"ids", entry->ids},
                    {"suite", entry->suite},
                    {"file", project_path(entry->file)},
                    {"line", entry->line}});
  }
  return list;
}

}  // namespace lab::conformance
