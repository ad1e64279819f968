#include "lab/model/import_collected.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lab/base/assert.hpp"
#include "lab/model/import_letter_case.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

constexpr std::string_view namespace_words = "the namespace";

}  // namespace

bool Collected::is_of_this_namespace(std::string_view name, const std::string& what,
                                     PlaceId origin) {
  if (name.empty()) return true;
  if (namespace_name_.empty()) {
    namespace_name_ = name;
    first_named_ = origin;
  }
  if (equal_ignoring_case(name, namespace_name_)) return true;
  log_.add_not_read(origin, what,
                    fmt::format("it belongs to the namespace {}, the others to {}", in_quotes(name),
                                in_quotes(namespace_name_)),
                    "import one namespace at a time");
  return false;
}

void Collected::add(const ResourceKind& kind, Resource resource, std::string_view namespace_name,
                    PlaceId origin, SecondTime second_time) {
  const std::string what = resource_words(kind, resource.name);
  if (!is_of_this_namespace(namespace_name, what, origin)) return;
  std::vector<Resource>& list = resources_.*kind.list;
  const auto [found, is_new] =
      found_.try_emplace({std::string{kind.segment}, resource.name}, Found{list.size(), origin});
  if (is_new) {
    list.push_back(std::move(resource));
    return;
  }
  if (second_time == SecondTime::is_refused) {
    log_.add_not_read(origin, what, "it is given a second time", "keep one of the two");
    return;
  }
  const NotRead earlier = log_.place_of(found->second.origin);
  log_.add_passed_over({earlier.file, earlier.line, what,
                        fmt::format("line {} sets it again", log_.place_of(origin).line)});
  found->second.origin = origin;
  list[found->second.index] = std::move(resource);
}

void Collected::add(NamespaceResource resource, PlaceId origin, SecondTime second_time) {
  const std::string what{namespace_words};
  if (!is_of_this_namespace(resource.name, what, origin)) return;
  const auto [found, is_new] = found_.try_emplace({"", ""}, Found{0, origin});
  if (!is_new && second_time == SecondTime::is_refused) {
    log_.add_not_read(origin, what, "it is given a second time", "keep one of the two");
    return;
  }
  if (!is_new) {
    const NotRead earlier = log_.place_of(found->second.origin);
    log_.add_passed_over({earlier.file, earlier.line, what,
                          fmt::format("line {} sets it again", log_.place_of(origin).line)});
    found->second.origin = origin;
  }
  resources_.name_space = std::move(resource);
}

void Collected::add_all(DefinitionResources found) {
  std::string name;
  if (found.name_space) {
    name = found.name_space->name;
    const PlaceId place = found.name_space->envelope.place;
    add(*std::move(found.name_space), place, SecondTime::is_refused);
  }
  for (const ResourceKind& kind : resource_kinds) {
    for (Resource& resource : found.*kind.list) {
      const PlaceId place = resource.name_place;
      add(kind, std::move(resource), name, place, SecondTime::is_refused);
    }
  }
}

bool Collected::is_empty() const {
  return !resources_.name_space &&
         std::all_of(resource_kinds.begin(), resource_kinds.end(),
                     [&](const ResourceKind& kind) { return (resources_.*kind.list).empty(); });
}

PlaceId Collected::origin(std::string_view segment, std::string_view name) const {
  const auto found = found_.find({std::string{segment}, std::string{name}});
  LAB_ASSERT(found != found_.end());
  return found->second.origin;
}

PlaceId Collected::namespace_origin() const {
  const auto found = found_.find({"", ""});
  return found == found_.end() ? first_named_ : found->second.origin;
}

std::string resource_words(const ResourceKind& kind, std::string_view name) {
  std::string words{kind.kebab.substr(0, kind.kebab.size() - 1)};  // Each ends with its plural s.
  std::replace(words.begin(), words.end(), '-', ' ');
  if (words.starts_with("ca ")) words.replace(0, 2, "CA");
  return fmt::format("the {} {}", words, in_quotes(name));
}

const ResourceKind* find_resource_kind(std::string_view name) {
  const auto* found =
      std::find_if(resource_kinds.begin(), resource_kinds.end(), [&](const ResourceKind& kind) {
        return equal_ignoring_case(kind.segment, name) || equal_ignoring_case(kind.kebab, name);
      });
  return found == resource_kinds.end() ? nullptr : &*found;
}

}  // namespace lab::model
