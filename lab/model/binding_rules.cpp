#include "lab/model/binding_rules.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/base/nearest.hpp"
#include "lab/model/limits.hpp"
#include "lab/model/name_rules.hpp"
#include "lab/model/property_reader.hpp"
#include "lab/model/quoted.hpp"

namespace lab::model {
namespace {

constexpr std::array<NamedValue<Permission>, 2> permissions{{
    {"Publisher", Permission::publisher},
    {"Subscriber", Permission::subscriber},
}};

std::string fix_of_unknown(std::string_view name, const std::vector<std::string>& names,
                           std::string_view kind) {
  if (const auto nearest = nearest_word(name, names)) {
    return fmt::format("did you mean {}?", in_quotes(*nearest));
  }
  return fmt::format("define it, or name one of: {}",
                     names.empty() ? fmt::format("(no {} is defined)", kind)
                                   : fmt::format("{}", fmt::join(names, ", ")));
}

/// A reference by name; reported under `rule` if it leads nowhere.
std::string read_reference(const PropertyReader& reader, std::string_view property,
                           const std::vector<std::string>& names, Rule rule, std::string_view kind,
                           ProblemList& problems) {
  const auto name = reader.string(property);
  if (!name) return {};
  if (std::find(names.begin(), names.end(), *name) == names.end()) {
    problems.add(reader.find(property)->place, rule,
                 fmt::format("there is no {} {}", kind, in_quotes(*name)),
                 fix_of_unknown(*name, names, kind));
  }
  return *name;
}

}  // namespace

std::vector<ReadBinding> read_bindings(const std::vector<Resource>& resources,
                                       const std::vector<std::string>& group_names,
                                       const std::vector<std::string>& space_names,
                                       ProblemList& problems) {
  check_quota(resources, limits::permission_bindings, Rule::quota_permission_bindings,
              "permission bindings", problems);
  check_unique_names(resources, problems);
  std::vector<std::string> groups = group_names;
  groups.emplace_back(all_clients_group);
  std::vector<ReadBinding> bindings;
  for (const Resource& resource : resources) {
    check_resource_name(resource.name, "permission binding", resource.name_place, problems);
    if (resource.properties.is(Node::Kind::unresolved)) continue;
    const PropertyReader reader{resource.properties, known::permission_binding, problems,
                                resource.is_flat ? &known::child_resource : nullptr};
    reader.require({"clientGroupName", "topicSpaceName", "permission"},
                   "a binding names a client group, a topic space and a permission");
    ReadBinding& read = bindings.emplace_back();
    read.place = resource.name_place;
    read.binding.name = resource.name;
    read.binding.description = reader.string("description").value_or("");
    read.binding.client_group_name = read_reference(
        reader, "clientGroupName", groups, Rule::binding_group_unknown, "client group", problems);
    read.binding.topic_space_name =
        read_reference(reader, "topicSpaceName", space_names, Rule::binding_space_unknown,
                       "topic space", problems);
    read.binding.permission =
        reader.one_of("permission", permissions).value_or(Permission::publisher);
  }
  return bindings;
}

}  // namespace lab::model
