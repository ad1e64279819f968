#include "lab/model/import_resource_id.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <fmt/format.h>

#include "lab/model/import_collected.hpp"
#include "lab/model/import_letter_case.hpp"
#include "lab/model/import_unknown.hpp"

namespace lab::model {
namespace {

constexpr std::string_view namespace_type = "microsoft.eventgrid/namespaces";

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (true) {
    const std::size_t slash = path.find('/');
    segments.emplace_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

/// `NAME[/SEGMENT/NAME]`, what stands behind the type.
ResourceId id_in_namespace(const std::vector<std::string>& segments) {
  ResourceId id;
  id.is_event_grid = true;
  if (!segments.empty()) id.namespace_name = segments[0];
  if (segments.size() > 1) id.segment = segments[1];
  if (segments.size() > 2) id.name = segments[2];
  if (segments.size() > 3) id.segment += "/" + segments[3];
  return id;
}

}  // namespace

ResourceId parse_resource_id(std::string_view id) {
  while (id.ends_with('/')) id.remove_suffix(1);
  const std::string lower = lower_case(id);
  if (const std::size_t at = lower.find(namespace_type); at != std::string::npos) {
    std::string_view rest = id.substr(at + namespace_type.size());
    if (rest.starts_with('/')) rest.remove_prefix(1);
    return id_in_namespace(segments_of(rest));
  }
  const std::vector<std::string> segments = segments_of(id);
  ResourceId result;
  if (!UnknownTexts::is_in(id)) return result;
  // `$namespace_id/clients/device1`: what is unknown ends before the kind.
  if (segments.size() >= 3 && find_resource_kind(segments[segments.size() - 2]) != nullptr) {
    result.is_event_grid = true;
    result.segment = segments[segments.size() - 2];
    result.name = segments.back();
  } else {
    // A part that is known may show that it is something else.
    result.is_unknown = lower.find("providers/") == std::string::npos ||
                        UnknownTexts::is_in(lower.substr(lower.find("providers/")));
  }
  return result;
}

ResourceId resource_id_of_type(std::string_view provider, std::string_view type,
                               std::string_view parent, std::string_view name) {
  std::string whole = lower_case(type);
  if (whole.find('/') == std::string::npos || whole.find('.') == std::string::npos) {
    const std::string_view parent_type = parent.substr(0, parent.find('/'));
    whole =
        lower_case(provider) + "/" + (parent.empty() ? "" : lower_case(parent_type) + "/") + whole;
  }
  if (!whole.starts_with(namespace_type)) {
    ResourceId other;
    return other;
  }
  ResourceId id;
  id.is_event_grid = true;
  const std::size_t segment = namespace_type.size() + 1;
  if (whole.size() <= segment) {
    id.namespace_name = name;
    return id;
  }
  id.segment = whole.substr(segment);
  const std::size_t slash = name.find('/');
  id.name = name.substr(slash == std::string_view::npos ? 0 : slash + 1);
  if (slash != std::string_view::npos) {
    id.namespace_name = name.substr(0, slash);
  } else if (parent.find('/') != std::string_view::npos) {
    id.namespace_name = parent.substr(parent.find('/') + 1);
  }
  return id;
}

}  // namespace lab::model
