#include "lab/model/name_rules.hpp"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "lab/model/limits.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

bool is_alphanumeric(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9');
}

/// The first character of a name that is not allowed in it, whole; empty if all are.
std::string_view first_forbidden(std::string_view name, std::string_view also_allowed) {
  const auto found = std::find_if(name.begin(), name.end(), [&](char letter) {
    return !is_alphanumeric(letter) && also_allowed.find(letter) == std::string_view::npos;
  });
  const auto start = static_cast<std::size_t>(found - name.begin());
  std::size_t end = std::min(start + 1, name.size());
  while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) ++end;
  return name.substr(start, end - start);
}

}  // namespace

void check_client_name(std::string_view name, PlaceId place, ProblemList& problems) {
  if (const std::string_view wrong = first_forbidden(name, "-:._"); !wrong.empty()) {
    problems.add(place, Rule::client_name_pattern,
                 fmt::format("the client name {} holds {}", in_quotes(name), in_quotes(wrong)),
                 "use letters, digits and - : . _ only; any other text can be its "
                 "authenticationName");
  }
  const std::size_t length = code_points(name);
  if (length >= 1 && length <= limits::longest_client_name) return;
  problems.add(place, Rule::client_name_length,
               fmt::format("the client name {} has {} characters", in_quotes(name), length),
               fmt::format("use 1 to {}", limits::longest_client_name));
}

void check_resource_name(std::string_view name, std::string_view kind, PlaceId place,
                         ProblemList& problems) {
  if (const std::string_view wrong = first_forbidden(name, "-"); !wrong.empty()) {
    problems.add(place, Rule::resource_name_pattern,
                 fmt::format("the {} name {} holds {}", kind, in_quotes(name), in_quotes(wrong)),
                 "use letters, digits and - only");
  }
  const std::size_t length = code_points(name);
  if (length >= limits::shortest_resource_name && length <= limits::longest_resource_name) return;
  problems.add(
      place, Rule::resource_name_length,
      fmt::format("the {} name {} has {} character{}", kind, in_quotes(name), length,
                  length == 1 ? "" : "s"),
      fmt::format("use {} to {}", limits::shortest_resource_name, limits::longest_resource_name));
}

void check_unique_names(const std::vector<Resource>& resources, ProblemList& problems) {
  std::unordered_set<std::string_view> names;
  names.reserve(resources.size());
  for (const Resource& resource : resources) {
    if (names.insert(resource.name).second) continue;
    problems.add(resource.name_place, Rule::name_duplicate,
                 fmt::format("the name {} is given twice", in_quotes(resource.name)),
                 "rename one of the two");
  }
}

void check_quota(const std::vector<Resource>& resources, std::size_t most, Rule rule,
                 std::string_view kinds, ProblemList& problems) {
  if (resources.size() <= most) return;
  problems.add(
      resources[most].name_place, rule,
      fmt::format("the namespace has {} {}; Event Grid allows {}", resources.size(), kinds, most),
      fmt::format("take out {}", resources.size() - most));
}

}  // namespace lab::model
